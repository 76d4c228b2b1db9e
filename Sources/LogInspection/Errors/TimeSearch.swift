import LogRules
import LogTailing

/// Finds where in a large plain file the time begins that is asked for, so that what lies before it is not read.
enum TimeSearch {
    struct Start {
        let place: (stored: Range<UInt64>, offset: UInt64)
        let firstMs: Int64
    }

    /// Reading a smaller file is as fast as searching it.
    private static let leastBytes: UInt64 = 8 << 20
    private static let probeBytes: UInt64 = 256 << 10

    /// Nil: the file is to be read from its front.
    static func part(of file: SearchedFile, _ query: EntryQuery) -> Start? {
        guard let since = query.sinceMs, let size = file.sizeBytes, size >= leastBytes,
            LogFileKind.isPlainText(file.path)
        else { return nil }
        let target = since &- EntryQuery.disorderMs
        var low: Start?
        var (first, end) = (UInt64(0), size)
        while end - first > probeBytes {
            let middle = first + (end - first) / 2
            guard let probe = probe(file, at: middle, size, query), probe.firstMs < target else {
                end = middle
                continue
            }
            low = probe
            first = middle
        }
        return low
    }

    /// The first whole line behind the place that has a time.
    private static func probe(
        _ file: SearchedFile, at place: UInt64, _ size: UInt64, _ query: EntryQuery
    ) -> Start? {
        var finder = TimeFinder(file.entryTime, nowMs: query.nowMs)
        var reader = WholeFile(maxLineBytes: file.maxLineBytes)
        do throws(WholeFileError) {
            try reader.read(
                file.path, part: (place..<min(place + probeBytes, size), place), into: &finder)
        } catch {
            // The search from the front will tell of it.
            return nil
        }
        return finder.found.map { Start(place: ($0.offset..<UInt64.max, $0.offset), firstMs: $0.timeMs) }
    }
}

/// The first line with a time, the first one left out, which may be the end of a line.
private struct TimeFinder: LineConsumer {
    private(set) var found: (offset: UInt64, timeMs: Int64)?
    private let reader: EntryTime
    private let nowMs: Int64
    private var isFirst = true

    init(_ reader: EntryTime, nowMs: Int64) {
        self.reader = reader
        self.nowMs = nowMs
    }

    mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        var start = 0
        while found == nil, start < lines.count {
            var end = start
            while end < lines.count, lines[end] != UInt8(ascii: "\n") { end += 1 }
            var clock = EntryClock(reader, firstMs: nil, nowMs: nowMs)
            if !isFirst, let time = clock.time(of: start..<end, in: lines) {
                found = (origin.offset + UInt64(start), time)
            }
            isFirst = false
            start = end + 1
        }
    }

    mutating func batchEnded(_ batch: TailBatch) {}
}
