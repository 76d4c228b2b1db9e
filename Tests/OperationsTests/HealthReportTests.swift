import ProcessTable
import TeamCensus
import TeamState
import TeamTracking
import TestSupport
import Testing

@testable import Operations

@Suite("health report")
struct HealthReportTests {
    @Test("the JSON over the fixture teams is as reviewed", arguments: ["claude", "claude-edge"])
    func golden(fixture: String) throws {
        let report = HealthReport(try FixtureCensus.take(fixture), scope: .all)
        let golden = GoldenFile(fixture: "golden/health-\(fixture).json")
        #expect(try golden.difference(from: ReportJSON.text(report) + "\n") == nil)
    }

    @Test("stale teams are left out unless asked for, and are a problem only for who asks by name")
    func scopes() {
        let report = MadeUpTeam(evidence: .dead).report
        #expect(HealthReport(report, scope: .living).teams.isEmpty)
        let all = HealthReport(report, scope: .all)
        #expect(all.teams.map(\.status) == ["stale"])
        #expect(all.healthy)
        let named = HealthReport(report, scope: .team(label: "shop"))
        #expect(named.problems.map(\.kind) == [.teamStale])
        #expect(!named.healthy)
    }

    @Test("dead and stalled agents of a living team are problems that say why")
    func problems() {
        var team = MadeUpTeam()
        team.inboxes = [
            MadeUpTeam.inbox("dev", from: ["lead"], [MadeUpTeam.message(0, ago: 1300)]),
            MadeUpTeam.inbox("lead", from: ["dev"], [MadeUpTeam.message(0, ago: 1200, isRead: false)]),
        ]
        team.dead = ["dev"]
        let report = HealthReport(team.report, scope: .living)
        #expect(!report.healthy)
        #expect(report.problems.map(\.kind) == [.agentStalled, .agentDead])
        #expect(report.problems[0].message == "no sign of life for 21 min (limit 5 min), and 1 unread")
        var patient = AgentSettings()
        patient.rules = [.init(team: NamePattern("*"), agent: NamePattern("le*"), timeout: .seconds(3600))]
        let later = HealthReport(team.report, scope: .living, settings: patient)
        #expect(later.problems.map(\.kind) == [.agentDead])
    }

    @Test("a process that nobody needs is a problem of its team, and of no other one that is asked for")
    func orphans() {
        var team = MadeUpTeam(members: [Member(name: "lead")])
        let root = ProcessIdentity(pid: 99, startTicks: 1)
        team.trees = [
            AgentTree(root: root, key: AgentKey(team: "gone", agent: "dev"), kind: .agent, isOrphan: true)
        ]
        let report = HealthReport(team.report, scope: .living)
        #expect(report.problems.map(\.kind) == [.orphanProcess])
        #expect(report.problems.first?.message.contains("process 99") == true)
        #expect(HealthReport(team.report, scope: .team(label: "shop")).healthy)
    }

    @Test("a root whose teams are not known is not healthy")
    func incomplete() {
        var report = MadeUpTeam(members: []).report
        #expect(HealthReport(report, scope: .all).healthy)
        report.isComplete = false
        #expect(!HealthReport(report, scope: .all).healthy)
    }

    @Test("what the configuration expects and nobody finds is a problem")
    func expected() throws {
        var settings = AgentSettings()
        settings.expected = ["shop/dev", "shop/ops", "bank"].compactMap { ExpectedAgent($0) }
        let members = [Member(name: "lead"), Member(name: "dev")]
        let report = HealthReport(MadeUpTeam(members: members).report, scope: .living, settings: settings)
        #expect(report.problems.map(\.kind) == [.teamMissing, .agentMissing])
        #expect(report.problems.map(\.team) == ["bank", "shop"])
        #expect(report.problems.last?.agent == "ops")
        #expect(report.teams.map(\.healthy) == [false])
    }
}
