import LogPipeline
import LogTailing
import Logging
import ServiceLifecycle

/// Tells in the program's own log what happens to the watched logs, and when they are first in view.
struct LogWatchReporter: Service {
    private static let interval = Duration.seconds(5)
    /// Until the first look at all globs is done, which takes milliseconds.
    private static let firstInterval = Duration.milliseconds(5)

    private let pipeline: LogPipeline
    private let logger: Logger
    private let onFirstScan: @Sendable () -> Void

    init(_ pipeline: LogPipeline, logger: Logger, onFirstScan: @escaping @Sendable () -> Void) {
        self.pipeline = pipeline
        self.logger = logger
        self.onFirstScan = onFirstScan
    }

    func run() async throws {
        // Ends with an error when the program stops, which is the one way it ends.
        try? await cancelWhenGracefulShutdown { try await report() }
    }

    private func report() async throws {
        while !pipeline.status().hasScanned { try await Task.sleep(for: Self.firstInterval) }
        onFirstScan()
        var told: TailStatus?
        while true {
            let status = pipeline.status()
            for item in LogWatchNews(status, since: told).items { log(item) }
            told = status
            try await Task.sleep(for: Self.interval)
        }
    }

    private func log(_ item: LogWatchNews.Item) {
        logger.log(
            level: item.level,
            "\(item.message)",
            metadata: item.metadata.mapValues { .string($0) }
        )
    }
}
