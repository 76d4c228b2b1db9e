/// A hash that is the same in every run and on every machine, so that it can be stored.
///
/// FNV-1a of 64 bits (draft-eastlake-fnv), closed by the finisher of SplitMix64 (Steele, Lea, Flood 2014) so that
/// short inputs differ in all bits. Not against people: whoever writes the state files may make two texts alike.
package struct StableHash: Sendable {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package var value: UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The length goes in too, so that neighbouring fields stay apart.
    package mutating func add(_ text: String) {
        let bytes = text.utf8Span.span
        for index in bytes.indices { mix(bytes[index]) }
        add(Int64(bytes.count))
    }

    package mutating func add(_ number: Int64) {
        for shift in stride(from: Int64(0), to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private mutating func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
}
