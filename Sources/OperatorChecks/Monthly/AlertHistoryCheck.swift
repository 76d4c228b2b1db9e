/// Which alerts fired in the past month, and for how long.
package enum AlertHistoryCheck {
    private static let maxShapes = 10

    /// - Parameter minutes: for each alert and severity.
    package static func result(_ minutes: [PrometheusSample], range: String) -> CheckResult {
        let fired = minutes.filter { $0.value > 0 }.sorted { $0.value > $1.value }
        let details = fired.map { sample in
            let severity = sample.labels["severity"] ?? "?"
            return CheckDetail(
                sample.labels["alertname"] ?? "?",
                CheckFigure(
                    "\(severity), \(FigureText.seconds(sample.value * 60))", sample.value * 60,
                    unit: "seconds"),
                severity == "info" ? .ok : .warning)
        }
        let names = Set(fired.compactMap { $0.labels["alertname"] })
        return CheckResult(
            "alerts", "alerts, \(range)", details.map(\.state).max() ?? .ok,
            .count(names.count, "alert fired", "alerts fired"),
            threshold: CheckThreshold("warning: one at warning or above fired"),
            next: names.isEmpty ? nil : "docs/alerts.md: each has its runbook", details: details)
    }

    /// Where Prometheus cannot be asked, the logs tell of errors, not of alerts.
    package static func result(
        without fault: PrometheusFault, errors: ErrorFindings, range: String
    ) -> CheckResult {
        CheckResult(
            "alerts", "alerts, \(range)", errors.entries > 0 ? .warning : .unknown,
            CheckFigure(
                "\(fault.message); the logs have \(FigureText.count(errors.entries, "error", "errors"))",
                Double(errors.entries), unit: "entries"),
            threshold: CheckThreshold("warning: errors, where no alerts are known", warning: 0),
            next: fault.nextStep,
            details: errors.shapes.prefix(maxShapes).map {
                CheckDetail(
                    $0.text, CheckFigure("\($0.count) x \($0.level)", Double($0.count), unit: "entries"),
                    .warning)
            })
    }
}
