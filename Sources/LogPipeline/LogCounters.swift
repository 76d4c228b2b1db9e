import LogRules
import LogTailing
import MetricModel

/// The counters of all logs, and what each file's entries carry from block to block.
///
/// Used by one thread at a time.
struct LogCounters {
    /// Holds the counter of one log, which cannot be copied.
    private final class Log {
        var counter: LineCounter
        var counted: LineSubtotals
        var isPending = false
        let name: String
        var latestEntry: LatestEntryTime?

        init(_ counter: consuming LineCounter, name: String, entryTime: EntryTime?) {
            counted = counter.subtotals
            self.counter = counter
            self.name = name
            latestEntry = entryTime.map { LatestEntryTime($0) }
        }
    }

    /// Where an entry of several lines may still go on.
    private struct OpenEntry {
        let logIndex: Int
        var lastLine: ContinuousClock.Instant
    }

    let registry = MetricRegistry()
    private var logs: [Log] = []
    /// By file generation.
    private var entries: [Int: EntryState] = [:]
    private var openEntries: [Int: OpenEntry] = [:]
    private let entryTimeout: [Duration]
    private let lastEntryTimestamp: FamilyID

    /// Makes the counters of these logs, whose series appear at 0 in a registry of their own.
    init(_ configuration: LogPipelineConfiguration) throws(RegistryError) {
        var timeouts: [Duration] = []
        for source in configuration.sources {
            let policy = configuration.entryPolicies[source.name] ?? .auto
            timeouts.append(configuration.entryTimeouts[source.name] ?? EntryPolicy.defaultTimeout)
            let counter = try LineCounter(
                ruleSet: configuration.ruleSet, log: source.name, registry: registry, entryPolicy: policy)
            let entryTime = configuration.entryTimes[source.name]
            logs.append(Log(counter, name: source.name, entryTime: entryTime))
        }
        entryTimeout = timeouts
        lastEntryTimestamp = try registry.register(Catalogue.logLastEntryTimestamp)
    }

    /// Counts a block and answers what it gave.
    mutating func count(_ lines: Span<UInt8>, from origin: BlockOrigin) -> LineSubtotals {
        let log = logs[origin.logIndex]
        log.isPending = true
        log.counter.count(
            lines,
            entries: &entries[origin.fileID, default: EntryState()],
            isTruncatedLine: origin.isTruncatedLine
        )
        log.latestEntry?.note(lines, now: WallClock.milliseconds())
        noteOpenEntry(origin)
        return newCounts(of: log)
    }

    /// First lines of the entries at ERROR or above in the block of this log that was counted last.
    func errorLines(ofLog index: Int) -> [ErrorLine] { logs[index].counter.errorLines }

    func ruleNames(ofLog index: Int) -> [String] { logs[index].counter.ruleNames }

    /// Adds what was counted since the last call to the registry.
    mutating func flush() {
        let pending = logs.filter(\.isPending)
        guard !pending.isEmpty else { return }
        registry.update { table in
            for log in pending {
                log.counter.flush(into: &table)
                showLatestEntry(of: log, &table)
                log.isPending = false
            }
        }
    }

    /// A restored time stays while only older lines are read, such as the rest of a rotated file.
    private func showLatestEntry(of log: Log, _ table: inout MetricTable) {
        guard let milliseconds = log.latestEntry?.milliseconds else { return }
        let series = table.series(lastEntryTimestamp, log.name)
        let seconds = Double(milliseconds) / 1000
        if seconds > table.value(of: series) { table.set(series, seconds) }
    }

    private func newCounts(of log: Log) -> LineSubtotals {
        let counted = log.counter.subtotals
        defer { log.counted = counted }
        return counted.since(log.counted)
    }
}

// MARK: - Entries

extension LogCounters {
    func entryState(ofFile fileID: Int) -> EntryState? { entries[fileID] }

    /// Goes on where an earlier run was; open entries wait for their timeout from `now` on.
    mutating func restore(_ states: [Int: EntryState], logIndices: [Int: Int], now: ContinuousClock.Instant) {
        entries = states
        for (fileID, state) in states where state.hasOpenEntry {
            guard let index = logIndices[fileID] else { continue }
            openEntries[fileID] = OpenEntry(logIndex: index, lastLine: now)
        }
    }

    private mutating func noteOpenEntry(_ origin: BlockOrigin) {
        guard entries[origin.fileID]?.hasOpenEntry ?? false else {
            if !openEntries.isEmpty { openEntries[origin.fileID] = nil }
            return
        }
        openEntries[origin.fileID] = OpenEntry(logIndex: origin.logIndex, lastLine: .now)
    }

    /// Counts the open entries of files that were quiet for their log's timeout.
    /// - Returns: the files, with what their entries gave.
    mutating func closeQuietEntries(_ now: ContinuousClock.Instant) -> [(fileID: Int, counts: LineSubtotals)]
    {
        let quiet = openEntries.filter { $0.value.lastLine + entryTimeout[$0.value.logIndex] <= now }
        return quiet.keys.sorted().compactMap { fileID in closeEntry(ofFile: fileID).map { (fileID, $0) } }
    }

    /// Counts the entry that is open at the end of a file.
    mutating func closeEntry(ofFile fileID: Int) -> LineSubtotals? {
        guard let open = openEntries.removeValue(forKey: fileID) else { return nil }
        let log = logs[open.logIndex]
        log.isPending = true
        log.counter.closeEntry(entries: &entries[fileID, default: EntryState()])
        return newCounts(of: log)
    }

    /// The file will not go on.
    mutating func forget(file fileID: Int) { entries[fileID] = nil }

    /// When the next open entry is to be closed.
    var nextEntryTimeout: ContinuousClock.Instant? {
        openEntries.values.map { $0.lastLine + entryTimeout[$0.logIndex] }.min()
    }
}
