/// Fields of protobuf messages, appended one behind the other.
///
/// Wire format: https://protobuf.dev/programming-guides/encoding. All fields written here have numbers below 16, so
/// that a tag is one byte.
extension [UInt8] {
    mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    mutating func appendWhole(_ field: UInt8, _ value: UInt64) {
        append(field << 3)
        appendVarint(value)
    }

    mutating func appendDouble(_ field: UInt8, bits: UInt64) {
        append(field << 3 | 1)
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            append(UInt8(truncatingIfNeeded: bits >> shift))
        }
    }

    mutating func appendBlock(_ field: UInt8, _ bytes: some Collection<UInt8>) {
        append(field << 3 | 2)
        appendVarint(UInt64(bytes.count))
        append(contentsOf: bytes)
    }
}
