import Synchronization

/// Follows named logs and hands their lines to a consumer, batch by batch, on the thread that runs it.
///
/// All reading state lives in `run`; what other threads may touch, the latest status and the wish to stop, is here.
package final class LogTailer: Sendable {
    private let sources: [LogSource]
    private let options: TailOptions
    private let checkpoints: [FileCheckpoint]
    private let predecessor: TailHandover?
    private let signal = WakeSignal()
    private let isStopping = Atomic<Bool>(false)
    /// How often somebody asked for a turn, and waits for its end.
    private let wishes = Atomic<UInt64>(0)
    private let latestStatus: Mutex<TailStatus>
    private let left = Mutex<TailHandover?>(nil)

    /// Longest turn once it is waited for: half of a scrape's patience is left for its commit.
    private static let awaitedTurn: Duration = .milliseconds(50)

    /// - Parameters:
    ///   - checkpoints: positions of an earlier run, as its batches handed them out; empty at a first start.
    ///   - handover: what the tailer before this one left, at a reload; its files go before the checkpoints.
    package init(
        sources: [LogSource],
        options: TailOptions = TailOptions(),
        checkpoints: [FileCheckpoint] = [],
        handover: TailHandover? = nil
    ) {
        self.sources = sources
        self.options = options
        self.checkpoints = checkpoints
        predecessor = handover
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
        let driver = TailDriver(
            sources: sources, options: options, checkpoints: checkpoints, handover: predecessor)
        driver.isStopping = { [self] in isStopping.load(ordering: .acquiring) }
        var known: UInt64 = 0
        while !isStopping.load(ordering: .acquiring) {
            let begin = ContinuousClock.now
            let wished = wishes.load(ordering: .acquiring)
            driver.isHurried = { [self, isAwaited = wished != known] in
                isStopping.load(ordering: .relaxed) || wishes.load(ordering: .relaxed) != wished
                    || (isAwaited && ContinuousClock.now - begin >= Self.awaitedTurn)
            }
            known = wished
            let deadline = driver.turn(&consumer, now: begin)
            if let status = driver.takeChangedStatus() { latestStatus.withLock { $0 = status } }
            let now = ContinuousClock.now
            guard deadline > now, !isStopping.load(ordering: .acquiring) else { continue }
            // Lines written one by one arrive as a batch; a lone line after a pause is not held up.
            let earliest = begin + options.coalesceInterval
            if earliest > now && signal.wait(for: nil, atMost: earliest - now) { continue }
            signal.wait(for: driver.eventQueue, atMost: deadline - now)
        }
        latestStatus.withLock { $0 = driver.status() }
        left.withLock { $0 = driver.handover() }
    }

    /// Makes a turn happen now, whatever was due, and ends one under way after the block it reads; one that begins
    /// after it may last 50 ms. May be called from any thread.
    package func wake() {
        wishes.wrappingAdd(1, ordering: .releasing)
        signal.wake()
    }

    /// The files as `run` left them, for the tailer that takes this one's place; only after `run` returned.
    package func handover() -> TailHandover {
        guard let handover = left.withLock({ $0 }) else {
            preconditionFailure("a tailer hands over after its run")
        }
        return handover
    }

    /// Makes `run` return after the batch under way; may be called from any thread, also before `run`.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        signal.wake()
    }

    /// The state after the latest turn.
    package func status() -> TailStatus { latestStatus.withLock { $0 } }
}
