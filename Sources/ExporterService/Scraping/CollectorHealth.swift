import Logging
import MetricModel
import Synchronization

/// Publishes how each collector fares, and logs changes.
final class CollectorHealth: Sendable {
    private let registry: MetricRegistry
    private let duration: FamilyID
    private let success: FamilyID
    private let logger: Logger
    private let news = Mutex(CollectorNews())

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
        if news.withLock({ $0.fell(collector, at: .now) }) {
            logger.warning("collector fails", metadata: ["collector": "\(collector)", "reason": "\(reason)"])
        }
    }

    private func recovered(_ collector: String) {
        if news.withLock({ $0.recovered(collector) }) {
            logger.notice("collector works again", metadata: ["collector": "\(collector)"])
        }
    }
}

/// Decides which changes of collectors are told in the log: each fall that was not preceded by another one within a
/// minute, and the recovery from a fall that was told.
///
/// A scraper says how long it waits, so anybody who may scrape can make a collector late and good again at will; the
/// log must not grow with that.
struct CollectorNews {
    private static let interval = Duration.seconds(60)

    private struct State {
        var lastTold: ContinuousClock.Instant
        var isTold = true
    }

    private var states: [String: State] = [:]

    /// Whether this failure is to be told.
    mutating func fell(_ collector: String, at now: ContinuousClock.Instant) -> Bool {
        if let state = states[collector], state.isTold || now - state.lastTold < Self.interval {
            return false
        }
        states[collector] = State(lastTold: now)
        return true
    }

    /// Whether this success is to be told.
    mutating func recovered(_ collector: String) -> Bool {
        guard states[collector]?.isTold == true else { return false }
        states[collector]?.isTold = false
        return true
    }
}
