import Logging
import MetricModel
import Synchronization

/// Publishes how each collector fares, and logs each change once.
final class CollectorHealth: Sendable {
    private let registry: MetricRegistry
    private let duration: FamilyID
    private let success: FamilyID
    private let logger: Logger
    private let ailing = Mutex<Set<String>>([])

    init(registry: MetricRegistry, logger: Logger) throws {
        self.registry = registry
        self.logger = logger
        duration = try registry.register(Catalogue.collectorDuration)
        success = try registry.register(Catalogue.collectorSuccess)
    }

    func finished(_ collector: String, _ outcome: CollectorRunner.Outcome, took time: Duration) {
        publish(collector, isGood: outcome == .succeeded, seconds: time / .seconds(1))
        switch outcome {
        case .succeeded: recovered(collector)
        case .failed(let reason): fell(collector, reason)
        case .late: fell(collector, "shut down")
        }
    }

    func wasLate(_ collector: String) {
        publish(collector, isGood: false, seconds: nil)
        fell(collector, "did not finish before the scrape's deadline")
    }

    private func publish(_ collector: String, isGood: Bool, seconds: Double?) {
        registry.update { table in
            table.set(table.series(success, collector), isGood ? 1 : 0)
            if let seconds { table.set(table.series(duration, collector), seconds) }
        }
    }

    private func fell(_ collector: String, _ reason: String) {
        if ailing.withLock({ $0.insert(collector).inserted }) {
            logger.warning("collector fails", metadata: ["collector": "\(collector)", "reason": "\(reason)"])
        }
    }

    private func recovered(_ collector: String) {
        if ailing.withLock({ $0.remove(collector) }) != nil {
            logger.notice("collector works again", metadata: ["collector": "\(collector)"])
        }
    }
}
