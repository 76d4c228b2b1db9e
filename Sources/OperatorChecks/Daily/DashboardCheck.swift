import RuleEmission

/// What one probe of the dashboard found, for the checks.
package struct DashboardFinding: Sendable, Equatable {
    /// Whether it answered as a living dashboard does.
    package var isUp: Bool
    /// `up`, `refused`, `timeout`, `status`...
    package var result: String
    package var seconds: Double
    /// Nil where it is not found and some processes cannot be seen.
    package var isProcessRunning: Bool?
    /// Nobody said that there is a dashboard.
    package var isAssumed: Bool

    package init(isUp: Bool, result: String, seconds: Double, isProcessRunning: Bool?, isAssumed: Bool) {
        self.isUp = isUp
        self.result = result
        self.seconds = seconds
        self.isProcessRunning = isProcessRunning
        self.isAssumed = isAssumed
    }

    /// One that is only assumed, and of which nothing is to be seen, may well not exist.
    var mayBeAbsent: Bool { isAssumed && result == "refused" && isProcessRunning != true }
}

/// The dashboard that is watched.
package enum DashboardCheck {
    private static let page = "docs/runbooks/AgentTeamsDashboardDown.md"
    private static let absent = "none answers; if there is one, name it as dashboard.url"

    /// - Parameter finding: nil: the configuration says that there is none.
    package static func api(_ finding: DashboardFinding?, judge: ThresholdJudge) -> CheckResult {
        let title = "dashboard API"
        guard let finding else { return switchedOff("dashboard_api", title) }
        var threshold = judge.threshold(.dashboardResponse) { FigureText.seconds($0) }
        threshold = CheckThreshold(
            "\(threshold.text), critical: down", warning: threshold.warning, critical: threshold.critical)
        guard finding.isUp else {
            let isAbsent = finding.mayBeAbsent
            return CheckResult(
                "dashboard_api", title, isAbsent ? .unknown : .critical,
                CheckFigure(isAbsent ? "not there" : "down: \(words(finding.result))"), threshold: threshold,
                next: isAbsent ? absent : page)
        }
        let state = judge.state(of: finding.seconds, .dashboardResponse)
        return CheckResult(
            "dashboard_api", title, state, .seconds(finding.seconds), threshold: threshold,
            next: state == .ok ? nil : "docs/runbooks/AgentTeamsDashboardSlow.md")
    }

    package static func process(_ finding: DashboardFinding?) -> CheckResult {
        let title = "dashboard process"
        guard let finding else { return switchedOff("dashboard_process", title) }
        let threshold = CheckThreshold("critical: not running")
        switch finding.isProcessRunning {
        case true:
            return CheckResult(
                "dashboard_process", title, .ok, CheckFigure("running", 1), threshold: threshold)
        case nil:
            return CheckResult(
                "dashboard_process", title, .unknown, CheckFigure("not to be seen"), threshold: threshold,
                next: "run as root: processes of others are hidden from this user")
        case false where finding.isUp:
            return CheckResult(
                "dashboard_process", title, .warning, CheckFigure("the API answers, no process matches", 0),
                threshold: threshold, next: "make dashboard.process match its command line")
        default:
            let isAbsent = finding.mayBeAbsent
            return CheckResult(
                "dashboard_process", title, isAbsent ? .unknown : .critical, CheckFigure("not running", 0),
                threshold: threshold, next: isAbsent ? absent : page)
        }
    }

    private static func switchedOff(_ key: String, _ title: String) -> CheckResult {
        CheckResult(key, title, .ok, CheckFigure("switched off: dashboard.url is empty"))
    }

    private static func words(_ result: String) -> String {
        switch result {
        case "refused": "no connection"
        case "timeout": "no answer in time"
        case "status": "an error status"
        case "error": "it answers with an error"
        case "malformed": "its answer is no JSON"
        default: "the connection broke"
        }
    }
}
