import MetricModel

/// Who connects to the exporter and how; empty where there is no web configuration.
enum ExporterDoorRow {
    static let panels: [Panel] = [
        .stat(
            "Web configuration",
            "Whether the last reading of the web configuration, its certificate and its key succeeded.",
            .plain,
            "min(\(Catalogue.webConfigReloadSuccessful))", words: ValueWord.noOrYes, width: 3
        ).watched(by: .webConfigReloadFailed),
        .stat(
            "Web loaded", "When the web configuration was last taken up.", .moment,
            "min(\(Catalogue.webConfigReloadSuccessTimestamp)) * 1000", width: 3),
        .stat(
            "Certificate ends", "When the exporter's own certificate ends; of several the earliest.", .moment,
            "min(\(Catalogue.tlsCertificateExpiry)) * 1000", width: 3),
        .graph(
            "Requests at the door", "What became of requests: let in, or refused and why.", .perMinute,
            [
                Target(
                    "60 * sum by (outcome) (rate(\(Catalogue.webRequests)[$__rate_interval])) > 0",
                    "{{outcome}}")
            ], isStacked: true, width: 8),
        .graph(
            "TLS handshakes", "How the handshakes of TLS connections ended.", .perMinute,
            [
                Target(
                    "60 * sum by (outcome) (rate(\(Catalogue.tlsHandshakes)[$__rate_interval])) > 0",
                    "{{outcome}}")
            ], isStacked: true, width: 7),
    ]
}
