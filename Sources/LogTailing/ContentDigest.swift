/// A running hash of all bytes of a file from its first one on; the same however they were cut into pieces.
///
/// Tells whether another file begins with the same bytes. It resists chance, not somebody who forges a log. Every fourth
/// word of eight bytes goes into the same one of four hashes: a multiplication need not wait for the one before it.
package struct ContentDigest: Hashable, Sendable {
    /// Bytes taken in.
    private(set) var count: UInt64
    private(set) var hashes: SIMD4<UInt64>
    /// The bytes after the last whole word of the file, the first of them lowest.
    private(set) var pending: UInt64

    init() { self.init(count: 0, hashes: Self.seeds, pending: 0) }

    init(count: UInt64, hashes: SIMD4<UInt64>, pending: UInt64) {
        self.count = count
        self.hashes = hashes
        self.pending = pending
    }

    /// Takes in the bytes that follow; in words at offsets that the file's front decides.
    mutating func update(_ bytes: Span<UInt8>) {
        let end = bytes.count
        var index = 0
        while index < end && count & 7 != 0 {
            push(bytes[index])
            index += 1
        }
        while index + 8 <= end && count & 31 != 0 {
            push(Self.word(bytes, index))
            index += 8
        }
        index = pushRows(bytes, from: index)
        while index + 8 <= end {
            push(Self.word(bytes, index))
            index += 8
        }
        while index < end {
            push(bytes[index])
            index += 1
        }
    }

    /// Takes in four words at a time, the first of them for the first hash.
    /// - Returns: where the words end that do not fill a row.
    private mutating func pushRows(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let rows = (bytes.count - start) / 32
        var (first, second, third, fourth) = (hashes[0], hashes[1], hashes[2], hashes[3])
        var index = start
        for _ in 0..<rows {
            first = Self.mix(first, Self.word(bytes, index))
            second = Self.mix(second, Self.word(bytes, index + 8))
            third = Self.mix(third, Self.word(bytes, index + 16))
            fourth = Self.mix(fourth, Self.word(bytes, index + 24))
            index += 32
        }
        hashes = SIMD4(first, second, third, fourth)
        count += UInt64(rows) * 32
        return index
    }

    private mutating func push(_ byte: UInt8) {
        pending |= UInt64(byte) << ((count & 7) * 8)
        count += 1
        guard count & 7 == 0 else { return }
        count -= 8
        push(pending)
        pending = 0
    }

    /// Takes in a word at an offset that is a multiple of eight.
    private mutating func push(_ word: UInt64) {
        let lane = Int(count / 8 % 4)
        hashes[lane] = Self.mix(hashes[lane], word)
        count += 8
    }

    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ index: Int) -> UInt64 {
        // SAFETY: any memory of bytes may be looked at as raw memory.
        let raw = unsafe bytes.bytes
        // SAFETY: the callers ask for eight bytes that lie before the end; the load needs no alignment.
        return UInt64(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// One multiplication to 128 bits, folded: each bit of the word reaches all bits of the hash.
    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return (product.high ^ product.low) &+ word
    }

    /// Different ones, so that two words that change their places change the digest.
    private static let seeds = SIMD4<UInt64>(
        0x2545_F491_4F6C_DD1D, 0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B)
}
