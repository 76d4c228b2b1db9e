import Logging
import NIOCore

/// One scrape without a server: for a timer, and for the textfile directory of another exporter.
///
/// The counters go on from the state directory and are left there, so that each run tells totals, as the daemon does.
struct OneRun {
    /// In the order of their start.
    let parts: [any DaemonPart]
    let scraper: Scraper
    let remote: RemoteWriteWatch
    let logger: Logger
    var patience = OneRun.patience

    /// After this long it shows what was read so far; the next run goes on from there.
    static let patience = Duration.seconds(60)
    /// How often it is looked whether all parts have caught up.
    private static let interval = TimeAmount.milliseconds(20)

    /// - Returns: all metrics in the text format 0.0.4.
    /// - Throws: `ServiceError` when a part does not start.
    func run() throws -> [UInt8] {
        var started = 0
        defer { for part in parts[..<started].reversed() { part.stop() } }
        for part in parts {
            try part.start()
            started += 1
        }
        if try !waitUntilSettled() {
            logger.warning("not all was read in time; the next run goes on from here")
        }
        let text = Array(try scraper.answerWithAll().wait().body.readableBytesView)
        for receiver in try remote.sendOnce(patience: patience) {
            logger.warning(
                "a receiver of remote write did not take all samples; they wait for the next run",
                metadata: ["receiver": "\(receiver)"])
        }
        return text
    }

    /// - Returns: whether all parts have seen what there was.
    private func waitUntilSettled() throws -> Bool {
        let end = ContinuousClock.now + patience
        while !parts.allSatisfy(\.isSettled) {
            if ContinuousClock.now > end { return false }
            try scraper.eventLoop.scheduleTask(in: Self.interval) {}.futureResult.wait()
        }
        return true
    }
}
