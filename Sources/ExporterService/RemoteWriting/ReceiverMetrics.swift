import MetricModel
import RemoteWrite

/// Publishes how one receiver fares.
struct ReceiverMetrics: Sendable {
    enum SampleOutcome: String, CaseIterable {
        case sent
        case refused
        case dropped
    }

    /// All values of the label `reason`; the last two are faults on our side.
    static let reasons = [
        "connection", "timeout", "broken", "throttled", "server_error", "refused", "credentials", "queue",
    ]

    private let registry: MetricRegistry
    private let receiver: String
    private let samples: FamilyID
    private let failures: FamilyID
    private let queueBytes: FamilyID
    private let oldest: FamilyID
    private let lastSuccess: FamilyID

    init(_ receiver: String, registry: MetricRegistry) throws(RegistryError) {
        self.registry = registry
        self.receiver = receiver
        samples = try registry.register(Catalogue.remoteWriteSamples)
        failures = try registry.register(Catalogue.remoteWriteFailures)
        queueBytes = try registry.register(Catalogue.remoteWriteQueueBytes)
        oldest = try registry.register(Catalogue.remoteWriteOldest)
        lastSuccess = try registry.register(Catalogue.remoteWriteLastSuccess)
        registry.update { table in
            for outcome in SampleOutcome.allCases { _ = table.series(samples, receiver, outcome.rawValue) }
            for reason in Self.reasons { _ = table.series(failures, receiver, reason) }
        }
    }

    func count(_ count: Int, _ outcome: SampleOutcome) {
        registry.update { table in
            table.add(table.series(samples, receiver, outcome.rawValue), Double(count))
        }
    }

    func countFailure(_ reason: String) {
        registry.update { table in table.add(table.series(failures, receiver, reason), 1) }
    }

    func succeeded(nowMs: Int64) {
        registry.update { table in table.set(table.series(lastSuccess, receiver), Double(nowMs) / 1000) }
    }

    func waiting(bytes: Int, oldestMs: Int64?) {
        registry.update { table in
            table.set(table.series(queueBytes, receiver), Double(bytes))
            if let oldestMs {
                table.set(table.series(oldest, receiver), Double(oldestMs) / 1000)
            } else if let series = table.find(oldest, labels: [receiver]) {
                table.remove(series)
            }
        }
    }
}
