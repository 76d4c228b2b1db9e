/// Appends numbers and texts to a run of bytes that `ByteReader` reads back.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ byte: UInt8) { bytes.append(byte) }

    /// Seven bits a byte, low ones first, the top bit on all but the last (LEB128).
    mutating func put(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small numbers of either sign stay short.
    mutating func put(_ number: Int64) { put(UInt64(bitPattern: (number << 1) ^ (number >> 63))) }

    /// Eight bytes, for numbers whose bits are all in use.
    mutating func putWhole(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func put(_ text: String) { put(Array(text.utf8)) }

    mutating func put(_ other: [UInt8]) {
        put(UInt64(other.count))
        bytes += other
    }

    mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }
}

/// The bytes are none that this program wrote.
struct UndecodableBytes: Error {}

/// Reads what `ByteWriter` wrote; stops at the first thing that cannot be, and never makes more room than there are bytes.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() throws(UndecodableBytes) -> UInt8 {
        guard position < bytes.count else { throw UndecodableBytes() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func unsigned() throws(UndecodableBytes) -> UInt64 {
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

    mutating func signed() throws(UndecodableBytes) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A count, or a time in milliseconds: no number with which arithmetic could overflow.
    mutating func amount() throws(UndecodableBytes) -> Int64 {
        let number = try signed()
        guard (0...(1 << 53)).contains(number) else { throw UndecodableBytes() }
        return number
    }

    mutating func whole() throws(UndecodableBytes) -> UInt64 {
        guard bytes.count - position >= 8 else { throw UndecodableBytes() }
        var number: UInt64 = 0
        for offset in (0..<8).reversed() { number = number << 8 | UInt64(bytes[position + offset]) }
        position += 8
        return number
    }

    /// A number of things to come, each of which takes at least `width` bytes.
    mutating func count(width: Int = 1) throws(UndecodableBytes) -> Int {
        let number = try unsigned()
        guard number <= UInt64((bytes.count - position) / width) else { throw UndecodableBytes() }
        return Int(number)
    }

    mutating func array() throws(UndecodableBytes) -> [UInt8] {
        let length = try count()
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    mutating func text() throws(UndecodableBytes) -> String { String(decoding: try array(), as: UTF8.self) }

    mutating func flag() throws(UndecodableBytes) -> Bool {
        switch try byte() {
        case 0: false
        case 1: true
        default: throw UndecodableBytes()
        }
    }
}
