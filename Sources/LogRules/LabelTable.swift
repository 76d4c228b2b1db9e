import MetricModel

/// Counts matches of one rule by the captured label values, without allocating for values seen before.
///
/// A key is the captured values, each after its length in four bytes; keys lie in one arena and are found by
/// hash. The values of a match are hashed and compared where they stand in its text; a key is made of them when
/// they are new. Values stay as bytes here: they are repaired once, when their series is made.
struct LabelTable {
    struct Slot {
        let hash: UInt64
        let key: Range<Int>
        /// Matches since the last flush.
        var pending: UInt64
        /// Known after the first flush.
        var series: SeriesID?
    }

    private(set) var slots: [Slot] = []
    private var arena: [UInt8] = []
    /// Slot number plus one, 0 for free; a power of two, at most half full.
    private var cells: [UInt32] = Array(repeating: 0, count: 16)
    /// Where the values of the present match lie in its text.
    private var values: [Range<Int>]
    private let seed = UInt64.random(in: .min ... .max)

    /// Longer captures are cut, with the hash of the whole at the end; series text is cut at 128 characters anyway.
    static let maxValueBytes = 1024

    /// - Parameter valueCount: how many values a key has.
    init(valueCount: Int) { values = Array(repeating: 0..<0, count: valueCount) }

    /// Says where a value of the present match lies; what took no part in it is empty.
    mutating func setValue(_ number: Int, _ range: Range<Int>?) { values[number] = range ?? 0..<0 }

    /// Counts one match whose values, all set before, lie in this text; answers the number of its slot, which holds
    /// until the next `drain`.
    mutating func countMatch(in text: Span<UInt8>) -> Int {
        var hash = seed
        for range in values {
            precondition(
                range.lowerBound >= 0 && range.upperBound <= text.count, "a value outside of its text")
            guard range.count <= Self.maxValueBytes else { return countShortened(text) }
            hash = ByteWords.hash(text, range, from: hash)
        }
        var cell = Int(truncatingIfNeeded: hash) & (cells.count - 1)
        while cells[cell] != 0 {
            let number = Int(cells[cell]) - 1
            if slots[number].hash == hash, holdsValues(of: text, at: slots[number].key.lowerBound) {
                slots[number].pending += 1
                return number
            }
            cell = (cell + 1) & (cells.count - 1)
        }
        return append(text, hash: hash, cell: cell)
    }

    /// Whether the key that begins here, which has as many values as this match, has the same.
    private func holdsValues(of text: Span<UInt8>, at start: Int) -> Bool {
        let keys = arena.span
        var place = start
        for range in values {
            guard ByteWords.length(in: keys, at: place) == range.count else { return false }
            guard ByteWords.areEqual(keys, at: place + 4, text, range) else { return false }
            place += 4 + range.count
        }
        return true
    }

    private mutating func append(_ text: Span<UInt8>, hash: UInt64, cell: Int) -> Int {
        let start = arena.count
        for range in values {
            ByteWords.append(length: range.count, to: &arena)
            arena.append(copying: text.extracting(range))
        }
        slots.append(Slot(hash: hash, key: start..<arena.count, pending: 1, series: nil))
        cells[cell] = UInt32(slots.count)
        if slots.count * 2 > cells.count { rebuildCells(count: cells.count * 2) }
        return slots.count - 1
    }

    private mutating func countShortened(_ text: Span<UInt8>) -> Int {
        var short: [UInt8] = []
        for number in values.indices {
            let start = short.count
            let value = text.extracting(values[number])
            if value.count > Self.maxValueBytes {
                short.append(copying: value.extracting(first: Self.maxValueBytes - 16))
                Self.appendHexadecimal(ByteWords.hash(value, 0..<value.count, from: 0), to: &short)
            } else {
                short.append(copying: value)
            }
            values[number] = start..<short.count
        }
        return countMatch(in: short.span)
    }

    /// Visits each slot with news, its number and its values; the answer is its series, or `nil` to forget it.
    mutating func drain(_ body: (Int, borrowing Slot, Span<UInt8>) -> SeriesID?) {
        var forgotten = false
        for number in slots.indices where slots[number].pending > 0 {
            slots[number].series = body(number, slots[number], arena.span.extracting(slots[number].key))
            slots[number].pending = 0
            if slots[number].series == nil { forgotten = true }
        }
        if forgotten { compact() }
    }

    /// Keeps the slots with a series: bounds memory by the family's limit, whatever the log holds.
    private mutating func compact() {
        var kept: [UInt8] = []
        var slots: [Slot] = []
        for slot in self.slots where slot.series != nil {
            let start = kept.count
            kept += arena[slot.key]
            slots.append(Slot(hash: slot.hash, key: start..<kept.count, pending: 0, series: slot.series))
        }
        self.slots = slots
        arena = kept
        var count = 16
        while count < slots.count * 2 { count *= 2 }
        rebuildCells(count: count)
    }

    private mutating func rebuildCells(count: Int) {
        cells = Array(repeating: 0, count: count)
        for number in slots.indices {
            var cell = Int(truncatingIfNeeded: slots[number].hash) & (count - 1)
            while cells[cell] != 0 { cell = (cell + 1) & (count - 1) }
            cells[cell] = UInt32(number + 1)
        }
    }

    private static func appendHexadecimal(_ value: UInt64, to out: inout [UInt8]) {
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 0xF
            out.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

/// Takes the values of a `LabelTable` key apart again.
struct KeyReader {
    private var offset = 0

    mutating func next(in key: Span<UInt8>) -> Range<Int> {
        let length = ByteWords.length(in: key, at: offset)
        let start = offset + 4
        offset = start + length
        return start..<offset
    }
}
