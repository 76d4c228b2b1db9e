import HostState
import RuleEmission
import TeamCensus
import Testing

@testable import OperatorChecks

@Suite("daily checks")
struct DailyChecksTests {
    @Test("a team that cannot be read is a warning; a root that cannot be, unknown")
    func teams() {
        #expect(TeamChecks.teams(MadeUp.report(active: ["a"], stale: ["b"])).state == .ok)
        let bad = TeamChecks.teams(MadeUp.report(active: ["a"], unreadable: ["c"]))
        #expect(bad.state == .warning)
        #expect(bad.details.map(\.name) == ["c"])
        var report = MadeUp.report()
        report.isComplete = false
        #expect(TeamChecks.teams(report).state == .unknown)
    }

    @Test(
        "active teams are judged as the alert does: at least 90 % warns, more than all is critical",
        arguments: [
            (0, 10, .ok), (8, 10, .ok), (9, 10, .warning), (10, 10, .warning), (11, 10, .critical),
            (0, 0, .ok), (1, 0, .critical),
        ] as [(Int, Int, CheckState)])
    func limit(active: Int, limit: Int, expected: CheckState) {
        let report = MadeUp.report(active: (0..<active).map { "t\($0)" })
        let result = TeamChecks.limit(report, limit: limit, judge: MadeUp.judge)
        #expect(result.state == expected)
        #expect(result.figure.value == Double(active))
    }

    @Test(
        "disks are judged by their fullest",
        arguments: [
            ([50], .ok), ([81], .ok), ([90], .ok), ([91], .warning), ([10, 96], .critical),
        ] as [([UInt64], CheckState)])
    func disks(used: [UInt64], expected: CheckState) {
        let places = used.enumerated().map { number, percent in
            (
                role: "role\(number)",
                usage: MadeUp.disk(usedPercent: percent, device: UInt64(number)) as FileSystemUsage?
            )
        }
        #expect(DiskCheck.result(places, judge: MadeUp.judge).state == expected)
    }

    @Test("a disk that cannot be asked is unknown, and hides no full one")
    func lostDisk() {
        let lost: DiskCheck.Place = ("backup", nil)
        #expect(
            DiskCheck.result([lost, ("teams", MadeUp.disk(usedPercent: 1))], judge: MadeUp.judge).state
                == .unknown)
        #expect(
            DiskCheck.result([lost, ("teams", MadeUp.disk(usedPercent: 97))], judge: MadeUp.judge).state
                == .critical)
        #expect(DiskCheck.result([], judge: MadeUp.judge).state == .unknown)
    }

    @Test(
        "any error warns, a burst of the critical size is critical, and what was not read is never good",
        arguments: [
            (MadeUp.errors(0), .ok), (MadeUp.errors(1, busiest: 1), .warning),
            (MadeUp.errors(500, busiest: 100), .warning), (MadeUp.errors(500, busiest: 101), .critical),
            (MadeUp.errors(0, hasFiles: false), .unknown), (MadeUp.errors(0, unreadable: 1), .unknown),
            (MadeUp.errors(3, busiest: 2, unreadable: 1), .warning),
        ] as [(ErrorFindings, CheckState)])
    func errors(found: ErrorFindings, expected: CheckState) {
        let result = ErrorsCheck.result(found, since: "24h", judge: MadeUp.judge)
        #expect(result.state == expected)
        #expect((result.nextStep == nil) == (expected == .ok))
    }

    @Test(
        "the dashboard is judged by its answer, its time and its process",
        arguments: [
            (true, "up", 0.1, true, false, .ok, .ok), (true, "up", 6, true, false, .ok, .ok),
            (true, "up", 11, true, false, .warning, .ok),
            (false, "refused", 0, false, false, .critical, .critical),
            (false, "refused", 0, false, true, .unknown, .unknown),
            (false, "refused", 0, true, true, .critical, .ok),
            (false, "timeout", 5, false, true, .critical, .critical),
            (false, "error", 0, nil, false, .critical, .unknown),
            (true, "up", 0, false, false, .ok, .warning),
        ] as [(Bool, String, Double, Bool?, Bool, CheckState, CheckState)])
    func dashboard(
        isUp: Bool, result: String, seconds: Double, isRunning: Bool?, isAssumed: Bool, api: CheckState,
        process: CheckState
    ) {
        let finding = DashboardFinding(
            isUp: isUp, result: result, seconds: seconds, isProcessRunning: isRunning, isAssumed: isAssumed)
        #expect(DashboardCheck.api(finding, judge: MadeUp.judge).state == api)
        #expect(DashboardCheck.process(finding).state == process)
    }

    @Test("thresholds of the configuration decide, for all and for a team")
    func configured() {
        var settings = AlertSettings()
        settings.defaults = [.diskUsed: [.warning: .value(0.5), .critical: .none]]
        settings.overrides = [.init(team: "re*", levels: [.agentResponse: [.warning: .value(300)]])]
        let judge = ThresholdJudge(settings)
        #expect(judge.state(of: 0.6, .diskUsed) == .warning)
        #expect(judge.state(of: 0.99, .diskUsed) == .warning)
        #expect(judge.state(of: 200, .agentResponse) == .warning)
        #expect(judge.state(of: 200, .agentResponse, team: "research") == .ok)
        #expect(judge.state(of: 0.9, .agentAvailability) == .warning)
        #expect(judge.threshold(.diskUsed) { "\($0)" }.critical == nil)
    }
}
