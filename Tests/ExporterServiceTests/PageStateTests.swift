import LogPipeline
import LogTailing
import MetricModel
import Operations
import ProcessTable
import RuleEmission
import TeamState
import Testing

@testable import ExporterService
@testable import TeamCensus
@testable import TeamTracking

@Suite("state of the page")
struct PageStateTests {
    private static let nowMs: Int64 = 1_785_355_500_000

    private func team(_ name: String, status: TeamStatus = .active, inboxes: [Inbox] = []) -> JudgedTeam {
        let config = TeamConfig(
            name: name, createdAtMs: Self.nowMs, leadAgentID: "lead@\(name)", members: [Member(name: "lead")])
        let team = Team(
            label: name, config: status == .unreadable ? nil : config, inboxes: inboxes,
            lastActivityMs: Self.nowMs - 1000)
        let evidence: LifeEvidence = status == .active ? .alive : .dead
        return JudgedTeam(team: team, evidence: evidence, nowMs: Self.nowMs, activeWindowMs: 900_000)
    }

    private func status(
        _ teams: [JudgedTeam], limit: Int = 1000, runbooks: String = "", machine: MachineRoom = MachineRoom(),
        exporter: ExporterCondition = ExporterCondition(), history: RateHistory.Picture = .init()
    ) -> Status {
        var census = CensusReport(
            teams: teams, residualDirectories: 0, roots: [.readable], readErrors: [:], hasProcessTable: true)
        census.takenAtMs = Self.nowMs
        census.rootPaths = ["/root"]
        var configuration = ExporterConfiguration(
            teams: .init(roots: ["/root"], limit: limit), logs: [], logRules: [])
        configuration.alerts.runbookBaseURL = runbooks
        return Status(
            configuration: configuration, census: census, roster: AgentRoster(census),
            health: HealthReport(census, scope: .living), transcripts: [:],
            resources: AgentResources(census, since: nil), messages: nil, logs: nil, shapes: [],
            history: history, machine: machine, exporter: exporter)
    }

    @Test("of very many teams a bounded number is shown, those that need somebody first")
    func bounds() {
        let teams =
            (0..<150).map { team("t\($0)") } + [
                team("gone", status: .stale), team("odd", status: .unreadable),
            ]
        let page = PageState(status(teams))
        #expect(page.teams.count == PageState.maxTeams)
        #expect(page.teams.prefix(2).map(\.name) == ["odd", "t0"])
        #expect(page.summary.omittedTeams == 52)
        #expect(page.summary.active == 150)
    }

    @Test("a change holds what differs and nothing else; nothing changed is no change")
    func changes() throws {
        let first = PageState(status([team("a"), team("b")]))
        #expect(PageChange(from: first, to: PageState(status([team("a"), team("b")]))) == nil)
        let second = PageState(status([team("a"), team("b", status: .stale)]))
        let change = try #require(PageChange(from: first, to: second))
        #expect(change.teams?.map(\.name) == ["b"])
        #expect(change.summary?.stale == 1)
        #expect(change.order == nil && change.logs == nil && change.exporter == nil && change.shapes == nil)
        let third = PageState(status([team("b", status: .stale)]))
        #expect(PageChange(from: second, to: third)?.order == ["b"])
        #expect(PageChange(from: second, to: third)?.teams == nil)
    }

    @Test("time that passes alone is no change")
    func time() {
        func page(_ atMs: Int64, _ errors: Double) -> PageState {
            var history = RateHistory.Picture()
            history.points = [.init(atMs: atMs, errors: errors, deliveries: 0, deliveryMs: 0)]
            return PageState(status([team("a")], history: history))
        }
        #expect(PageChange(from: page(1, 4), to: page(2, 4)) == nil)
        #expect(PageChange(from: page(1, 4), to: page(2, 5))?.point?.errors == 5)
    }

