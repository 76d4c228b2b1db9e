/// Numbers as they lie in a BLOB: the bits of each double, little-endian.
enum ValueColumn {
    static func encode(_ values: [Double]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 8)
        for value in values {
            let bits = value.bitPattern
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
            }
        }
        return bytes
    }

    /// Nil when the length is none of whole doubles.
    static func decode(_ bytes: [UInt8]) -> [Double]? {
        guard bytes.count.isMultiple(of: 8) else { return nil }
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            let bits = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64($1 * 8) }
            return Double(bitPattern: bits)
        }
    }
}

/// Counts by name in one BLOB that a person can read too: a line `COUNT BYTES NAME` each, sorted by name.
///
/// `BYTES` is the length of the name, so that a name may hold anything.
enum CountsColumn {
    static func encode(_ counts: [String: Int64]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) where count != 0 {
            bytes += "\(count) \(name.utf8.count) \(name)\n".utf8
        }
        return bytes
    }

    /// Nil when the bytes are none that `encode` makes.
    static func decode(_ bytes: [UInt8]) -> [String: Int64]? {
        var counts: [String: Int64] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let count = takeNumber(&rest), let length = takeNumber(&rest), length >= 0,
                length < rest.count, rest[rest.startIndex + Int(length)] == UInt8(ascii: "\n")
            else { return nil }
            counts[String(decoding: rest.prefix(Int(length)), as: UTF8.self)] = count
            rest = rest.dropFirst(Int(length) + 1)
        }
        return counts
    }

    private static func takeNumber(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        guard let space = bytes.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        defer { bytes = bytes[(space + 1)...] }
        return Int64(String(decoding: bytes[..<space], as: UTF8.self))
    }
}
