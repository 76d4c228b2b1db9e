import LogArchive
import RuleEmission
import TeamBackup
import Testing

@testable import OperatorChecks

@Suite("monthly checks")
struct MonthlyChecksTests {
    @Test("without a Prometheus the past is unknown, with what to do")
    func noPrometheus() {
        var checks = PerformanceChecks(AlertSettings(), .absent)
        let results = checks.results()
        #expect(results.count == 7)
        #expect(
            results.allSatisfy { $0.state == .unknown && $0.nextStep?.contains("prometheus.url") == true })
        let alerts = checks.alerts { MadeUp.errors(3) }
        #expect(alerts.state == .warning && alerts.figure.text.contains("3 errors"))
        #expect(checks.alerts { MadeUp.errors(0) }.state == .unknown)
    }

    @Test("a Prometheus that does not answer is asked once")
    func silent() {
        var asked = 0
        let questions = PrometheusQuestions { (_, _) throws(PrometheusFault) in
            asked += 1
            throw .unreachable("no connection")
        }
        var checks = PerformanceChecks(AlertSettings(), questions)
        #expect(checks.results().allSatisfy { $0.state == .unknown })
        #expect(asked == 1)
    }

    @Test(
        "each figure is judged by its threshold",
        arguments: [
            ("availability", 0.999, .ok), ("availability", 0.94, .warning), ("availability", 0.4, .critical),
            ("agent_response", 30, .ok), ("agent_response", 700, .critical), ("delivery", 0.995, .ok),
            ("delivery", 0.98, .warning), ("peak_cpu", 0.95, .warning), ("peak_memory", 0.96, .critical),
            ("error_entries", 0, .ok), ("error_entries", 4, .warning), ("availability", .nan, .unknown),
        ] as [(String, Double, CheckState)])
    func judged(key: String, value: Double, expected: CheckState) {
        var checks = PerformanceChecks(
            AlertSettings(),
            PrometheusQuestions { (_, _) throws(PrometheusFault) in [PrometheusSample(value: value)] })
        #expect(checks.results().first { $0.key == key }?.state == expected)
    }

    @Test("no samples are no good news")
    func empty() {
        var checks = PerformanceChecks(
            AlertSettings(), PrometheusQuestions { (_, _) throws(PrometheusFault) in [] })
        #expect(checks.results().allSatisfy { $0.state == .unknown })
        #expect(checks.alerts { .none }.state == .ok, "no alert is good when Prometheus answers")
    }

    @Test("alerts that fired are told with their time; those of level info warn of nothing")
    func alerts() {
        func sample(_ name: String, _ severity: String, _ minutes: Double) -> PrometheusSample {
            PrometheusSample(labels: ["alertname": name, "severity": severity], value: minutes)
        }
        let result = AlertHistoryCheck.result(
            [sample("A", "warning", 5), sample("B", "info", 90)], range: "30d")
        #expect(result.state == .warning)
        #expect(result.details.map(\.figure.text) == ["info, 1 h", "warning, 5 min"])
        #expect(AlertHistoryCheck.result([sample("B", "info", 9)], range: "30d").state == .ok)
    }

    @Test("Prometheus' answers are read, its errors told")
    func answers() throws {
        let good =
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"log":"a"},"value":[1.5,"7"]}]}}"#
        #expect(
            try PrometheusAnswer.samples(in: Array(good.utf8)) == [
                PrometheusSample(labels: ["log": "a"], value: 7)
            ])
        let bad = #"{"status":"error","errorType":"bad_data","error":"parse error"}"#
        #expect(throws: PrometheusFault.refused("parse error")) {
            try PrometheusAnswer.samples(in: Array(bad.utf8))
        }
        #expect(throws: PrometheusFault.self) { try PrometheusAnswer.samples(in: Array("<html>".utf8)) }
        #expect(
            PrometheusAnswer.target("a{b=\"c\"} ", atMs: 1500)
                == "/api/v1/query?query=a%7Bb%3D%22c%22%7D%20&time=1.5")
    }

    @Test("the review warns of what is left undone, and only tells of what differs")
    func review() {
        var facts = ConfigurationFacts()
        (facts.hasFile, facts.isArchiveEnabled, facts.isBackupEnabled) = (true, true, true)
        (facts.hasPrometheus, facts.hasRunbookURL, facts.hasDashboardURL) = (true, true, true)
        (facts.activeTeams, facts.limit, facts.logs, facts.changedThresholds) = (7, 10, 1, 2)
        let good = ConfigurationReview.result(facts)
        #expect(good.state == .ok && good.nextStep == nil)
        #expect(good.details.contains { $0.name == "thresholds" })
        facts.activeTeams = 8
        facts.isBackupEnabled = false
        facts.remarks = [.init(isWarning: true, text: "x"), .init(isWarning: false, text: "y")]
        let bad = ConfigurationReview.result(facts)
        #expect(bad.state == .warning && bad.figure.value == 3)
    }

    @Test("logs that nothing archives are a warning; a plan that cannot be made is unknown")
    func oldLogs() {
        let empty = ArchivePlan(items: [])
        #expect(KeepingChecks.oldLogs(empty, olderThanDays: 30, isScheduled: false).state == .ok)
        #expect(
            KeepingChecks.oldLogs(nil, reason: "x", olderThanDays: 30, isScheduled: true).state == .unknown)
    }

    @Test(
        "a restore test is good only when it was made and went well",
        arguments: [
            (.bad(reason: "x"), .critical), (.untried(reason: "x"), .unknown),
            (.noBackup(hasState: true), .critical), (.noBackup(hasState: false), .ok),
        ] as [(KeepingChecks.Trial, CheckState)])
    func restoreTest(trial: KeepingChecks.Trial, expected: CheckState) {
        #expect(KeepingChecks.restoreTest([("root 1", trial)]).state == expected)
    }
}
