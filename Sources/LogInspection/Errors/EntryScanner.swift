import LogRules
import LogTailing

/// Finds the entries that are looked for in the lines of one file.
///
/// Lines of other entries cost a look at their level; nothing of them is kept but the last few for context.
final class EntryScanner: LineConsumer {
    /// An entry whose end was not seen yet.
    private struct OpenEntry {
        var level: LogLevel?
        let timeMs: Int64?
        let firstNumber: Int
        var lines: [PlacedLine] = []
        var bytes = 0
        var isCut = false
    }

    private let query: EntryQuery
    /// Whether entries without any time are looked for.
    private let takesUndated: Bool
    private var boundaries: EntryBoundaries
    private var clock: EntryClock
    private var recent: RecentLines
    private var open: OpenEntry?
    /// The last entry, while lines behind it are its context.
    private var waiting: FoundEntry?
    private var waitingBytes = 0
    private var found: [FoundEntry] = []
    private var taken = 0
    private var number = 0
    /// The last line that is shown.
    private var shownNumber = 0
    /// What is read now is later than anything that is looked for.
    private(set) var isPast = false

    init(
        _ query: EntryQuery, _ boundaries: consuming EntryBoundaries, _ clock: consuming EntryClock,
        takesUndated: Bool
    ) {
        self.query = query
        self.boundaries = boundaries
        self.clock = clock
        self.takesUndated = takesUndated
        recent = RecentLines(capacity: query.context)
    }

    /// The next entry that is complete with its context.
    func next() -> FoundEntry? {
        guard taken < found.count else {
            found.removeAll(keepingCapacity: true)
            taken = 0
            return nil
        }
        defer { taken += 1 }
        return found[taken]
    }

    /// The file has ended.
    func finish() {
        closeEntry(before: number + 1)
        release()
    }

    func batchEnded(_ batch: TailBatch) {}

    func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
        clock.beginBlock()
        var start = 0
        while start < block.count {
            var end = start
            while end < block.count, block[end] != UInt8(ascii: "\n") { end += 1 }
            number += 1
            take(start..<end, of: block, origin)
            start = end + 1
        }
        clock.endBlock(block)
        if let last = clock.lastMs, let until = query.untilMs, last > until &+ EntryQuery.disorderMs {
            isPast = true
        }
    }

    private func take(_ range: Range<Int>, of block: Span<UInt8>, _ origin: BlockOrigin) {
        let role = boundaries.role(of: block.extracting(range))
        if role.beginsEntry {
            closeEntry(before: number)
            // Where the level is known at once, what is not looked for is not collected.
            let mayBeWanted = !boundaries.tellsLevelAtOnce || isWanted(role.level)
            if mayBeWanted {
                let time = clock.time(of: range, in: block)
                if time.map(query.admits) ?? takesUndated {
                    open = OpenEntry(level: role.level, timeMs: time, firstNumber: number)
                }
            }
        }
        guard open != nil else { return pass(range, of: block, origin) }
        let severest = [open?.level, role.level].compactMap(\.self).max()
        open?.level = severest
        collect(block.extracting(trimmed(range, block)), origin.offset + UInt64(range.lowerBound), origin)
    }

    private func isWanted(_ level: LogLevel?) -> Bool { level.map { $0 >= query.level } ?? false }

    /// The line without a carriage return at its end.
    private func trimmed(_ range: Range<Int>, _ block: Span<UInt8>) -> Range<Int> {
        guard !range.isEmpty, block[range.upperBound - 1] == UInt8(ascii: "\r") else { return range }
        return range.lowerBound..<(range.upperBound - 1)
    }

    private func collect(_ line: Span<UInt8>, _ offset: UInt64, _ origin: BlockOrigin) {
        guard var entry = open else { return }
        open = nil
        defer { open = entry }
        let room = FoundEntry.maxBytes - entry.bytes
        guard room > 0, entry.lines.count < FoundEntry.maxLines else {
            entry.isCut = true
            return
        }
        let kept = line.extracting(0..<min(room, line.count))
        entry.isCut = entry.isCut || kept.count < line.count || origin.isTruncatedLine
        entry.bytes += kept.count + 1
        entry.lines.append(
            PlacedLine(offset: offset, bytes: Array(copying: kept), isTruncated: origin.isTruncatedLine))
    }
}

// MARK: - Entries and the lines around them

extension EntryScanner {
    /// - Parameter next: the number of the line that follows the entry.
    private func closeEntry(before next: Int) {
        guard let entry = open else { return }
        open = nil
        guard let level = entry.level, isWanted(level) else { return pass(entry) }
        release()
        let (before, firstBefore) = recent.behind(shownNumber)
        recent.removeAll()
        waiting = FoundEntry(
            timeMs: entry.timeMs, level: level, lines: entry.lines, before: before, after: [],
            isCut: entry.isCut,
            followsGap: shownNumber == 0 || (firstBefore ?? entry.firstNumber) != shownNumber + 1)
        shownNumber = next - 1
        waitingBytes = 0
        if query.context == 0 { release() }
    }

    /// What was waited for is complete.
    private func release() {
        guard let entry = waiting else { return }
        waiting = nil
        found.append(entry)
    }

    /// A line of an entry that is not looked for.
    private func pass(_ range: Range<Int>, of block: Span<UInt8>, _ origin: BlockOrigin) {
        guard query.context > 0 else { return }
        let range = trimmed(range, block)
        pass(
            block.extracting(range), number, origin.offset + UInt64(range.lowerBound),
            isCut: origin.isTruncatedLine)
    }

    /// An entry turned out not to be one that is looked for.
    private func pass(_ entry: OpenEntry) {
        guard query.context > 0 else { return }
        for (index, line) in entry.lines.enumerated() {
            pass(line.bytes.span, entry.firstNumber + index, line.offset, isCut: line.isTruncated)
        }
    }

    private func pass(_ line: Span<UInt8>, _ number: Int, _ offset: UInt64, isCut: Bool) {
        guard waiting != nil, waitingBytes < FoundEntry.maxBytes, number == shownNumber + 1 else {
            release()
            return recent.append(line, number: number, offset: offset, isCut: isCut)
        }
        let kept = min(line.count, FoundEntry.maxContextLineBytes)
        waiting?.after.append(
            PlacedLine(
                offset: offset, bytes: Array(copying: line.extracting(0..<kept)),
                isTruncated: isCut || kept < line.count))
        waitingBytes += kept + 1
        shownNumber = number
        if waiting?.after.count == query.context { release() }
    }
}
