/// The transcripts of one session: the lead's own, and those of the teammates that live in its process.
struct SimulatedSession: Sendable {
    let id: String
    private(set) var writtenBytes = 0
    private let directory: String
    private let team: String
    private let members: [String]
    /// Members whose transcript is there.
    private var begun: Set<Int> = []
    /// The last response of the lead, which a resumed session repeats.
    private var lastResponse: [UInt8]

    init(id: String, directory: String, team: String, members: [String]) {
        self.id = id
        self.directory = directory
        self.team = team
        self.members = members
        lastResponse = []
    }

    /// A session that goes on where another one ended; its transcript begins with a copy of the end of the other's.
    init(resuming former: SimulatedSession, id: String) {
        self.init(id: id, directory: former.directory, team: former.team, members: former.members)
        lastResponse = former.lastResponse
    }

    static func newID(_ random: inout RandomSource) -> String {
        uuid(random.hexadecimal(digits: 32))
    }

    /// Appends what a turn leaves behind, in one write.
    mutating func record(_ turn: SimulatedTurn, of member: Int) throws(SimulationError) {
        let path = path(of: member)
        var random = RandomSource(seed: turn.idSeed)
        var bytes = begun.contains(member) ? [] : try begin(member, turn, &random)
        let head = head(of: member)
        let startMs = turn.endMs - turn.durationMs
        var prompt = TranscriptRecord("user", uuid: Self.newID(&random), timeMs: startMs, head: head)
        prompt.message = TranscriptMessage(role: "user", content: [.init(text: "Go on, please.")])
        bytes += try line(prompt, path)
        for response in turn.responses {
            let lines = try lines(of: response, turn, head, path, &random)
            bytes += lines
            if member == 0 { lastResponse = lines }
        }
        var end = TranscriptRecord("system", uuid: Self.newID(&random), timeMs: turn.endMs, head: head)
        end.subtype = "turn_duration"
        end.durationMs = turn.durationMs
        bytes += try line(end, path)
        try FileStore.append(bytes, to: path)
        writtenBytes += bytes.count
    }

    /// Removes all its files.
    func remove() throws(SimulationError) {
        if begun.contains(0) { try FileStore.removeIfPresent(path(of: 0)) }
        if begun.contains(where: { $0 > 0 }) { try FileStore.removeTree("\(directory)/\(id)") }
    }

    /// Makes the directory, and what lies beside a teammate's transcript; answers the first lines of the transcript.
    private mutating func begin(_ member: Int, _ turn: SimulatedTurn, _ random: inout RandomSource)
        throws(SimulationError) -> [UInt8]
    {
        begun.insert(member)
        let path = path(of: member)
        guard member == 0 else {
            try FileStore.makeDirectory("\(directory)/\(id)/subagents")
            let sidecar = TeammateSidecar(description: "You are \(members[member]).", name: members[member])
            try FileStore.replace(
                String(path.dropLast(".jsonl".count)) + ".meta.json", with: try line(sidecar, path))
            return []
        }
        try FileStore.makeDirectory(directory)
        var bytes = try line(ModeRecord(sessionId: id), path)
        for name in members.dropFirst() {
            var spawn = TranscriptRecord(
                "user", uuid: Self.newID(&random), timeMs: turn.endMs - turn.durationMs, head: head(of: 0))
            spawn.message = TranscriptMessage(role: "user", content: [.init(text: "Spawned successfully.")])
            spawn.toolUseResult = SpawnResult(agent_id: "\(name)@\(team)", name: name, team_name: team)
            bytes += try line(spawn, path)
        }
        return bytes + lastResponse
    }

    private func lines(
        of response: SimulatedTurn.Response, _ turn: SimulatedTurn, _ head: RecordHead, _ path: String,
        _ random: inout RandomSource
    ) throws(SimulationError) -> [UInt8] {
        var bytes: [UInt8] = []
        for output in response.outputSteps {
            var record = TranscriptRecord(
                "assistant", uuid: Self.newID(&random), timeMs: turn.endMs, head: head)
            record.requestId = "req_" + response.id.dropFirst(4)
            record.message = TranscriptMessage(
                id: response.id, role: "assistant", model: turn.model, content: [.init(text: "Done.")],
                usage: .init(
                    input_tokens: response.tokens.input, output_tokens: output,
                    cache_read_input_tokens: response.tokens.cacheRead,
                    cache_creation_input_tokens: response.tokens.cacheCreation))
            bytes += try line(record, path)
        }
        return bytes
    }

    private func line(_ record: some Encodable, _ path: String) throws(SimulationError) -> [UInt8] {
        try encodeJSON(record, path: path, pretty: false) + [UInt8(ascii: "\n")]
    }

    private func head(of member: Int) -> RecordHead {
        RecordHead(
            sessionId: id, cwd: "/home/user/src/\(team)", agentId: member == 0 ? nil : agentID(member))
    }

    private func path(of member: Int) -> String {
        member == 0
            ? "\(directory)/\(id).jsonl" : "\(directory)/\(id)/subagents/agent-\(agentID(member)).jsonl"
    }

    /// Hexadecimal, as the harness calls agents in its process.
    private func agentID(_ member: Int) -> String {
        "a\(member)" + id.filter { $0 != "-" }.prefix(15)
    }

    private static func uuid(_ digits: String) -> String {
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { digits.dropFirst($0).prefix($1 - $0) }.joined(separator: "-")
    }
}
