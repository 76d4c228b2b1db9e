import Glibc

/// The few operations on runs of bytes that need raw memory, in one place.
enum ByteRuns {
    /// Hash of `bytes[range]`, eight bytes a step, keyed by `seed` so that chosen labels cannot be made to collide.
    ///
    /// Multiply and fold as wyhash does: each step's 128-bit product is folded to 64 bits.
    static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt32 {
        // Sound: each load lies inside the array, `offset + 8 <= count` or single bytes below `count`.
        let folded = unsafe bytes.withUnsafeBytes { raw -> UInt64 in
            var state = seed ^ UInt64(raw.count)
            var offset = 0
            while offset + 8 <= raw.count {
                let word = unsafe raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                state = mix(state ^ word)
                offset += 8
            }
            var tail: UInt64 = 0
            while offset < raw.count {
                tail = tail << 8 | UInt64(unsafe raw[offset])
                offset += 1
            }
            return mix(state ^ tail)
        }
        return UInt32(truncatingIfNeeded: folded ^ (folded >> 32))
    }

    /// Whether `bytes` equals the run of `arena` that starts at `start`.
    static func equal(_ bytes: [UInt8], _ arena: [UInt8], at start: Int) -> Bool {
        precondition(start + bytes.count <= arena.count, "run outside its arena")
        // Sound: both runs lie inside their arrays by the line above.
        return unsafe bytes.withUnsafeBytes { left in
            unsafe arena.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return unsafe memcmp(left, right + start, bytes.count) == 0
            }
        }
    }

    /// Byte order of two runs of one arena: negative, zero or positive; a run sorts before its extensions.
    static func compare(_ arena: [UInt8], _ left: Range<Int>, _ right: Range<Int>) -> Int {
        precondition(max(left.upperBound, right.upperBound) <= arena.count, "run outside its arena")
        // Sound: both runs lie inside the array by the line above.
        let common = unsafe arena.withUnsafeBytes { raw -> Int32 in
            guard let base = raw.baseAddress else { return 0 }
            return unsafe memcmp(
                base + left.lowerBound, base + right.lowerBound, min(left.count, right.count))
        }
        return common != 0 ? Int(common) : left.count - right.count
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

extension [UInt8] {
    /// Appends the bytes of a span as one copy.
    mutating func append(copying span: Span<UInt8>) {
        // Sound: the buffer is valid for the closure and `append` copies it before it ends.
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
