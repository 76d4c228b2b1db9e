/// Plays several living teams in a directory: the same seed and the same clock give the same files.
///
/// Below `directory` it writes `claude/teams`, `claude/tasks` and `claude/projects`, `logs/orchestrator.log` and
/// `logs/dashboard.log`, and `config.yml`, which tells the exporter to watch all of these. Runs on one
/// thread at a time; every file is small, so a step costs well under a millisecond.
package struct Simulation: Sendable {
    enum Event: Sendable {
        case turn(team: Int, member: Int)
        case pickUp(team: Int, member: Int)
        case logEntry(log: Int)
        case overlongEntry(log: Int)
        case rotation(log: Int)
        case truncation(log: Int)
        case quietChange(team: Int)
        case corruption(team: Int)
        case healing(team: Int)
        case visit(team: Int)
        case passingTeam
    }

    package let directory: String
    /// What has been written so far.
    package internal(set) var tally = Tally()
    var random: RandomSource
    /// Of the transcripts alone, so that they change nothing of the rest of the story.
    var transcriptRandom: RandomSource
    var agenda = Agenda<Event>()
    var teams: [SimulatedTeam] = []
    private var passingTeam: PassingTeam
    private let teamCount: Int
    /// How many times as often as usual a member ends a turn.
    let pace: Int64
    private let logs: [SimulatedLog]
    /// By log: entries that fall due earlier wait until then.
    private var silentUntilMs: [Int64]

    /// `teams` living teams (at least 1); from the second on one of them is quiet at times and a passing team
    /// comes and goes, from the third on one has a config that breaks and heals. With a `pace` of 8 the members
    /// end eight turns in the time of one.
    package init(directory: String, seed: UInt64, teams: Int, pace: Int = 1) {
        self.directory = directory
        random = RandomSource(seed: seed)
        transcriptRandom = RandomSource(seed: seed ^ 0x7472_616E_7363_7269)
        teamCount = max(1, teams)
        self.pace = Int64(max(1, pace))
        passingTeam = PassingTeam(root: "\(directory)/claude")
        logs = [
            SimulatedLog(directory: "\(directory)/logs", name: "orchestrator", style: .python),
            SimulatedLog(directory: "\(directory)/logs", name: "dashboard", style: .uvicorn),
        ]
        silentUntilMs = Array(repeating: .min, count: logs.count)
    }

    /// The directory to give to `--teams.root`.
    package var teamsRoot: String { "\(directory)/claude" }

    /// The file to give to `--config.file`.
    package var configurationPath: String { "\(directory)/config.yml" }

    package var teamNames: [String] { teams.map(\.name) }

    /// Makes the directories, the teams and the empty logs, and plans what comes first.
    package mutating func prepare() throws(SimulationError) {
        try prepare(nowMs: WallClock.nowMs)
    }

    package mutating func prepare(nowMs: Int64) throws(SimulationError) {
        try FileStore.makeDirectory("\(directory)/logs")
        // A team that its agents made again after it was deleted: inboxes and no config.
        try FileStore.makeDirectory("\(teamsRoot)/teams/left-behind/inboxes")
        try FileStore.replace(configurationPath, with: Array(configurationText.utf8))
        for index in 0..<teamCount {
            let team = makeTeam(index, nowMs: nowMs)
            try team.prepare()
            teams.append(team)
        }
        for (index, log) in logs.enumerated() {
            try FileStore.append([], to: log.path)
            tally.logs[log.name] = LogTally()
            agenda.plan(.logEntry(log: index), at: nowMs + 50)
            agenda.plan(.rotation(log: index), at: nowMs + random.milliseconds(30_000...60_000))
        }
        agenda.plan(.overlongEntry(log: 0), at: nowMs + random.milliseconds(20_000...60_000))
        planTeams(nowMs: nowMs)
    }

    /// Plays everything that is due at `nowMs` (milliseconds since 1970), each thing at its own time.
    ///
    /// What is in the files afterwards does not depend on how a stretch of time was cut into steps.
    package mutating func step(nowMs: Int64) throws(SimulationError) {
        while let next = agenda.take(dueBy: nowMs) {
            try play(next.event, nowMs: next.dueMs)
        }
    }

    /// Lets all members pick up at once what waits for them, so that nothing is unread.
    package mutating func settle() throws(SimulationError) {
        for team in teams.indices {
            for member in teams[team].members.indices {
                try pickUp(team: team, recipient: member, nowMs: WallClock.nowMs)
            }
        }
    }

    /// Plays in real time on the calling thread until `shouldStop` answers true; asks it at least each 100 ms.
    package mutating func run(until shouldStop: () -> Bool) throws(SimulationError) {
        var lastMs = WallClock.nowMs
        while !shouldStop() {
            let nowMs = WallClock.nowMs
            // The machine slept or the clock was set: go on from here instead of playing hours at once.
            if nowMs - lastMs > 10_000 { agenda.postpone(byMs: nowMs - lastMs) }
            // What is late bears the time at which it really happens, so that the tally's times are true.
            while let next = agenda.take(dueBy: WallClock.nowMs) {
                try play(next.event, nowMs: WallClock.nowMs)
                if shouldStop() { return }
            }
            lastMs = nowMs
            let waitMs = (agenda.nextDueMs ?? nowMs + 100) - WallClock.nowMs
            if waitMs > 0 { WallClock.pause(milliseconds: min(waitMs, 100)) }
        }
    }

    private mutating func makeTeam(_ index: Int, nowMs: Int64) -> SimulatedTeam {
        let words = ["amber", "brisk", "calm", "dusky", "eager", "fabled", "gentle", "hidden"]
        let animals = ["otter", "heron", "lynx", "marten", "newt", "osprey", "puffin", "raven"]
        let roles = ["researcher", "builder", "reviewer", "tester", "writer"]
        let suffix = index < words.count ? "" : "-\(index)"
        let name = "\(words[index % words.count])-\(animals[index % animals.count])\(suffix)"
        let mates = roles.prefix(Int.random(in: 2...4, using: &random))
        return SimulatedTeam(
            root: teamsRoot, name: name, members: ["team-lead"] + mates, createdAtMs: nowMs - 5000,
            sessionID: SimulatedSession.newID(&transcriptRandom))
    }

    private mutating func planTeams(nowMs: Int64) {
        for (index, team) in teams.enumerated() {
            for member in team.members.indices {
                agenda.plan(
                    .turn(team: index, member: member), at: nowMs + random.milliseconds(100...3000) / pace)
            }
        }
        agenda.plan(.visit(team: 0), at: nowMs + 12_000)
        if teams.count > 1 {
            agenda.plan(.passingTeam, at: nowMs + 20_000)
            agenda.plan(.quietChange(team: 1), at: nowMs + 60_000)
        }
        if teams.count > 2 { agenda.plan(.corruption(team: 2), at: nowMs + 45_000) }
    }

    private mutating func play(_ event: Event, nowMs: Int64) throws(SimulationError) {
        switch event {
        case .turn(let team, let member): try endTurn(team: team, member: member, nowMs: nowMs)
        case .pickUp(let team, let member): try pickUp(team: team, recipient: member, nowMs: nowMs)
        case .logEntry(let log): try writeEntry(log: log, nowMs: nowMs)
        case .overlongEntry(let log):
            let entry = LogVocabulary.overlong(team: random.pick(teams).name)
            try write(entry, log: log, nowMs: nowMs)
            agenda.plan(event, at: nowMs + random.milliseconds(20_000...60_000))
        case .rotation(let log):
            if logs[log].isTruncating {
                silentUntilMs[log] = nowMs + SimulatedLog.silenceBeforeTruncationMs
                agenda.plan(.truncation(log: log), at: silentUntilMs[log])
            } else {
                try rotate(log: log)
            }
            agenda.plan(event, at: nowMs + random.milliseconds(120_000...240_000))
        case .truncation(let log): try rotate(log: log)
        case .quietChange(let team):
            teams[team].isAwake.toggle()
            agenda.plan(event, at: nowMs + (teams[team].isAwake ? 60_000 : 240_000))
        case .corruption(let team):
            try teams[team].corruptConfig()
            tally.corruptedConfigs += 1
            agenda.plan(.healing(team: team), at: nowMs + 90_000)
        case .healing(let team):
            try teams[team].healConfig()
            agenda.plan(.corruption(team: team), at: nowMs + 180_000)
        case .visit(let team):
            try teams[team].moveGuest()
            agenda.plan(event, at: nowMs + 15_000)
        case .passingTeam:
            try passingTeam.moveOn(nowMs: nowMs)
            agenda.plan(event, at: nowMs + 20_000)
        }
    }

    private mutating func rotate(log: Int) throws(SimulationError) {
        try logs[log].rotate(tally: &tally.logs[logs[log].name, default: LogTally()])
    }

    private mutating func write(_ entry: LogEntry, log: Int, nowMs: Int64) throws(SimulationError) {
        try logs[log].write(entry, nowMs: nowMs, tally: &tally.logs[logs[log].name, default: LogTally()])
    }

    private mutating func writeEntry(log: Int, nowMs: Int64) throws(SimulationError) {
        guard nowMs >= silentUntilMs[log] else {
            // Planned after the truncation of the same time, so it is played after it.
            agenda.plan(.logEntry(log: log), at: silentUntilMs[log])
            return
        }
        let team = random.pick(teams)
        let entry =
            logs[log].name == "dashboard"
            ? LogVocabulary.dashboard(team: team.name, random: &random)
            : LogVocabulary.orchestrator(team: team.name, agent: random.pick(team.members), random: &random)
        try write(entry, log: log, nowMs: nowMs)
        agenda.plan(.logEntry(log: log), at: nowMs + random.milliseconds(30...400))
    }
}
