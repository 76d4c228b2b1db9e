import Collectors
import Logging
import MetricModel
import NIOCore
import NIOPosix

/// Runs one collector off the event loop, at most once at a time, and reports by its deadline.
///
/// Confined to one event loop. A collector that hangs (a dead network file system) keeps its thread; later
/// scrapes see it as late at once and go on without it.
final class CollectorRunner {
    enum Outcome: Sendable, Equatable {
        case succeeded
        case failed(String)
        case late
    }

    let collector: any Collector
    private let registry: MetricRegistry
    private let threads: NIOThreadPool
    private let eventLoop: any EventLoop
    private let health: CollectorHealth
    private var running: EventLoopFuture<Outcome>?

    init(
        _ collector: any Collector,
        registry: MetricRegistry,
        threads: NIOThreadPool,
        eventLoop: any EventLoop,
        health: CollectorHealth
    ) {
        self.collector = collector
        self.registry = registry
        self.threads = threads
        self.eventLoop = eventLoop
        self.health = health
    }

    /// Collects, or joins the collection under way; the outcome is `late` once the deadline passes.
    func run(deadline: NIODeadline) -> EventLoopFuture<Outcome> {
        eventLoop.preconditionInEventLoop()
        let collection = running ?? start()
        let promise = eventLoop.makePromise(of: Outcome.self)
        let alarm = eventLoop.scheduleTask(deadline: deadline) { promise.succeed(.late) }
        collection.whenSuccess { outcome in
            alarm.cancel()
            promise.succeed(outcome)
        }
        let name = collector.name
        return promise.futureResult.map { [health] outcome in
            if outcome == .late { health.wasLate(name) }
            return outcome
        }
    }

    private func start() -> EventLoopFuture<Outcome> {
        let (collector, registry, health) = (collector, registry, health)
        let collection = threads.runIfActive(eventLoop: eventLoop) { () -> Outcome in
            let began = ContinuousClock.now
            let outcome: Outcome
            do {
                try collector.collect(into: registry)
                outcome = .succeeded
            } catch {
                outcome = .failed("\(error)")
            }
            health.finished(collector.name, outcome, took: began.duration(to: .now))
            return outcome
        }.flatMapErrorThrowing { _ in Outcome.late }
        running = collection
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        collection.whenComplete { _ in bound.value.running = nil }
        return collection
    }
}
