/// A protobuf message taken apart, for tests: what each field holds, in the order of the bytes.
package struct WireMessage {
    package enum Value {
        case varint(UInt64)
        case fixed(Double)
        case bytes(ArraySlice<UInt8>)
    }

    package struct Malformed: Error {}

    package private(set) var fields: [(number: UInt64, value: Value)] = []

    package init(_ bytes: ArraySlice<UInt8>) throws {
        var rest = bytes
        while !rest.isEmpty {
            let tag = try Self.varint(&rest)
            switch tag & 7 {
            case 0: fields.append((tag >> 3, .varint(try Self.varint(&rest))))
            case 1:
                guard rest.count >= 8 else { throw Malformed() }
                let bits = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                rest = rest.dropFirst(8)
                fields.append((tag >> 3, .fixed(Double(bitPattern: bits))))
            case 2: fields.append((tag >> 3, .bytes(try Self.block(&rest))))
            default: throw Malformed()
            }
        }
    }

    /// Messages that stand after their lengths.
    package static func delimited(_ bytes: [UInt8]) throws -> [WireMessage] {
        var rest = bytes[...]
        var messages: [WireMessage] = []
        while !rest.isEmpty { messages.append(try WireMessage(try block(&rest))) }
        return messages
    }

    package func messages(_ field: UInt64) throws -> [WireMessage] {
        try blocks(field).map { try WireMessage($0) }
    }

    package func text(_ field: UInt64) -> String? {
        blocks(field).first.map { String(decoding: $0, as: UTF8.self) }
    }

    package func whole(_ field: UInt64) -> UInt64? {
        for case (field, .varint(let value)) in fields { return value }
        return nil
    }

    package func double(_ field: UInt64) -> Double? {
        for case (field, .fixed(let value)) in fields { return value }
        return nil
    }

    /// All whole numbers of a repeated field that may be negative.
    package func signed(_ field: UInt64) -> [Int64] {
        fields.compactMap { number, value in
            guard number == field, case .varint(let bits) = value else { return nil }
            return Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1)
        }
    }

    private func blocks(_ field: UInt64) -> [ArraySlice<UInt8>] {
        fields.compactMap { number, value in
            guard number == field, case .bytes(let bytes) = value else { return nil }
            return bytes
        }
    }

    private static func block(_ rest: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        let count = Int(try varint(&rest))
        guard rest.count >= count else { throw Malformed() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed() }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw Malformed()
    }
}
