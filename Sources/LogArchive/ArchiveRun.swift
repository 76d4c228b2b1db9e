package import LogTailing
import Synchronization

/// What a run did.
package struct ArchiveReport: Sendable {
    package struct Failure: Sendable, Equatable {
        /// The file, or the archive directory where nothing could be begun.
        package var path: String
        package var error: ArchiveError
    }

    package struct Removed: Sendable, Equatable {
        package var archive: String
        package var storedBytes: UInt64
        package var reason: Retention.Reason
    }

    package var archived: [ArchivedFile] = []
    package var removed: [Removed] = []
    package var failures: [Failure] = []
    /// Files that a killed run was about to remove, and that have their names again.
    package var restored = 0
    package var seconds = 0.0

    package var bytes: UInt64 { archived.reduce(0) { $0 + $1.bytes } }
    package var storedBytes: UInt64 { archived.reduce(0) { $0 + $1.storedBytes } }
}

/// Carries a plan out.
package struct ArchiveRun: Sendable {
    package struct Progress: Sendable, Equatable {
        /// Of the files, each counted when it is packed and when it is read back.
        package var bytes: UInt64 = 0
        package var totalBytes: UInt64 = 0
        package var filesDone = 0
        package var files = 0
    }

    private let settings: ArchiveSettings
    private let threads: Int
    private let procfs: String
    /// For tests.
    var grain = ArchiveGrain()
    private let isCancelled: @Sendable () -> Bool
    private let summarise: @Sendable (LogFile) -> LogSummary?

    /// - Parameters:
    ///   - threads: nil: as many as there are processors.
    ///   - isCancelled: asked before each block; a run that is cancelled leaves what is not done as it was.
    ///   - summarise: what the receipt is to say of the lines.
    package init(
        _ settings: ArchiveSettings, threads: Int? = nil, procfs: String = "/proc",
        isCancelled: @escaping @Sendable () -> Bool = { false },
        summarise: @escaping @Sendable (LogFile) -> LogSummary? = { _ in nil }
    ) {
        self.settings = settings
        self.threads = max(1, threads ?? ArchiveCalls.processorCount)
        self.procfs = procfs
        self.isCancelled = isCancelled
        self.summarise = summarise
    }

    /// Gives files back their names that a killed run was about to remove: before anything is planned.
    ///
    /// Done under the lock of their archive directory, so that no archiver at work is disturbed.
    package func restore(in directories: [BytePath]) -> Int {
        var count = 0
        for directory in directories {
            guard let folder = try? ArchiveFolder(directory.text) else { continue }
            let archives = settings.place.directory(of: directory).text
            guard let names = try? folder.names(),
                names.contains(where: { ArchiveNames.original(ofRemoval: $0) != nil }),
                let store = try? ArchiveStore(archives)
            else { continue }
            count += withExtendedLifetime(store) { (try? SourceRemoval.restore(in: folder)) ?? 0 }
        }
        return count
    }

    /// Archives what the plan takes, and removes archives that are not to be kept, in all directories of the plan.
    ///
    /// - Parameter progress: told several times a second at most, from any thread.
    package func run(
        _ plan: ArchivePlan, progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) -> ArchiveReport {
        let start = ContinuousClock.now
        let book = ArchiveBook()
        var total = Progress()
        total.files = plan.taken.count
        total.totalBytes = 2 * plan.taken.reduce(0) { $0 + $1.file.size }
        let state = Mutex(total)
        let tell: @Sendable (UInt64, Int) -> Void = { bytes, files in
            progress(
                state.withLock {
                    $0.bytes += bytes
                    $0.filesDone += files
                    return $0
                })
        }
        let byDirectory = Dictionary(grouping: plan.items, by: \.directory)
        for directory in byDirectory.keys.sorted() {
            work(directory, (byDirectory[directory] ?? []).filter { $0.kept == nil }, book, tell)
        }
        var result = book.report
        result.archived.sort { $0.path < $1.path }
        result.seconds = start.duration(to: .now) / .seconds(1)
        return result
    }

    private func work(
        _ directory: String, _ items: [ArchivePlan.Item], _ book: ArchiveBook,
        _ tell: @escaping @Sendable (UInt64, Int) -> Void
    ) {
        // A directory that is not needed is not made.
        if items.isEmpty, (try? ArchiveFolder(directory)) == nil { return }
        do throws(ArchiveError) {
            let store = try ArchiveStore(directory)
            try retain(store, book)
            let before = book.failureCount
            let batch = ArchiveBatch(
                items: items, store: store, compression: settings.compression, procfs: procfs, grain: grain,
                book: book,
                mayGoOn: { () throws(ArchiveError) in try check(store) }, tell: tell, summarise: summarise)
            batch.run(threads: threads)
            try retain(store, book)
            if book.failureCount == before {
                try store.noteSuccess(nowNanoseconds: ArchiveCalls.nowNanoseconds())
            }
        } catch {
            book.fail(directory, error)
        }
    }

    private func check(_ store: ArchiveStore) throws(ArchiveError) {
        if isCancelled() { throw .cancelled }
        let (free, total) = try store.folder.space()
        let floor = settings.floor.bytes(ofTotal: total)
        guard free >= floor else {
            throw .noSpace(directory: store.folder.path, freeBytes: free, floorBytes: floor)
        }
    }

    private func retain(_ store: ArchiveStore, _ book: ArchiveBook) throws(ArchiveError) {
        for removal in try Self.removals(in: store.folder, settings) {
            try store.remove(removal.archive.name)
            let path = "\(store.folder.path)/\(String(decoding: removal.archive.name, as: UTF8.self))"
            book.note(
                ArchiveReport.Removed(
                    archive: path, storedBytes: removal.archive.storedBytes, reason: removal.reason))
        }
    }

    private static func removals(
        in folder: ArchiveFolder, _ settings: ArchiveSettings
    ) throws(ArchiveError) -> [Retention.Removal] {
        let (free, total) = try folder.space()
        return Retention(settings).removals(
            from: try ArchiveStore.archives(in: folder), nowNanoseconds: ArchiveCalls.nowNanoseconds(),
            freeBytes: free, floorBytes: settings.floor.bytes(ofTotal: total))
    }

    /// When runs last ended without failures in all the archive directories of these that have seen a run; in nanoseconds
    /// since 1970.
    package func lastSuccess(in directories: [BytePath]) -> Int64? {
        Set(directories.map { settings.place.directory(of: $0).text })
            .compactMap { ArchiveStore.lastSuccess(in: $0) }.min()
    }

    /// The archives that a run with these settings would remove at once; takes no lock and changes nothing.
    package func plannedRemovals(_ plan: ArchivePlan) -> [ArchiveReport.Removed] {
        Set(plan.items.map(\.directory)).sorted().flatMap { directory -> [ArchiveReport.Removed] in
            guard let folder = try? ArchiveFolder(directory),
                let removals = try? Self.removals(in: folder, settings)
            else { return [] }
            return removals.map {
                ArchiveReport.Removed(
                    archive: "\(directory)/\(String(decoding: $0.archive.name, as: UTF8.self))",
                    storedBytes: $0.archive.storedBytes, reason: $0.reason)
            }
        }
    }
}
