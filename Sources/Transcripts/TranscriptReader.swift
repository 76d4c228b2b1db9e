import LogTailing
package import TeamTracking

/// Follows the transcripts of several roots with the tailer of the logs, and keeps the books of what they tell.
///
/// Not thread-safe. A turn reads some megabytes at most and waits for nothing; the books and the positions it leaves
/// belong together, so that what `takeChanges` gives is to be stored in one transaction.
package struct TranscriptReader {
    package struct Settings: Sendable, Equatable {
        /// Directories like `~/.claude`, absolute.
        package var roots: [String]
        /// Whether all that is there at the first start counts, or only what living teams have used.
        package var countsHistory = false
        /// Upper bounds of the buckets of turns, in seconds.
        package var turnBounds: [Double]
        /// Longest line read; images make lines of several megabytes, which are skipped at little cost.
        package var maxLineBytes = 4 << 20
        /// Bytes read in a turn, and so how long others may have to wait for the books.
        var bytesPerTurn = 8 << 20

        package init(roots: [String], turnBounds: [Double]) {
            self.roots = roots
            self.turnBounds = turnBounds
        }
    }

    private var settings: Settings
    private var book: TranscriptBook
    private var collector = FactCollector()
    private var driver: TailDriver?
    private var wholeFiles: Set<BytePath> = []
    /// Of the drivers before this one.
    private var earlier = ReadFaults()

    /// - Parameter stored: what `takeChanges` gave an earlier run.
    package init(_ settings: Settings, stored: [StateChange] = []) {
        self.init(settings, stored: stored, memory: ResponseMemory())
    }

    init(_ settings: Settings, stored: [StateChange] = [], memory: ResponseMemory) {
        self.settings = settings
        book = TranscriptBook(bounds: settings.turnBounds, memory: memory)
        book.restore(stored)
        earlier = book.readFaults
    }

    /// What is to be searched before the next turn, which may take long and so is better done without holding anything
    /// that others wait for; nil when nothing is. A turn without its findings searches by itself.
    package func historySearch(teams: KnownTeams) -> HistorySearch? {
        let roots = newRoots
        guard driver == nil, !settings.countsHistory, !roots.isEmpty else { return nil }
        return HistorySearch(teams: teams, roots: roots)
    }

    /// Reads on.
    ///
    /// - Parameter history: of the search that `historySearch` asked for.
    /// - Returns: whether all that is there was read.
    @discardableResult
    package mutating func turn(
        teams: KnownTeams, nowMs: Int64, now: ContinuousClock.Instant = .now,
        history: HistorySearch.Findings? = nil
    ) -> Bool {
        let driver = driver ?? makeDriver(teams, history, nowMs: nowMs)
        _ = driver.turn(&collector, now: now)
        var findings = collector.takeFindings()
        findings.wholeFiles = wholeFiles
        findings.sidecars = sidecars(of: findings.moved)
        book.take(findings, teams: teams, nowMs: nowMs)
        book.settle(isCaughtUp: collector.isCaughtUp, teams: teams, nowMs: nowMs)
        noteFaults(driver.status())
        if collector.isCaughtUp { wholeFiles = [] }
        return collector.isCaughtUp
    }

    /// What is to be stored since the last call, all of it in one transaction.
    ///
    /// - Parameter everything: all there is, for a store that has lost what it had.
    package mutating func takeChanges(everything: Bool = false) -> [StateChange] {
        book.takeChanges(everything: everything)
    }

    /// Goes on with other roots: what was counted stays, and files of roots that stay go on where they were.
    package mutating func reconfigure(_ settings: Settings) {
        guard settings != self.settings else { return }
        precondition(
            settings.turnBounds == self.settings.turnBounds, "buckets are fixed while the program runs")
        earlier = book.readFaults
        self.settings = settings
        driver = nil
    }

    package func report() -> TranscriptReport {
        var report = TranscriptReport()
        (report.owners, report.skipped) = (book.owners, book.skipped)
        (report.errors, report.lostBytes) = (book.readFaults.errors, book.readFaults.lostBytes)
        guard let status = driver?.status() else { return report }
        report.hasLooked = status.hasScanned
        for log in status.logs {
            report.files += log.files
            report.unreadBytes += log.lagBytes
        }
        return report
    }

    private mutating func noteFaults(_ status: TailStatus) {
        var faults = earlier
        for log in status.logs { faults.add(log) }
        guard faults != book.readFaults else { return }
        book.readFaults = faults
        book.changes.isHeaderChanged = true
    }
}

// MARK: - Following

extension TranscriptReader {
    /// One log for each root, under the root's path.
    private mutating func makeDriver(
        _ teams: KnownTeams, _ history: HistorySearch.Findings?, nowMs: Int64
    ) -> TailDriver {
        let sources = settings.roots.map(source)
        var options = TailOptions()
        options.knownLogs = Set(book.rootStarts.keys)
        // Several files are met at once when a team starts, and each is read for a moment.
        options.maxOpenFiles = 32
        options.bytesPerRound = settings.bytesPerTurn
        options.bytesPerTurn = settings.bytesPerTurn / 2
        let new = newRoots
        if !settings.countsHistory {
            // Meanwhile there may be other roots than those that were searched.
            let isSearched = history.map { Set($0.roots).isSuperset(of: new) } ?? false
            let found = isSearched ? history : HistorySearch(teams: teams, roots: new).findings()
            // Those of the driver before may still have files to begin.
            wholeFiles.formUnion(found?.files ?? [])
            options.wholeFiles = wholeFiles
        }
        for root in new {
            book.rootStarts[root] = settings.countsHistory ? 0 : nowMs
            book.changes.isHeaderChanged = true
        }
        let driver = TailDriver(
            sources: sources, options: options, checkpoints: book.files.values.map(\.checkpoint))
        self.driver = driver
        return driver
    }

    /// Roots that are followed for the first time.
    private var newRoots: [String] { settings.roots.filter { book.rootStarts[$0] == nil } }

    private func source(_ root: String) -> LogSource {
        LogSource(
            name: root, paths: TranscriptGlobs.globs(of: root),
            startAt: settings.countsHistory ? .beginning : .end, maxLineBytes: settings.maxLineBytes,
            followsLinks: false)
    }

    private func sidecars(of moved: [FileCheckpoint]) -> [Int: Sidecar] {
        var found: [Int: Sidecar] = [:]
        for checkpoint in moved {
            let file = book.files[checkpoint.fileID] ?? TranscriptFile(checkpoint, countsHistory: false)
            guard file.wantsSidecar else { continue }
            found[checkpoint.fileID] = TranscriptGlobs.sidecar(of: checkpoint.path.bytes)
        }
        return found
    }
}
