/// The series `ALERTS` of Prometheus, as far as our alert rules write it, those beside log rules included.
enum AlertSeries {
    /// Alerts that look at several exporters have neither `job` nor `instance`: they are shown everywhere.
    static func firing(_ alerts: AlertValues) -> Query {
        let own = "\(AlertName.prefix).+"
        // Names of alerts are letters, digits and '_', which mean themselves in a pattern.
        let names =
            alerts.declaredNames.isEmpty
            ? own : "(\(([own] + alerts.declaredNames.sorted()).joined(separator: "|")))"
        return
            "ALERTS{alertstate=\"firing\",alertname=~\".*\(words: names)\",job=~\"$job|\",instance=~\"$instance|\"}"
    }
}
