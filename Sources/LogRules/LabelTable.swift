import Glibc
import MetricModel

/// Counts matches of one rule by the captured label values, without allocating for values seen before.
///
/// A key is the captured values, each after its length in four bytes; keys lie in one arena and are found by
/// hash. Values stay as bytes here: they are repaired once, when their series is made.
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
    /// The key that is being made, and room behind it.
    private var key = [UInt8](repeating: 0, count: 256)
    private var keyCount = 0
    private let seed = UInt64.random(in: .min ... .max)

    /// Longer captures are cut, with the hash of the whole at the end; series text is cut at 128 characters anyway.
    static let maxValueBytes = 1024

    mutating func beginKey() { keyCount = 0 }

    mutating func appendToKey(_ value: Span<UInt8>) {
        guard value.count > Self.maxValueBytes else { return append(value, count: value.count) }
        append(value.extracting(first: Self.maxValueBytes - 16), count: Self.maxValueBytes)
        var digits: [UInt8] = []
        digits.reserveCapacity(16)
        Self.appendHexadecimal(Self.hash(value, seed: 0), to: &digits)
        append(digits.span)
    }

    mutating func appendNothingToKey() { append(Span(), count: 0) }

    /// Appends a value that is to be `count` bytes long in the end, behind that length.
    private mutating func append(_ value: Span<UInt8>, count: Int) {
        reserve(4)
        // Invariant: `reserve` made room for the four bytes of the length.
        unsafe key.withUnsafeMutableBytes { room in
            unsafe room.storeBytes(
                of: UInt32(truncatingIfNeeded: count).littleEndian, toByteOffset: keyCount, as: UInt32.self)
        }
        keyCount += 4
        append(value)
    }

    private mutating func append(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        // Invariant: `reserve` made room for the bytes, which lie elsewhere.
        unsafe key.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { bytes in
                guard let from = bytes.baseAddress, let to = room.baseAddress else { return }
                _ = unsafe memcpy(to + keyCount, from, bytes.count)
            }
        }
        keyCount += bytes.count
    }

    private mutating func reserve(_ count: Int) {
        guard key.count - keyCount < count else { return }
        key += [UInt8](repeating: 0, count: max(count, key.count))
    }

    /// Counts one match under the key; answers the number of its slot, which holds until the next `drain`.
    @discardableResult
    mutating func countKey() -> Int {
        let hash = Self.hash(key.span.extracting(first: keyCount), seed: seed)
        var cell = Int(truncatingIfNeeded: hash) & (cells.count - 1)
        while cells[cell] != 0 {
            let number = Int(cells[cell]) - 1
            if slots[number].hash == hash, holdsKey(slots[number].key) {
                slots[number].pending += 1
                return number
            }
            cell = (cell + 1) & (cells.count - 1)
        }
        let start = arena.count
        arena += key[..<keyCount]
        slots.append(Slot(hash: hash, key: start..<arena.count, pending: 1, series: nil))
        cells[cell] = UInt32(slots.count)
        if slots.count * 2 > cells.count { rebuildCells(count: cells.count * 2) }
        return slots.count - 1
    }

    private func holdsKey(_ place: Range<Int>) -> Bool {
        guard place.count == keyCount else { return false }
        // Invariant: `place` is a range of the arena, as long as the key.
        return unsafe arena.withUnsafeBufferPointer { arena in
            unsafe key.withUnsafeBufferPointer { key in
                guard let arena = arena.baseAddress, let key = key.baseAddress else { return true }
                return unsafe memcmp(arena + place.lowerBound, key, place.count) == 0
            }
        }
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

    private static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x2D35_8DCC_AA6C_78A5)
        return product.high ^ product.low
    }

    /// Multiplies and folds eight bytes at a time; the seed keeps a log's writer from aiming at one cell.
    private static func hash(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        var state = seed ^ UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        while index + 8 <= bytes.count {
            // Invariant: eight bytes from `index` on are part of the span.
            let word = unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            state = mixed(state ^ UInt64(bigEndian: word))
            index += 8
        }
        guard index < bytes.count else { return state }
        var word: UInt64 = 0
        while index < bytes.count {
            word = word << 8 | UInt64(bytes[index])
            index += 1
        }
        return mixed(state ^ word)
    }
}

/// Takes the values of a `LabelTable` key apart again.
struct KeyReader {
    private var offset = 0

    mutating func next(in key: Span<UInt8>) -> Range<Int> {
        var length = 0
        for index in 0..<4 { length |= Int(key[offset + index]) << (8 * index) }
        let start = offset + 4
        offset = start + length
        return start..<offset
    }
}
