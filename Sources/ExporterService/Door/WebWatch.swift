import Collectors
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Holds the web configuration in effect, and reads it again when one of its files has changed.
///
/// Who asks for it at most once a second makes a thread look at the files, and gets what it found: a new certificate
/// is there for the next connection, without a restart and without a timer. A faulty file changes nothing but a metric
/// and one line of the log.
final class WebWatch: Sendable {
    private struct State {
        var loaded: LoadedWebConfiguration
        /// As the files were when they were last tried, with success or without.
        var tried: [FileStamp]
        var nextLook: NIODeadline
        var isLooking = false
    }

    /// A look at a dead file system keeps nobody longer than this.
    private static let patience = TimeAmount.milliseconds(500)

    private let source: WebConfigurationSource
    private let threads: NIOThreadPool
    private let metrics: DoorMetrics
    private let logger: Logger
    /// Between two looks at the files.
    private let interval: TimeAmount
    private let state: Mutex<State>

    /// - Parameters:
    ///   - loaded: what `source` gave at the start.
    ///   - threads: look at files and read them.
    init(
        _ loaded: LoadedWebConfiguration, source: WebConfigurationSource, threads: NIOThreadPool,
        metrics: DoorMetrics, logger: Logger, interval: TimeAmount = .seconds(1)
    ) {
        self.source = source
        self.threads = threads
        self.metrics = metrics
        self.logger = logger
        self.interval = interval
        state = Mutex(State(loaded: loaded, tried: loaded.stamps, nextLook: .now() + interval))
        metrics.loaded(loaded, nowMs: TeamsCollector.systemNowMs())
    }

    /// What is in effect, without a look at the files.
    var loaded: LoadedWebConfiguration { state.withLock(\.loaded) }

    /// What is in effect, after a look at the files unless there was one within the last second.
    func current(on eventLoop: any EventLoop) -> EventLoopFuture<LoadedWebConfiguration> {
        let isDue = state.withLock { state in
            guard !state.isLooking, state.nextLook <= .now() else { return false }
            state.isLooking = true
            return true
        }
        guard isDue else { return eventLoop.makeSucceededFuture(loaded) }
        let promise = eventLoop.makePromise(of: Void.self)
        let alarm = eventLoop.scheduleTask(in: Self.patience) { promise.succeed() }
        threads.runIfActive(eventLoop: eventLoop) { self.look() }.whenComplete { _ in
            alarm.cancel()
            promise.succeed()
        }
        return promise.futureResult.map { self.loaded }
    }

    /// Reads everything again whether it has changed or not. Blocks.
    func reload() throws(WebFault) { take(try read()) }

    /// Reads everything again and puts nothing into effect: that is for `take`. Blocks.
    func read() throws(WebFault) -> LoadedWebConfiguration {
        do {
            return try source.load()
        } catch {
            refuse(error)
            throw error
        }
    }

    /// Blocks.
    private func look() {
        defer {
            state.withLock { state in
                state.isLooking = false
                state.nextLook = .now() + interval
            }
        }
        let tried = state.withLock(\.tried)
        guard tried.map({ FileStamp($0.path) }) != tried else { return }
        do throws(WebFault) {
            try reload()
        } catch {
            // Told where it was found; what stands stays in effect.
            return
        }
    }

    /// Puts into effect what was read.
    func take(_ loaded: LoadedWebConfiguration) {
        state.withLock { state in
            state.loaded = loaded
            state.tried = loaded.stamps
        }
        metrics.loaded(loaded, nowMs: TeamsCollector.systemNowMs())
        logger.info("web configuration loaded", metadata: ["tls": "\(loaded.tls != nil)"])
    }

    /// The same files are not tried again before one of them changes.
    private func refuse(_ fault: WebFault) {
        state.withLock { state in state.tried = state.tried.map { FileStamp($0.path) } }
        metrics.refused()
        logger.error(
            "the web configuration was not loaded; the one before stays in effect",
            metadata: ["fault": "\(fault.oneLine)"])
    }
}