    @Test("thresholds that are crossed are told by the names of their alerts, the worst first")
    func crossings() throws {
        let unread = InboxMessage(
            fingerprint: 1, sentMs: Self.nowMs - 400_000, sender: nil, type: .prose, isRead: false)
        let inbox = Inbox(
            recipient: Array("lead".utf8), messageCount: 1, unreadCount: 1, messages: [unread],
            sizeBytes: 2_000_000)
        var history = RateHistory.Picture()
        history.recentDeliveries[.init(from: "a", to: "a")] = .init(count: 2, sumMs: 70_000)
        history.recentDeliveries[.init(from: "b", to: "a")] = .init(count: 10, sumMs: 9000)
        let list = CrossingList(
            status(
                [team("a", inboxes: [inbox]), team("b"), team("c", status: .stale)], limit: 1,
                exporter: ExporterCondition(isStateWritten: false, failingCollectors: ["host"]),
                history: history))
        let alerts = list.crossings.map { "\($0.severity) \($0.alert) \($0.team ?? "-") \($0.name ?? "-")" }
        #expect(
            alerts.filter { !$0.contains("AgentTimeout") } == [
                "critical AgentTeamsMessageLatencyWithinTeam a -", "critical AgentTeamsStateNotWritable - -",
                "critical AgentTeamsTooManyTeams - -", "warning AgentTeamsCollectorFailing - host",
                "warning AgentTeamsInboxLarge a lead", "warning AgentTeamsMessageUnread a lead",
            ])
        #expect(list.crossings.allSatisfy { $0.runbook == nil })
    }

    @Test("each has a link to its runbook where the configuration says where these are")
    func runbooks() {
        let list = CrossingList(status([team("a"), team("b")], limit: 1, runbooks: "https://r.example/x"))
        #expect(list.crossings.map(\.runbook) == ["https://r.example/x/AgentTeamsTooManyTeams.md"])
    }

    @Test("memory, disks and the dashboard are judged as the last scrape found them")
    func machine() throws {
        let registry = MetricRegistry()
        for (descriptor, labels, value) in [
            (Catalogue.hostMemoryTotal, [], 100.0), (Catalogue.hostMemoryAvailable, [], 10.0),
            (Catalogue.filesystemSize, ["logs"], 100), (Catalogue.filesystemAvailable, ["logs"], 15),
            (Catalogue.filesystemSize, ["teams"], 200), (Catalogue.filesystemAvailable, ["teams"], 30),
            (Catalogue.filesystemSize, ["state"], 100), (Catalogue.dashboardUp, [], 0),
        ] {
            let family = try registry.register(descriptor)
            registry.update { $0.set($0.series(family, labels: labels), value) }
        }
        let list = CrossingList(status([], machine: MachineRoom(registry)))
        #expect(
            list.crossings.map { "\($0.severity) \($0.alert) \($0.name ?? "-")" } == [
                "critical AgentTeamsDashboardDown -", "warning AgentTeamsHostMemoryHigh -",
                "info AgentTeamsDiskFilling logs, teams",
            ])
        #expect(CrossingList(status([])).crossings.isEmpty, "what is not known is not judged")
    }

    @Test("a team in numbers has the sums of its books")
    func figures() {
        let figures = TeamFigures(status([team("a")])).teams
        #expect(figures.map(\.name) == ["a"])
        #expect(figures.first?.delivery == nil, "without books nothing is known")
        #expect(figures.first?.agentsByState.values.reduce(0, +) == 1)
        var tally = DurationTally(bounds: 1)
        tally.observe(milliseconds: 1500, bounds: [1])
        tally.observe(milliseconds: 500, bounds: [1])
        let durations = TeamFigures.Durations([tally, DurationTally(bounds: 1)])
        #expect(durations.count == 2 && durations.sumSeconds == 2 && durations.meanSeconds == 1)
        #expect(TeamFigures.Durations([]).meanSeconds == nil)
    }
}
