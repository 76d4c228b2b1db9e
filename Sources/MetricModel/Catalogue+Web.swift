/// Families about who may connect and how; exported when there is a web configuration file.
extension Catalogue {
    package static let webRequests = MetricDescriptor(
        "agent_teams_exporter_web_requests_total",
        .counter,
        labels: ["outcome"],
        help:
            "Number of HTTP requests by what became of them at the door: open to all, granted, missing or wrong "
            + "credentials, forbidden for this user, backed_off after failures, rate_limited, or busy.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let tlsHandshakes = MetricDescriptor(
        "agent_teams_exporter_tls_handshakes_total",
        .counter,
        labels: ["outcome"],
        help:
            "Number of TLS connections by how their handshake ended: completed, failed, or refused because the "
            + "client's certificate holds no allowed name.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let tlsCertificateExpiry = MetricDescriptor(
        "agent_teams_exporter_tls_certificate_expiry_timestamp_seconds",
        .gauge,
        unit: "seconds",
        help:
            "When the exporter's own certificate ends, in seconds since the Unix epoch; absent without TLS.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let webConfigReloadSuccessful = MetricDescriptor(
        "agent_teams_exporter_web_config_last_reload_successful",
        .gauge,
        help:
            "Whether the last reading of the web configuration, its certificate and its key succeeded (1) or "
            + "failed (0); the start counts.",
        since: "0.2.0",
        collector: "exporter"
    )
    package static let webConfigReloadSuccessTimestamp = MetricDescriptor(
        "agent_teams_exporter_web_config_last_reload_success_timestamp_seconds",
        .gauge,
        unit: "seconds",
        help: "When the web configuration was last read and taken up, in seconds since the Unix epoch.",
        since: "0.2.0",
        collector: "exporter"
    )

    static let webFamilies: [MetricDescriptor] = [
        tlsCertificateExpiry, tlsHandshakes, webConfigReloadSuccessTimestamp, webConfigReloadSuccessful,
        webRequests,
    ]
}
