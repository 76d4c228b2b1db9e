package import LogTailing
package import MetricModel
package import StateStore
import Synchronization

/// Follows the configured logs on a thread of its own, counts their lines, and commits counts with positions.
///
/// The registry shows what was committed; `collect` commits first, so a scrape sees every line read before it.
package final class LogPipeline: Sendable {
    /// What runs now; a reload puts another one in its place.
    struct Running: Sendable {
        let configuration: LogPipelineConfiguration
        let tailer: LogTailer
        let recorder: LogRecorder
        let gauges: LogStatusGauges
        /// The families that the recorder has in the published registry.
        let familyNames: Set<String>
        var thread: WorkerThread?
        /// Its lines, or those of the one before a reload, were read: a last commit is due.
        var isBegun = false

        init(
            _ configuration: LogPipelineConfiguration, _ tailer: LogTailer, _ recorder: LogRecorder,
            _ gauges: LogStatusGauges
        ) {
            self.configuration = configuration
            self.tailer = tailer
            self.recorder = recorder
            self.gauges = gauges
            familyNames = recorder.ledger.familyNames
        }
    }

    let registry: MetricRegistry
    let store: StateStore?
    let options: TailOptions
    let requests = CommitRequests()
    let board = ErrorShapeBoard()
    let running: Mutex<Running>
    /// Held by whoever starts, stops or reloads, so that these happen one after the other.
    let lifecycle = TimedLock()
    /// A reload under way goes no further.
    let isStopping = Atomic<Bool>(false)

    /// Longest time that a scrape waits for its commit, as the design's section 5 sets it.
    private static let scrapePatienceMilliseconds = 100
    /// A tailer that does not end its turn in this time hangs in a dead file system.
    static let reloadPatience: Duration = .seconds(1)
    /// Half of it at the end of the program, which promises to be gone within 2 s.
    private static let stopPatience: Duration = .milliseconds(500)
    /// Longest wait for the last commit: a disk that takes longer may finish it without us.
    private static let lastCommitPatience: Duration = .milliseconds(400)

    /// Registers all families of the logs; throws when a rule's family clashes with another one.
    ///
    /// - Parameters:
    ///   - store: keeps positions and counts across restarts; nil: nothing is kept.
    ///   - state: what the store held when it was opened.
    package init(
        _ configuration: LogPipelineConfiguration,
        registry: MetricRegistry,
        store: StateStore? = nil,
        state: StoredState = StoredState(),
        options: TailOptions = TailOptions()
    ) throws(RegistryError) {
        self.registry = registry
        self.store = store
        self.options = options
        let recorder = try LogRecorder(
            configuration, published: registry, store: store, requests: requests, board: board)
        if let conflict = recorder.ledger.conflict(replacing: []) { throw conflict }
        try recorder.begin(with: state, sources: configuration.sources)
        var tailOptions = options
        tailOptions.knownLogs = recorder.knownLogs
        tailOptions.firstFileID = recorder.nextFileID
        let tailer = LogTailer(
            sources: configuration.sources, options: tailOptions, checkpoints: recorder.checkpoints)
        let gauges = try LogStatusGauges(
            tailer.status(), teamNames: configuration.teamNames, registry: registry)
        running = Mutex(Running(configuration, tailer, recorder, gauges))
    }

    /// Begins to read; may be called once.
    package func start() throws(WorkerThreadError) {
        try lifecycle.hold { () throws(WorkerThreadError) in
            let (tailer, recorder) = running.withLock { ($0.tailer, $0.recorder) }
            let thread = try Self.thread(tailer, recorder)
            running.withLock { running in
                running.thread = thread
                running.isBegun = true
            }
        }
    }

    /// Ends reading after the block under way, and commits what was read.
    ///
    /// Returns within a second, also when a reload, a log's file system or the disk of the state hangs. Then the last
    /// commit may be missing, as after a kill: the next start reads again from the one before it.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        let deadline = ContinuousClock.now + Self.stopPatience
        // Said at once, for a reload that waits for the reader too.
        running.withLock(\.tailer).stop()
        lifecycle.hold(until: deadline) {
            guard running.withLock(\.isBegun), endThread(within: deadline - .now) else { return }
            commitLast()
        }
    }

    /// On a thread of its own, which is left behind when the disk does not answer: the program that ends takes it along.
    private func commitLast() {
        let (tailer, recorder) = running.withLock { ($0.tailer, $0.recorder) }
        let finish: @Sendable () -> Void = { [store] in
            recorder.commit(tailer.status(), forScrape: false, isLast: true)
            store?.close()
        }
        do {
            try WorkerThread { finish() }.join(within: Self.lastCommitPatience)
        } catch {
            // Without a thread to spare it is done here, as long as it takes.
            finish()
        }
    }

    static func thread(_ tailer: LogTailer, _ recorder: LogRecorder) throws(WorkerThreadError)
        -> WorkerThread
    {
        try WorkerThread {
            var consumer = recorder
            tailer.run(&consumer)
        }
    }

    /// - Returns: whether there is no thread any more, so that its recorder may be used here.
    func endThread(within patience: Duration) -> Bool {
        let (tailer, thread) = running.withLock { ($0.tailer, $0.thread) }
        guard let thread else { return true }
        tailer.stop()
        guard thread.join(within: patience) else { return false }
        running.withLock { $0.thread = nil }
        return true
    }
}

// MARK: - Scraping

extension LogPipeline {
    /// Commits what was read, and brings sizes and lag in the registry up to date.
    ///
    /// Waits at most 100 ms for the commit: then the numbers of the last one stand.
    package func collect(into registry: MetricRegistry) {
        let (tailer, gauges, isRunning) = running.withLock { ($0.tailer, $0.gauges, $0.thread != nil) }
        if isRunning {
            _ = requests.commit(withinMilliseconds: Self.scrapePatienceMilliseconds) { tailer.wake() }
        }
        gauges.publish(tailer.status(), into: registry)
    }

    /// The kinds of errors that the logs have had, as committed; by log, the commonest first.
    package func errorShapes() -> [ErrorShape] { board.shapes }

    /// The state of the files after the latest round of reads, and of the store.
    package func status() -> LogPipelineStatus {
        LogPipelineStatus(
            tail: running.withLock(\.tailer).status(),
            store: store?.condition ?? .good
        )
    }
}

/// What a pipeline tells of itself at any time.
package struct LogPipelineStatus: Sendable, Equatable {
    package var tail: TailStatus
    package var store: StateCondition
}
