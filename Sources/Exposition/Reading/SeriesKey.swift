/// Identity of a label set, whatever the order of its labels: 128 bits, so that two sets never share one by chance.
struct SeriesKey: Hashable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0

    /// Adds one label; adding commutes, so order does not matter.
    mutating func add(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        var hash = PairHash()
        for byte in name { hash.add(byte) }
        // No name or valid UTF-8 contains 0xff.
        hash.add(0xff)
        for byte in value { hash.add(byte) }
        first &+= hash.mixed(hash.first)
        second &+= hash.mixed(hash.second)
    }

    /// FNV-1a in two lanes with different factors.
    private struct PairHash {
        var first: UInt64 = 0xcbf2_9ce4_8422_2325
        var second: UInt64 = 0x9e37_79b9_7f4a_7c15

        mutating func add(_ byte: UInt8) {
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
            second = (second ^ UInt64(byte)) &* 0xd6e8_feb8_6659_fd93
        }

        func mixed(_ lane: UInt64) -> UInt64 {
            let folded = (lane ^ (lane >> 32)) &* 0xbf58_476d_1ce4_e5b9
            return folded ^ (folded >> 29)
        }
    }
}

extension SampleLine {
    /// The identity of this line's label set, without the label `special`.
    func key(
        in bytes: [UInt8], without special: ArraySlice<UInt8>? = nil, ignoringEmpty: Bool = false
    ) -> SeriesKey {
        var key = SeriesKey()
        for label in labels {
            let name = bytes[label.name]
            if let special, name.elementsEqual(special) { continue }
            if ignoringEmpty, label.value.isEmpty { continue }
            if label.hasEscapes {
                key.add(name: name, value: unescaped(bytes[label.value])[...])
            } else {
                key.add(name: name, value: bytes[label.value])
            }
        }
        return key
    }
}

/// The labels that tell the samples of one histogram or summary apart.
enum BoundLabel {
    static let bucket = Array("le".utf8)[...]
    static let quantile = Array("quantile".utf8)[...]
}
