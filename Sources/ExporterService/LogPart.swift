import LogPipeline
import LogTailing
import Synchronization

/// The log pipeline's thread, as a part of the daemon.
final class LogPart: DaemonPart {
    private let pipeline: LogPipeline
    private let lastLag = Mutex<(bytes: UInt64, since: ContinuousClock.Instant)?>(nil)

    /// A line without its end is not counted yet and stays; what is not read for so long is such lines.
    private static let restingTime = Duration.milliseconds(300)

    init(_ pipeline: LogPipeline) {
        self.pipeline = pipeline
    }

    func start() throws(ServiceError) {
        do {
            try pipeline.start()
        } catch {
            throw .cannotStart(what: "the log pipeline", reason: error.message)
        }
    }

    func stop() {
        pipeline.stop()
    }

    var isSettled: Bool {
        let status = pipeline.status().tail
        guard status.hasScanned else { return false }
        let lag = status.logs.reduce(0) { $0 + $1.lagBytes }
        if lag == 0 { return true }
        let now = ContinuousClock.now
        return lastLag.withLock { last in
            if let last, last.bytes == lag { return now - last.since > Self.restingTime }
            last = (lag, now)
            return false
        }
    }
}
