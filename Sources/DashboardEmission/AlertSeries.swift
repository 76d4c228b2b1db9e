/// The series `ALERTS` of Prometheus, as far as our alert rules write it.
enum AlertSeries {
    /// Alerts that look at several exporters have neither `job` nor `instance`: they are shown everywhere.
    static let firing: Query =
        "ALERTS{alertstate=\"firing\",alertname=~\".*\(words: AlertName.prefix).+\",job=~\"$job|\",instance=~\"$instance|\"}"
}
