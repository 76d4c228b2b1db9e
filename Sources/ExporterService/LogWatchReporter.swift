import LogPipeline
import LogTailing
import Logging
import StateStore

/// Tells in the program's own log what happens to the watched logs and to the state, and when the logs are first
/// in view.
struct LogWatchReporter {
    private static let interval = Duration.seconds(5)
    /// Until the first look at all globs is done, which takes milliseconds.
    private static let firstInterval = Duration.milliseconds(5)

    private let pipeline: LogPipeline
    private let stores: [StateStore]
    private let logger: Logger
    private let onFirstScan: () -> Void
    private var hasScanned = false
    private var told: TailStatus?
    private var toldState: StateStatus?

    init(
        _ pipeline: LogPipeline, stores: [StateStore], logger: Logger, onFirstScan: @escaping () -> Void
    ) {
        self.pipeline = pipeline
        self.stores = stores
        self.logger = logger
        self.onFirstScan = onFirstScan
    }

    /// Tells what is new since the last call.
    ///
    /// - Returns: how long until the next call.
    mutating func tell() -> Duration {
        let status = pipeline.status().tail
        if !hasScanned {
            guard status.hasScanned else { return Self.firstInterval }
            hasScanned = true
            onFirstScan()
        }
        let state = StateStatus(stores)
        for item in StateNews(state, since: toldState).items { item.log(to: logger) }
        toldState = state
        // After a reload the globs of new logs are not expanded yet for a moment.
        if status.hasScanned {
            for item in LogWatchNews(status, since: told).items { item.log(to: logger) }
            told = status
        }
        return Self.interval
    }
}
