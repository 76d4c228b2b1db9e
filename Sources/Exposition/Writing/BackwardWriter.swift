import Glibc

/// Writes protobuf fields from the end of a buffer towards its beginning.
///
/// Backwards the length of a message is known when it is written, because what it holds stands behind it already: one
/// pass, and no sizes to compute. Wire format: https://protobuf.dev/programming-guides/encoding.
@safe struct BackwardWriter {
    private let buffer: UnsafeMutableRawBufferPointer
    private let capacity: Int
    /// Where the written bytes begin; they go on to the buffer's end.
    private(set) var start: Int

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
    }

    /// The most bytes of a varint.
    static let maxVarint = 10

    init(_ buffer: UnsafeMutableRawBufferPointer) {
        unsafe self.buffer = unsafe buffer
        capacity = buffer.count
        start = buffer.count
    }

    /// Moves what was written to the front of the buffer.
    ///
    /// - Returns: how many bytes it is.
    func moveToFront() -> Int {
        let count = capacity - start
        guard let base = unsafe buffer.baseAddress else { return 0 }
        // Sound: both runs lie inside the buffer; `memmove` takes runs that overlap.
        unsafe memmove(base, base + start, count)
        return count
    }

    @inline(__always)
    mutating func varint(_ value: UInt64) {
        let length = max(1, (64 - value.leadingZeroBitCount + 6) / 7)
        claim(length)
        var rest = value
        for index in 0..<length {
            let isLast = index == length - 1
            let byte = UInt8(truncatingIfNeeded: rest & 0x7F) | (isLast ? 0 : 0x80)
            // Sound: `claim` made room for `length` bytes at `start`.
            unsafe buffer[start + index] = byte
            rest >>= 7
        }
    }

    @inline(__always)
    mutating func unsigned(_ field: UInt64, _ value: UInt64) {
        varint(value)
        tag(field, .varint)
    }

    /// `sint32` and `sint64`: small magnitudes are short, whatever their sign.
    @inline(__always)
    mutating func signed(_ field: UInt64, _ value: Int64) {
        unsigned(field, UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    @inline(__always)
    mutating func double(_ field: UInt64, _ value: Double) {
        claim(8)
        // Sound: `claim` made room for eight bytes at `start`.
        unsafe buffer.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: start, as: UInt64.self)
        tag(field, .fixed64)
    }

    @inline(__always)
    mutating func bytes(_ field: UInt64, _ source: [UInt8], _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= source.count)
        claim(range.count)
        // Sound: both runs lie inside their memory by the two lines above.
        unsafe source.withUnsafeBytes { from in
            guard let from = from.baseAddress, let to = unsafe buffer.baseAddress else { return }
            unsafe memcpy(to + start, from + range.lowerBound, range.count)
        }
        varint(UInt64(range.count))
        tag(field, .lengthDelimited)
    }

    mutating func text(_ field: UInt64, _ text: String) {
        let span = text.utf8Span.span
        claim(span.count)
        // Sound: the index lies inside the span, and `claim` made room for as many bytes at `start`.
        for index in span.indices { unsafe buffer[start + index] = span[index] }
        varint(UInt64(span.count))
        tag(field, .lengthDelimited)
    }

    /// Makes all that was written since `start` was `end` a message in this field.
    @inline(__always)
    mutating func close(_ field: UInt64, from end: Int) {
        varint(UInt64(end - start))
        tag(field, .lengthDelimited)
    }

    @inline(__always)
    private mutating func tag(_ field: UInt64, _ type: WireType) { varint(field << 3 | type.rawValue) }

    @inline(__always)
    private mutating func claim(_ count: Int) {
        precondition(count <= start, "the buffer was reserved too small")
        start -= count
    }
}
