/// Random numbers that a test can play again: the same seed gives the same sequence on every machine.
///
/// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, each seed starts a full period.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `count` bytes, each of any value.
    package mutating func bytes(count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(UInt8.random(in: .min ... .max, using: &self)) }
        return result
    }

    /// `bytes` cut at random places into pieces of 1 to `maxPiece` bytes; joined again they are `bytes`.
    package mutating func chunks(of bytes: [UInt8], maxPiece: Int) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...maxPiece, using: &self))
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }
}
