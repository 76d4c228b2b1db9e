import MetricModel
import WebAccess

/// Counts what happens at the door, and tells of the web configuration in effect.
struct DoorMetrics: Sendable {
    enum Handshake: String, CaseIterable {
        case completed, failed, refused
    }

    private let registry: MetricRegistry
    private let verdicts: FamilyID
    private let handshakes: FamilyID
    private let isSuccessful: SeriesID
    private let succeededAt: SeriesID
    private let expiry: FamilyID

    init(registry: MetricRegistry) throws(RegistryError) {
        self.registry = registry
        let (verdicts, handshakes) = (
            try registry.register(Catalogue.webRequests), try registry.register(Catalogue.tlsHandshakes)
        )
        let successful = try registry.register(Catalogue.webConfigReloadSuccessful)
        let timestamp = try registry.register(Catalogue.webConfigReloadSuccessTimestamp)
        expiry = try registry.register(Catalogue.tlsCertificateExpiry)
        (self.verdicts, self.handshakes) = (verdicts, handshakes)
        (isSuccessful, succeededAt) = registry.update { table in
            for label in Verdict.labels { _ = table.series(verdicts, label) }
            for outcome in Handshake.allCases { _ = table.series(handshakes, outcome.rawValue) }
            return (table.series(successful), table.series(timestamp))
        }
    }

    func judged(_ verdict: Verdict) {
        registry.update { table in table.add(table.series(verdicts, verdict.label), 1) }
    }

    func shookHands(_ outcome: Handshake) {
        registry.update { table in table.add(table.series(handshakes, outcome.rawValue), 1) }
    }

    /// - Parameter nowMs: milliseconds since 1970.
    func loaded(_ loaded: LoadedWebConfiguration, nowMs: Int64) {
        registry.update { table in
            table.set(isSuccessful, 1)
            table.set(succeededAt, Double(nowMs) / 1000)
            table.beginRefresh(expiry)
            if let tls = loaded.tls { table.set(table.series(expiry), Double(tls.notAfter)) }
            table.endRefresh(expiry)
        }
    }

    func refused() {
        registry.update { $0.set(isSuccessful, 0) }
    }
}
