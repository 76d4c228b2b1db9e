import Synchronization

/// Follows named logs and hands their lines to a consumer, batch by batch, on the thread that runs it.
///
/// All reading state lives in `run`; what other threads may touch, the latest status and the wish to stop, is here.
package final class LogTailer: Sendable {
    private let sources: [LogSource]
    private let options: TailOptions
    private let checkpoints: [FileCheckpoint]
    private let signal = WakeSignal()
    private let isStopping = Atomic<Bool>(false)
    private let latestStatus: Mutex<TailStatus>

    /// - Parameter checkpoints: positions of an earlier run, as its batches handed them out; empty at a first start.
    package init(
        sources: [LogSource], options: TailOptions = TailOptions(), checkpoints: [FileCheckpoint] = []
    ) {
        self.sources = sources
        self.options = options
        self.checkpoints = checkpoints
        latestStatus = Mutex(
            TailStatus(
                logs: sources.map {
                    LogStatus(name: $0.name, watchMode: $0.watch == .poll ? .poll : .inotify)
                }
            )
        )
    }

    /// Reads until `stop()`; blocks its thread. No fault of a file ends it.
    package func run(_ consumer: inout some LineConsumer) {
        let driver = TailDriver(sources: sources, options: options, checkpoints: checkpoints)
        while !isStopping.load(ordering: .acquiring) {
            let begin = ContinuousClock.now
            let deadline = driver.turn(&consumer, now: begin)
            if let status = driver.takeChangedStatus() { latestStatus.withLock { $0 = status } }
            let now = ContinuousClock.now
            guard deadline > now, !isStopping.load(ordering: .acquiring) else { continue }
            // Lines written one by one arrive as a batch; a lone line after a pause is not held up.
            let earliest = begin + options.coalesceInterval
            if earliest > now { signal.wait(for: nil, atMost: earliest - now) }
            signal.wait(for: driver.eventQueue, atMost: deadline - now)
        }
    }

    /// Makes `run` return after the batch under way; may be called from any thread, also before `run`.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        signal.wake()
    }

    /// The state after the latest turn.
    package func status() -> TailStatus { latestStatus.withLock { $0 } }
}
