import ProcessTable
import TeamState
import Testing

@testable import TeamCensus

@Suite("OwnershipTable")
struct AgentTreeTests {
    private static let lead = Member(name: "lead")
    private static let session = SessionEntry(pid: 7, sessionID: "s", startTicks: 70)

    private func team(
        _ name: String = "t", label: String? = nil, members: [Member] = [lead], sessions: [SessionEntry] = [],
        session: String = "s", evidence: LifeEvidence = .alive
    ) -> JudgedTeam {
        let config = TeamConfig(leadAgentID: "lead@\(name)", leadSessionID: session, members: members)
        let team = Team(
            label: label ?? name, directoryName: Array(name.utf8), config: config, leadSessions: sessions)
        return JudgedTeam(team: team, evidence: evidence, nowMs: 0, activeWindowMs: 1)
    }

    private func agent(_ pid: Int32, _ team: String = "t", session: String? = nil, hasLostLead: Bool = false)
        -> AgentProcess
    {
        AgentProcess(
            pid: pid, team: Array(team.utf8), agent: Array("alice".utf8), startTicks: 80,
            parentSessionID: session, hasLostLead: hasLostLead)
    }

    private func trees(
        _ teams: [JudgedTeam], _ agents: [AgentProcess], ticks: [Int32: UInt64] = [:],
        isComplete: Bool = true,
        knowsAllTeams: Bool = true
    ) -> [AgentTree] {
        let processes = ProcessSnapshot(
            agents: agents, isReadable: true, isComplete: isComplete, startTicksByPID: ticks)
        return OwnershipTable(processes: processes, teams: teams, knowsAllTeams: knowsAllTeams).trees()
    }

    @Test("a teammate is an agent of its team; one whose team is gone keeps the name that it was given")
    func agents() {
        let found = trees([team()], [agent(8), agent(9, "gone")])
        #expect(found.map(\.key) == [.init(team: "t", agent: "alice"), .init(team: "gone", agent: "alice")])
        #expect(found.map(\.kind) == [.agent, .agent])
        #expect(found.map(\.isOrphan) == [false, true])
    }

    @Test("a team that may be there unseen makes no orphans")
    func unseenTeams() {
        #expect(trees([], [agent(8)], knowsAllTeams: false).map(\.isOrphan) == [false])
    }

    @Test(
        "a teammate whose registered lead is dead is an orphan, where death can be told",
        arguments: [(70, true, false), (71, true, true), (nil, true, true), (nil, false, false)]
            as [(UInt64?, Bool, Bool)])
    func deadLead(ticks: UInt64?, isComplete: Bool, isOrphan: Bool) {
        let found = trees(
            [team(sessions: [Self.session])], [agent(8)], ticks: ticks.map { [7: $0] } ?? [:],
            isComplete: isComplete)
        #expect(found.first { $0.root.pid == 8 }?.isOrphan == isOrphan)
    }

    @Test("a teammate in a pane of a lead that is gone is an orphan")
    func lostLead() {
        #expect(trees([team()], [agent(8, hasLostLead: true)]).map(\.isOrphan) == [true])
    }

    @Test("the process of a lead is the lead's, and shared when teammates run in it")
    func leads() {
        let inside = Member(name: "carol", backend: .inProcess)
        let alone = trees([team(sessions: [Self.session])], [], ticks: [7: 70])
        #expect(
            alone == [
                AgentTree(
                    root: .init(pid: 7, startTicks: 70), key: .init(team: "t", agent: "lead"), kind: .lead)
            ])
        let shared = trees(
            [team(members: [Self.lead, inside], sessions: [Self.session])], [], ticks: [7: 70])
        #expect(shared.map(\.kind) == [.shared])
        #expect(shared.map(\.key.agent) == ["lead"])
        #expect(trees([team(sessions: [Self.session])], [], ticks: [7: 71]).isEmpty)
    }

    @Test("a process that leads two teams counts once")
    func twoTeams() {
        let teams = ["t", "u"].map { team($0, sessions: [Self.session]) }
        #expect(trees(teams, [], ticks: [7: 70]).map(\.key.team) == ["t"])
    }

    @Test(
        "of two teams with one directory name a process counts to the one that it names, else to one that lives"
    )
    func sameName() {
        let teams = [
            team(session: "one", evidence: .dead), team(label: "t (2)", session: "two", evidence: .alive),
        ]
        #expect(trees(teams, [agent(8, session: "one")]).map(\.key.team) == ["t"])
        #expect(trees(teams, [agent(8, session: "two")]).map(\.key.team) == ["t (2)"])
        #expect(trees(teams, [agent(8)]).map(\.key.team) == ["t (2)"])
    }
}
