import Dispatch
import LogTailing
import Synchronization

/// What a run did so far, told by several threads.
final class ArchiveBook: Sendable {
    private let state = Mutex(ArchiveReport())

    var report: ArchiveReport { state.withLock { $0 } }
    var failureCount: Int { state.withLock { $0.failures.count } }

    func note(_ file: ArchivedFile) { state.withLock { $0.archived.append(file) } }
    func note(_ removed: ArchiveReport.Removed) { state.withLock { $0.removed.append(removed) } }

    func fail(_ path: String, _ error: ArchiveError) {
        state.withLock { $0.failures.append(ArchiveReport.Failure(path: path, error: error)) }
    }
}

/// The files that go to one archive directory: large ones one after another with all threads, small ones side by side.
final class ArchiveBatch: Sendable {
    private let items: [ArchivePlan.Item]
    private let store: ArchiveStore
    private let compression: ArchiveSettings.Compression
    private let procfs: String
    private let grain: ArchiveGrain
    private let book: ArchiveBook
    private let mayGoOn: @Sendable () throws(ArchiveError) -> Void
    private let tell: @Sendable (UInt64, Int) -> Void
    private let summarise: @Sendable (LogFile) -> LogSummary?
    private let isStopped = Atomic(false)
    private let next = Atomic(0)

    init(
        items: [ArchivePlan.Item], store: ArchiveStore, compression: ArchiveSettings.Compression,
        procfs: String,
        grain: ArchiveGrain, book: ArchiveBook, mayGoOn: @escaping @Sendable () throws(ArchiveError) -> Void,
        tell: @escaping @Sendable (UInt64, Int) -> Void,
        summarise: @escaping @Sendable (LogFile) -> LogSummary?
    ) {
        self.items = items
        self.store = store
        self.compression = compression
        self.procfs = procfs
        self.grain = grain
        self.book = book
        self.mayGoOn = mayGoOn
        self.tell = tell
        self.summarise = summarise
    }

    func run(threads: Int) {
        let isLarge = { (number: Int) in self.items[number].file.size >= self.grain.largeFileBytes }
        for number in items.indices.filter(isLarge) { archive(number, threads: threads) }
        let small = items.indices.filter { !isLarge($0) }
        DispatchQueue.concurrentPerform(iterations: min(threads, small.count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < small.count else { return }
                archive(small[index], threads: 1)
            }
        }
    }

    private func archive(_ number: Int, threads: Int) {
        guard !isStopped.load(ordering: .relaxed) else { return }
        let item = items[number]
        let writer = ArchiveWriter(
            compression: compression, threads: threads, grain: grain, mayGoOn: mayGoOn,
            progress: { [tell] in tell($0, 0) })
        let job = ArchiveJob(
            item: item, store: store, writer: writer, procfs: procfs, number: number, summarise: summarise)
        do throws(ArchiveError) {
            book.note(try job.run())
        } catch {
            // What keeps one file from being archived for want of space or time keeps all of them.
            if error.endsRun { isStopped.store(true, ordering: .relaxed) }
            book.fail(item.file.path.display, error)
        }
        tell(0, 1)
    }
}

extension ArchiveError {
    fileprivate var endsRun: Bool { reason == "no_space" || reason == "cancelled" }
}
