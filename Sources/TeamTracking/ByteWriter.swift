/// Appends numbers and texts to a run of bytes that `ByteReader` reads back.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func put(_ byte: UInt8) { bytes.append(byte) }

    /// Seven bits a byte, low ones first, the top bit on all but the last (LEB128).
    package mutating func put(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small numbers of either sign stay short.
    package mutating func put(_ number: Int64) { put(UInt64(bitPattern: (number << 1) ^ (number >> 63))) }

    /// Eight bytes, for numbers whose bits are all in use.
    package mutating func putWhole(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    package mutating func put(_ text: String) { put(Array(text.utf8)) }

    package mutating func put(_ other: [UInt8]) {
        put(UInt64(other.count))
        bytes += other
    }

    package mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }
}

/// The bytes are none that this program wrote.
package struct UndecodableBytes: Error {
    package init() {}
}

/// Reads what `ByteWriter` wrote; stops at the first thing that cannot be, and never makes more room than there are bytes.
package struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func byte() throws(UndecodableBytes) -> UInt8 {
        guard position < bytes.count else { throw UndecodableBytes() }
        defer { position += 1 }
        return bytes[position]
    }

    package mutating func unsigned() throws(UndecodableBytes) -> UInt64 {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let byte = try byte()
            let bits = UInt64(byte & 0x7F)
            guard shift < 63 || bits < 2 else { throw UndecodableBytes() }
            number |= bits << shift
            if byte & 0x80 == 0 { return number }
        }
        throw UndecodableBytes()
    }

    package mutating func signed() throws(UndecodableBytes) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A count, or a time in milliseconds: no number with which arithmetic could overflow.
    package mutating func amount() throws(UndecodableBytes) -> Int64 {
        let number = try signed()
        guard (0...(1 << 53)).contains(number) else { throw UndecodableBytes() }
        return number
    }

    package mutating func whole() throws(UndecodableBytes) -> UInt64 {
        guard bytes.count - position >= 8 else { throw UndecodableBytes() }
        var number: UInt64 = 0
        for offset in (0..<8).reversed() { number = number << 8 | UInt64(bytes[position + offset]) }
        position += 8
        return number
    }

    /// A number of things to come, each of which takes at least `width` bytes.
    package mutating func count(width: Int = 1) throws(UndecodableBytes) -> Int {
        let number = try unsigned()
        guard number <= UInt64((bytes.count - position) / width) else { throw UndecodableBytes() }
        return Int(number)
    }

    package mutating func array() throws(UndecodableBytes) -> [UInt8] {
        let length = try count()
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    package mutating func text() throws(UndecodableBytes) -> String {
        String(decoding: try array(), as: UTF8.self)
    }

    package mutating func flag() throws(UndecodableBytes) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw UndecodableBytes()
        }
    }
}
