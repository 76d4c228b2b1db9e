import HostState
package import LogRules
package import LogTailing

/// Tells sizes and growth of logs from their files.
package enum LogVolumeReading {
    private static let headBytes = 64 << 10
    private static let dayMs = 86_400_000.0
    /// A growth told from less time is none.
    private static let shortestMs: Int64 = 3_600_000
    private static let restingMs: Int64 = 7 * 86_400_000

    /// - Parameters:
    ///   - times: how the times of a log's entries are read, by its name.
    ///   - directory: on whose file system a log lies, by its name.
    package static func volumes(
        of sources: [LogSource], times: [String: EntryTime], directory: (LogSource) -> String, nowMs: Int64
    ) -> [LogVolume] {
        let files = Dictionary(grouping: LogFileListing.files(of: sources).filter { $0.kind == .regular }) {
            $0.logName
        }
        return sources.map { source in
            let own = (files[source.name] ?? []).filter { !$0.isExcluded }
            let live = own.filter { $0.isTailed && !$0.isCompressed }
            let rotated = own.filter { !$0.isTailed || $0.isCompressed }
            let growth = growth(
                live.map { file in
                    self.growth(
                        of: file, rotated.filter { $0.isRotation(of: file) }, times[source.name], nowMs)
                })
            return LogVolume(
                log: source.name, bytes: live.reduce(0) { $0 + $1.size }, files: live.count,
                rotatedBytes: rotated.reduce(0) { $0 + $1.size }, growth: growth,
                availableBytes: HostCalls.fileSystem(ofNearestTo: directory(source))?.availableBytes)
        }
    }

    /// What name and status tell of one generation of a log.
    struct Generation: Equatable {
        var bytes: UInt64
        var endMs: Int64
        var isCompressed: Bool
        var isLive: Bool

        init(bytes: UInt64, endMs: Int64, isCompressed: Bool = false, isLive: Bool = false) {
            (self.bytes, self.endMs, self.isCompressed, self.isLive) = (bytes, endMs, isCompressed, isLive)
        }

        init(_ file: LogFile) {
            self.init(
                bytes: file.size, endMs: file.modifiedNanoseconds / 1_000_000,
                isCompressed: file.isCompressed,
                isLive: file.isTailed && !file.isCompressed)
        }
    }

    /// A generation begins where the one before it ends: all that ended after some generation did were written since.
    /// Compressed ones have another size than what was written, so that the newest of them is the start.
    static func growth(_ generations: [Generation], nowMs: Int64) -> LogVolume.Growth? {
        let rotated = generations.filter { !$0.isLive }
        guard rotated.count < generations.count,
            let start = rotated.filter(\.isCompressed).map(\.endMs).max() ?? rotated.map(\.endMs).min(),
            nowMs - start >= shortestMs
        else { return nil }
        let later = generations.filter { $0.isLive || !$0.isCompressed && $0.endMs > start }
        let bytes = later.reduce(0) { $0 + Double($1.bytes) }
        return LogVolume.Growth(
            bytesPerDay: bytes / (Double(nowMs - start) / dayMs), source: .generations,
            generations: later.count)
    }

    /// Of a file that is written, and of what it was before.
    private static func growth(
        of live: LogFile, _ rotated: [LogFile], _ reader: EntryTime?, _ nowMs: Int64
    ) -> LogVolume.Growth? {
        let generations =
            [Generation(live)]
            + rotated.map { file in
                var generation = Generation(file)
                generation.isLive = false
                return generation
            }
        return growth(generations, nowMs: nowMs) ?? lone(live, reader ?? .standard, nowMs: nowMs)
    }

    /// The growth of a log with several files is that of all of them, or not known.
    static func growth(_ each: [LogVolume.Growth?]) -> LogVolume.Growth? {
        let known = each.compactMap(\.self)
        guard !known.isEmpty, known.count == each.count else { return nil }
        return LogVolume.Growth(
            bytesPerDay: known.reduce(0) { $0 + $1.bytesPerDay },
            source: known.contains { $0.source == .generations } ? .generations : .firstEntry,
            generations: known.reduce(0) { $0 + $1.generations })
    }

    /// Without rotated files: what it holds, since the first time in it. One that was left alone for a week grows no more.
    private static func lone(_ file: LogFile, _ reader: EntryTime, nowMs: Int64) -> LogVolume.Growth? {
        let none = LogVolume.Growth(bytesPerDay: 0, source: .firstEntry, generations: 0)
        let isLeft = nowMs - file.modifiedNanoseconds / 1_000_000 > restingMs
        guard file.size > 0, !isLeft else { return none }
        let path = String(decoding: file.path.bytes, as: UTF8.self)
        guard let head = try? ContentComparison.head(of: path, count: headBytes) else { return nil }
        var range = EntryTimeRange(reader)
        range.note(head.span, now: nowMs)
        guard let firstMs = range.firstMs, nowMs - firstMs >= shortestMs else { return nil }
        return LogVolume.Growth(
            bytesPerDay: Double(file.size) / (Double(nowMs - firstMs) / dayMs), source: .firstEntry,
            generations: 0)
    }
}
