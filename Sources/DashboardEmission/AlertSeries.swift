/// The series `ALERTS` of Prometheus, as far as our alert rules write it.
enum AlertSeries {
    /// Our alert rules keep the labels `job` and `instance` where they look at one exporter; those that look at
    /// several have neither, and are shown on every dashboard.
    static let firing: Query =
        #"ALERTS{alertstate="firing",job=~"$job|",instance=~"$instance|",severity=~"critical|warning|info"}"#
}
