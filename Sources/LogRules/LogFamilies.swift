import MetricModel

/// What a `LineCounter` counted since its last flush, rules aside.
struct PendingCounts {
    var lines: UInt64 = 0
    var bytes: UInt64 = 0
    var truncatedLines: UInt64 = 0
    var truncatedEntries: UInt64 = 0
    /// By level.
    var entries: InlineArray<6, UInt64> = .init(repeating: 0)
}

extension LineSubtotals {
    mutating func add(_ counts: PendingCounts) {
        lines += counts.lines
        bytes += counts.bytes
        truncatedLines += counts.truncatedLines
        for level in entries.indices { entries[level] += counts.entries[level] }
    }
}

/// The series of one log that its `LineCounter` writes, all of them known at 0 from the start.
struct LogFamilies {
    private let lines: SeriesID
    private let bytes: SeriesID
    private let truncatedLines: SeriesID
    /// By level; empty when entries are not counted by level.
    private let entries: [SeriesID]
    /// Where rules see whole entries.
    private let truncatedEntries: SeriesID?

    init(
        log: String, countsLevels: Bool, keepsEntries: Bool, registry: MetricRegistry
    ) throws(RegistryError) {
        let lines = try registry.register(Catalogue.logLines)
        let bytes = try registry.register(Catalogue.logReadBytes)
        let truncated = try registry.register(Catalogue.logTruncatedLines)
        let entries = try registry.register(Catalogue.logEntries)
        let cut = keepsEntries ? try registry.register(Catalogue.logTruncatedEntries) : nil
        self = registry.update { metrics in
            let levels = countsLevels ? LogLevel.allCases : []
            return LogFamilies(
                lines: metrics.series(lines, log),
                bytes: metrics.series(bytes, log),
                truncatedLines: metrics.series(truncated, log),
                entries: levels.map { metrics.series(entries, log, $0.name) },
                truncatedEntries: cut.map { metrics.series($0, log) })
        }
    }

    private init(
        lines: SeriesID, bytes: SeriesID, truncatedLines: SeriesID, entries: [SeriesID],
        truncatedEntries: SeriesID?
    ) {
        self.lines = lines
        self.bytes = bytes
        self.truncatedLines = truncatedLines
        self.entries = entries
        self.truncatedEntries = truncatedEntries
    }

    func add(_ counts: PendingCounts, to metrics: inout MetricTable) {
        metrics.add(lines, Double(counts.lines))
        metrics.add(bytes, Double(counts.bytes))
        metrics.add(truncatedLines, Double(counts.truncatedLines))
        for (index, series) in entries.enumerated() { metrics.add(series, Double(counts.entries[index])) }
        if let truncatedEntries { metrics.add(truncatedEntries, Double(counts.truncatedEntries)) }
    }
}
