import ProcessTable
import TeamCensus
import TeamState
import TeamTracking
import Testing

@testable import Operations

@Suite("states of agents in answers")
struct AgentStatesTests {
    private static let process = ProcessIdentity(pid: 40, startTicks: 4)
    private let tree = AgentTree(root: process, key: AgentKey(team: "shop", agent: "dev"), kind: .agent)

    private func team(_ inboxes: [Inbox], tasks: [TeamTask] = []) -> MadeUpTeam {
        MadeUpTeam(inboxes: inboxes, tasks: tasks, trees: [tree])
    }

    @Test("one whose process is proved to be gone is dead, whatever it said last")
    func dead() {
        let wrote = MadeUpTeam.inbox("lead", from: ["dev"], [MadeUpTeam.message(0, ago: 10, .idleAvailable)])
        var team = team([wrote])
        #expect(team.state(of: "dev") == .idle)
        team.dead = ["dev"]
        #expect(team.state(of: "dev") == .dead)
        #expect(team.state(of: "lead") == .unknown)
    }

    @Test("one that said it is idle is idle until somebody writes to it")
    func idle() {
        let toLead = MadeUpTeam.inbox(
            "lead", from: ["dev"], [MadeUpTeam.message(0, ago: 5000, .idleAvailable)])
        #expect(team([toLead]).state(of: "dev") == .idle)
        let older = MadeUpTeam.inbox("dev", from: ["lead"], [MadeUpTeam.message(0, ago: 6000)])
        #expect(team([toLead, older]).state(of: "dev") == .idle)
        let newer = MadeUpTeam.inbox("dev", from: ["lead"], [MadeUpTeam.message(0, ago: 4000, isRead: false)])
        #expect(team([toLead, newer]).state(of: "dev") == .stalled)
    }

    @Test(
        "a turn that was cut off leaves its agent stalled after the time limit",
        arguments: [(299, .working), (300, .stalled)] as [(Int64, AgentState)])
    func interrupted(secondsAgo: Int64, expected: AgentState) {
        let inbox = MadeUpTeam.inbox(
            "lead", from: ["dev"], [MadeUpTeam.message(0, ago: secondsAgo, .idleInterrupted)])
        #expect(team([inbox]).state(of: "dev") == expected)
    }

    @Test("one whose request is unanswered waits, however long")
    func waiting() {
        let request = MadeUpTeam.inbox(
            "lead", from: ["dev"], [MadeUpTeam.message(0, ago: 9000, .permissionRequest, request: 12)])
        #expect(team([request]).state(of: "dev") == .waiting)
        let other = MadeUpTeam.inbox(
            "dev", from: ["lead"], [MadeUpTeam.message(0, ago: 8000, .permissionResponse, request: 13)])
        #expect(team([request, other]).state(of: "dev") == .waiting)
        let answer = MadeUpTeam.inbox(
            "dev", from: ["lead"], [MadeUpTeam.message(0, ago: 8000, .permissionResponse, request: 12)])
        #expect(team([request, answer]).state(of: "dev") == .unknown, "quiet, and it owes nothing")
    }

    @Test(
        "one that owes work and gives no sign of life is stalled; unread messages that will never be read are no debt"
    )
    func stalled() {
        let wrote = MadeUpTeam.inbox("lead", from: ["dev"], [MadeUpTeam.message(0, ago: 400)])
        let task = TeamTask(id: "1", status: .inProgress, owner: "dev")
        #expect(team([wrote], tasks: [task]).state(of: "dev") == .stalled)
        let own = TeamTask(id: "1", status: .inProgress, owner: "dev", isInternal: true)
        #expect(team([wrote], tasks: [own]).state(of: "dev") == .unknown)
        let passed = MadeUpTeam.inbox(
            "dev", from: ["lead"],
            [MadeUpTeam.message(0, ago: 500, isRead: false), MadeUpTeam.message(0, ago: 450)])
        #expect(team([wrote, passed]).state(of: "dev") == .unknown)
    }

    @Test("what an agent wrote into its transcript is a sign of life, in its state and as its last activity")
    func transcripts() {
        let task = TeamTask(id: "1", status: .inProgress, owner: "dev")
        let wrote = MadeUpTeam.inbox("lead", from: ["dev"], [MadeUpTeam.message(0, ago: 400)])
        let report = team([wrote], tasks: [task]).report
        let key = TeamKey(root: "/root", directory: Array("shop".utf8))
        let transcripts = [key: ["dev": MadeUpTeam.nowMs - 20_000]]
        #expect(AgentRoster(report).agents(ofTeam: 0).last?.state == "stalled")
        let dev = AgentRoster(report, transcripts: transcripts).agents(ofTeam: 0).last
        #expect(dev?.state == "working" && dev?.healthy == true && dev?.idleSeconds == 20)
        let activity = ActivityReport(report, team: 0, transcripts: transcripts)
        #expect(activity.latestActivity?.agent == "dev" && activity.latestActivity?.kind == "transcript")
        #expect(HealthReport(report, scope: .living, transcripts: transcripts).healthy)
        #expect(!HealthReport(report, scope: .living).healthy)
    }

    @Test("writing, joining and owning a changed task are signs of life; times from the future count as now")
    func working() {
        let wrote = MadeUpTeam.inbox("lead", from: ["dev@shop"], [MadeUpTeam.message(0, ago: -90_000)])
        #expect(team([wrote]).state(of: "dev") == .working)
        let task = TeamTask(
            id: "1", status: .completed, owner: "dev", updatedAtMs: MadeUpTeam.nowMs - 10_000)
        let agents = AgentRoster(team([], tasks: [task]).report).agents(ofTeam: 0)
        #expect(agents.last?.state == "working")
        #expect(agents.last?.idleSeconds == 10)
        let joined = [Member(name: "lead", joinedAtMs: MadeUpTeam.nowMs - 1000)]
        #expect(MadeUpTeam(members: joined).state(of: "lead") == .working)
    }
}
