import LogPipeline
import LogTailing
import Logging
import ServiceLifecycle
import StateStore

/// Tells in the program's own log what happens to the watched logs and to the state, and when the logs are first
/// in view.
struct LogWatchReporter: Service {
    private static let interval = Duration.seconds(5)
    /// Until the first look at all globs is done, which takes milliseconds.
    private static let firstInterval = Duration.milliseconds(5)

    private let pipeline: LogPipeline
    private let stores: [StateStore]
    private let logger: Logger
    private let onFirstScan: @Sendable () -> Void

    init(
        _ pipeline: LogPipeline, stores: [StateStore], logger: Logger,
        onFirstScan: @escaping @Sendable () -> Void
    ) {
        self.pipeline = pipeline
        self.stores = stores
        self.logger = logger
        self.onFirstScan = onFirstScan
    }

    func run() async throws {
        // Ends with an error when the program stops, which is the one way it ends.
        try? await cancelWhenGracefulShutdown { try await report() }
    }

    private func report() async throws {
        while !pipeline.status().tail.hasScanned { try await Task.sleep(for: Self.firstInterval) }
        onFirstScan()
        var told: TailStatus?
        var toldState: StateStatus?
        while true {
            let state = StateStatus(stores)
            for item in StateNews(state, since: toldState).items { item.log(to: logger) }
            toldState = state
            let status = pipeline.status().tail
            // After a reload the globs of new logs are not expanded yet for a moment.
            if status.hasScanned {
                for item in LogWatchNews(status, since: told).items { item.log(to: logger) }
                told = status
            }
            try await Task.sleep(for: Self.interval)
        }
    }
}
