/// A set of byte values.
package struct ByteSet: Sendable, Equatable {
    private var words: [UInt64]

    package init(_ contains: (UInt8) -> Bool) {
        words = [0, 0, 0, 0]
        for byte in UInt8.min...UInt8.max where contains(byte) {
            words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
        }
    }

    package func contains(_ byte: UInt8) -> Bool {
        words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
    }
}
