package import MetricModel
import Synchronization
import TeamState
package import TeamTracking

/// Publishes messages, inboxes and tasks as the books have them.
///
/// Delays are as exact as looks are frequent: let a thread call `look` within 50 ms of a change, apart from scrapes.
package final class MessagesCollector: Collector {
    package let name = "messages"
    private let books: Mutex<Books>
    private let messages: MessageFamilies
    private let tasks: TaskFamilies
    private let nowMs: @Sendable () -> Int64

    private struct Books {
        var roots: [String]
        var reader: TeamReader
        var ledger: MessageLedger
        var tasks = TaskTracker()
        var interval = Duration.zero
    }

    /// - Parameter stored: what `takeChanges` gave an earlier run.
    package init(
        roots: [String], registry: MetricRegistry, stored: [StateChange] = [],
        nowMs: @escaping @Sendable () -> Int64 = TeamsCollector.systemNowMs
    ) throws {
        books = Mutex(
            Books(
                roots: roots, reader: TeamReader(roots: roots), ledger: MessageLedger(restoring: stored)))
        self.nowMs = nowMs
        messages = try MessageFamilies(registry: registry)
        tasks = try TaskFamilies(registry: registry)
    }

    /// Looks at the files as the one who looks at this interval does.
    package func look(interval: Duration) {
        books.withLock { $0.interval = interval }
        look()
    }

    /// Looks at the files and takes in what changed; costs stat calls where nothing did.
    package func look() {
        let nowMs = nowMs()
        books.withLock { books in
            let snapshot = books.reader.scan(nowMs: nowMs)
            books.ledger.observe(snapshot, roots: books.roots, nowMs: nowMs)
            books.tasks.observe(snapshot, roots: books.roots, nowMs: nowMs)
        }
    }

    /// Looks at other roots from the next look on; what is known of teams in roots that stay is kept.
    package func reconfigure(roots: [String]) {
        books.withLock { books in
            guard roots != books.roots else { return }
            books.roots = roots
            books.reader = TeamReader(roots: roots)
            books.ledger.forgetRevisions()
            books.tasks.forgetRevisions()
        }
    }

    /// What is to be stored, the counters among it; all of it in one transaction.
    package func takeChanges(everything: Bool = false) -> [StateChange] {
        books.withLock { $0.ledger.takeChanges(everything: everything) }
    }

    package func collect(into registry: MetricRegistry) throws {
        look()
        let nowMs = nowMs()
        let (messageReport, taskReport, interval) = books.withLock { books in
            (books.ledger.report(nowMs: nowMs), books.tasks.report(nowMs: nowMs), books.interval)
        }
        registry.update { table in
            messages.publish(messageReport, into: &table)
            messages.publish(interval: interval, into: &table)
            tasks.publish(taskReport, into: &table)
        }
    }
}
