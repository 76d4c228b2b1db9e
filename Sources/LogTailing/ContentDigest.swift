/// A running hash of all bytes of a file from its first one on; the same however they were cut into pieces.
///
/// Tells whether another file begins with the same bytes. It resists chance, not somebody who forges a log.
package struct ContentDigest: Hashable, Sendable {
    /// Bytes taken in.
    private(set) var count: UInt64
    private(set) var hash: UInt64
    /// The bytes after the last whole word of the file, the first of them lowest.
    private(set) var pending: UInt64

    init() { self.init(count: 0, hash: 0x2545_F491_4F6C_DD1D, pending: 0) }

    init(count: UInt64, hash: UInt64, pending: UInt64) {
        self.count = count
        self.hash = hash
        self.pending = pending
    }

    /// Takes in the bytes that follow; eight at a time, at offsets that the file's front decides.
    mutating func update(_ bytes: Span<UInt8>) {
        // SAFETY: any memory of bytes may be looked at as raw memory.
        let raw = unsafe bytes.bytes
        let end = raw.byteCount
        var index = 0
        while index < end && count & 7 != 0 {
            push(bytes[index])
            index += 1
        }
        var hash = hash
        let words = (end - index) / 8
        for _ in 0..<words {
            // SAFETY: `words` whole words lie between `index` and the end; the load needs no alignment.
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = Self.mix(hash, UInt64(littleEndian: word))
            index += 8
        }
        self.hash = hash
        count += UInt64(words * 8)
        while index < end {
            push(bytes[index])
            index += 1
        }
    }

    private mutating func push(_ byte: UInt8) {
        pending |= UInt64(byte) << ((count & 7) * 8)
        count += 1
        guard count & 7 == 0 else { return }
        hash = Self.mix(hash, pending)
        pending = 0
    }

    /// One multiplication to 128 bits, folded: each bit of the word reaches all bits of the hash.
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return (product.high ^ product.low) &+ word
    }
}
