import ProcessTable
import TeamState
import Testing

@testable import TeamCensus

@Suite("EvidenceTable")
struct LifeEvidenceTests {
    private static let lead = Member(name: "lead", backend: .ownProcess)
    private static let pane = Member(name: "alice", backend: .ownProcess, isActive: true)
    private static let finished = Member(name: "alice", backend: .ownProcess, isActive: false)
    private static let inside = Member(name: "carol", backend: .inProcess)
    private static let session = SessionEntry(pid: 7, sessionID: "s", startTicks: 70)
    private static let alice = AgentProcess(
        pid: 8, team: Array("t".utf8), agent: Array("alice".utf8), startTicks: 80)

    private func team(_ members: [Member], sessions: [SessionEntry] = [], leadSession: String? = "s") -> Team
    {
        let config = TeamConfig(leadAgentID: "lead@t", leadSessionID: leadSession, members: members)
        return Team(label: "t", config: config, leadSessions: sessions)
    }

    private func evidence(_ team: Team, _ processes: ProcessSnapshot) -> LifeEvidence {
        EvidenceTable(processes: processes, teams: [team]).evidence(for: team)
    }

    @Test("a teammate's process proves life, even where some processes are hidden", arguments: [true, false])
    func livingTeammate(isComplete: Bool) {
        let processes = ProcessSnapshot(agents: [Self.alice], isReadable: true, isComplete: isComplete)
        #expect(evidence(team([Self.lead, Self.pane]), processes) == .alive)
        #expect(evidence(team([]), processes) == .alive)
    }

    @Test(
        "the lead's process proves life only with its start time",
        arguments: [(70, .alive), (71, .dead), (nil, .dead)] as [(UInt64?, LifeEvidence)])
    func registeredLead(ticks: UInt64?, expected: LifeEvidence) {
        let table = ProcessSnapshot(
            isReadable: true, isComplete: true, startTicksByPID: ticks.map { [7: $0] } ?? [:])
        #expect(evidence(team([Self.lead, Self.inside], sessions: [Self.session]), table) == expected)
    }

    @Test("a registry entry without a start time proves nothing either way")
    func entryWithoutStart() {
        let entry = SessionEntry(pid: 7, sessionID: "s", startTicks: nil)
        let table = ProcessSnapshot(isReadable: true, isComplete: true, startTicksByPID: [7: 70])
        #expect(evidence(team([Self.lead], sessions: [entry]), table) == .unknown)
    }

    @Test("any of several registry entries that lives is enough")
    func severalEntries() {
        let old = SessionEntry(pid: 6, sessionID: "s", startTicks: 60)
        let table = ProcessSnapshot(isReadable: true, isComplete: true, startTicksByPID: [7: 70])
        #expect(evidence(team([Self.lead], sessions: [old, Self.session]), table) == .alive)
    }

    @Test(
        "absence proves death only where a living process would be seen",
        arguments: [
            ([lead, pane], true, true, .dead), ([lead, inside], true, true, .unknown),
            ([lead], true, true, .unknown),
            ([lead, finished], true, true, .unknown), ([], true, true, .unknown),
            ([lead, pane], true, false, .unknown), ([lead, pane], false, false, .unknown),
        ] as [([Member], Bool, Bool, LifeEvidence)])
    func absence(members: [Member], isReadable: Bool, isComplete: Bool, expected: LifeEvidence) {
        let table = ProcessSnapshot(isReadable: isReadable, isComplete: isComplete)
        #expect(evidence(team(members), table) == expected)
    }

    @Test("of two teams with one directory name, the one whose session a process names is alive")
    func sameName() {
        var process = Self.alice
        process.parentSessionID = "two"
        let processes = ProcessSnapshot(agents: [process], isReadable: true, isComplete: true)
        let teams = ["one", "two"].map { team([Self.lead, Self.pane], leadSession: $0) }
        let table = EvidenceTable(processes: processes, teams: teams)
        #expect(teams.map { table.evidence(for: $0) } == [.dead, .alive])
        let alone = EvidenceTable(processes: processes, teams: [teams[0]])
        #expect(alone.evidence(for: teams[0]) == .alive)
    }

    @Test("another team's process proves nothing")
    func otherTeam() {
        var process = Self.alice
        process.team = Array("other".utf8)
        let processes = ProcessSnapshot(agents: [process], isReadable: true, isComplete: true)
        #expect(evidence(team([Self.lead, Self.pane]), processes) == .dead)
    }

    private func dead(
        _ members: [Member], sessions: [SessionEntry] = [], _ processes: ProcessSnapshot, nowMs: Int64 = 0
    ) -> [String] {
        let team = team(members, sessions: sessions)
        return EvidenceTable(processes: processes, teams: [team]).deadMembers(of: team, nowMs: nowMs).sorted()
    }

    @Test("a teammate in a pane is dead without its process, those in the lead's process are with the lead's")
    func deadMembers() {
        let everyone = [Self.lead, Self.pane, Self.inside]
        let empty = ProcessSnapshot(isReadable: true, isComplete: true)
        #expect(dead(everyone, empty) == ["alice"])
        #expect(dead(everyone, sessions: [Self.session], empty) == ["alice", "carol", "lead"])
        let leading = ProcessSnapshot(isReadable: true, isComplete: true, startTicksByPID: [7: 70])
        #expect(dead(everyone, sessions: [Self.session], leading) == ["alice"])
        let working = ProcessSnapshot(agents: [Self.alice], isReadable: true, isComplete: true)
        #expect(dead(everyone, working) == [])
        #expect(dead([Self.lead, Self.finished], empty) == [])
    }

    @Test("nobody is dead where processes are hidden, or in the moment in which it joined")
    func notKnownDead() {
        for (isReadable, isComplete) in [(true, false), (false, false)] {
            let table = ProcessSnapshot(isReadable: isReadable, isComplete: isComplete)
            #expect(dead([Self.lead, Self.pane], sessions: [Self.session], table) == [])
        }
        var young = Self.pane
        young.joinedAtMs = 1000
        let empty = ProcessSnapshot(isReadable: true, isComplete: true)
        #expect(dead([Self.lead, young], empty, nowMs: 10_999) == [])
        #expect(dead([Self.lead, young], empty, nowMs: 11_000) == ["alice"])
    }
}
