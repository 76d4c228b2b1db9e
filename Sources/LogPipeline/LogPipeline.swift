package import LogRules
package import LogTailing
package import MetricModel
import Synchronization

/// Follows the configured logs on a thread of its own and counts their lines into a registry.
///
/// A line is in the registry as soon as the batch it was read in is; `collect` adds what is known of the files.
package final class LogPipeline: Sendable {
    private let tailer: LogTailer
    private let registry: MetricRegistry
    /// Until `start` hands them to the thread.
    private let counters: Mutex<LogCounters?>
    private let publisher: Mutex<LogStatusPublisher>
    private let thread = Mutex<WorkerThread?>(nil)

    /// Registers all families of the logs; throws when a rule's counter clashes with another family.
    ///
    /// - Parameters:
    ///   - teamNames: the team of each log that has one, by log name.
    ///   - checkpoints: positions of an earlier run; empty at a first start.
    package init(
        sources: [LogSource],
        ruleSet: RuleSet,
        registry: MetricRegistry,
        teamNames: [String: String] = [:],
        options: TailOptions = TailOptions(),
        checkpoints: [FileCheckpoint] = []
    ) throws(RegistryError) {
        let tailer = LogTailer(sources: sources, options: options, checkpoints: checkpoints)
        self.tailer = tailer
        self.registry = registry
        let counters = try LogCounters(logNames: sources.map(\.name), ruleSet: ruleSet, registry: registry)
        self.counters = Mutex(counters)
        publisher = Mutex(
            try LogStatusPublisher(tailer.status(), teamNames: teamNames, registry: registry)
        )
    }

    /// Begins to read; may be called once.
    package func start() throws(WorkerThreadError) {
        let taken = counters.withLock { $0.take() }
        guard var counters = taken else { preconditionFailure("a pipeline starts once") }
        let tailer = tailer
        let started = try WorkerThread { tailer.run(&counters) }
        thread.withLock { $0 = started }
    }

    /// Ends reading after the batch under way and waits for it, a second at most; all that was read is in the
    /// registry then.
    package func stop() {
        tailer.stop()
        thread.withLock { $0 }?.join(within: .seconds(1))
    }

    /// The state of the files after the latest round of reads.
    package func status() -> TailStatus { tailer.status() }

    /// Brings sizes, lag, faults and losses in the registry up to date; cheap enough for each scrape.
    package func collect(into registry: MetricRegistry) {
        let status = tailer.status()
        publisher.withLock { publisher in
            registry.update { table in publisher.publish(status, into: &table) }
        }
    }
}
