import HostState
package import LogRules
package import LogTailing

/// Tells sizes and growth of logs from their files.
package enum LogVolumeReading {
    private static let headBytes = 64 << 10
    private static let dayMs = 86_400_000.0
    /// A growth told from less time is none.
    private static let shortestMs: Int64 = 3_600_000

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
            let growth =
                growth(own.map(Generation.init), nowMs: nowMs)
                ?? lone(live, times[source.name] ?? .standard, nowMs: nowMs)
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

    /// Without rotated files: what the live ones hold, since the first time in each.
    private static func lone(_ files: [LogFile], _ reader: EntryTime, nowMs: Int64) -> LogVolume.Growth? {
        guard !files.isEmpty else { return nil }
        var sum = 0.0
        for file in files where file.size > 0 {
            let path = String(decoding: file.path.bytes, as: UTF8.self)
            guard let head = try? ContentComparison.head(of: path, count: headBytes) else { return nil }
            var range = EntryTimeRange(reader)
            range.note(head.span, now: nowMs)
            guard let firstMs = range.firstMs, nowMs - firstMs >= shortestMs else { return nil }
            sum += Double(file.size) / (Double(nowMs - firstMs) / dayMs)
        }
        return LogVolume.Growth(bytesPerDay: sum, source: .firstEntry, generations: 0)
    }
}
