import TestSupport

@testable import RemoteWrite

/// A request taken apart again, by code that shares nothing with the code that made it.
struct WireRequest {
    struct Series {
        /// `name=value`, in the order of the bytes.
        let labels: String
        let value: Double
        let timeMs: Int64
    }

    struct Malformed: Error {}

    let series: [Series]
    /// Number of the kind, name, unit, help.
    let metadata: [String]

    init(_ request: WriteRequest) throws {
        let message = try WireMessage(try Self.plain(request.body)[...])
        series = try message.messages(1).map { series in
            let labels = try series.messages(1).map { "\($0.text(1) ?? "")=\($0.text(2) ?? "")" }
            let samples = try series.messages(2)
            guard samples.count == 1, let value = samples[0].double(1), let time = samples[0].whole(2) else {
                throw Malformed()
            }
            return Series(
                labels: labels.joined(separator: ","), value: value, timeMs: Int64(bitPattern: time))
        }
        metadata = try message.messages(3).map {
            "\($0.whole(1) ?? 0) \($0.text(2) ?? "") (\($0.text(5) ?? "")) \($0.text(4) ?? "")"
        }
    }

    /// Format: https://github.com/google/snappy/blob/main/format_description.txt.
    static func plain(_ packed: [UInt8]) throws -> [UInt8] {
        var rest = packed[...]
        var length = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard let byte = rest.popFirst() else { throw Malformed() }
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
        }
        var out: [UInt8] = []
        while let tag = rest.popFirst() {
            if tag & 3 == 0 {
                try appendLiteral(tag, from: &rest, to: &out)
            } else {
                try appendCopy(tag, from: &rest, to: &out)
            }
        }
        guard out.count == length else { throw Malformed() }
        return out
    }

    private static func appendLiteral(
        _ tag: UInt8, from rest: inout ArraySlice<UInt8>, to out: inout [UInt8]
    ) throws {
        var count = Int(tag >> 2) + 1
        if count > 60 { count = try number(of: count - 60, &rest) + 1 }
        guard rest.count >= count else { throw Malformed() }
        out += rest.prefix(count)
        rest = rest.dropFirst(count)
    }

    private static func appendCopy(
        _ tag: UInt8, from rest: inout ArraySlice<UInt8>, to out: inout [UInt8]
    ) throws {
        let isShort = tag & 3 == 1
        let count = isShort ? Int(tag >> 2 & 7) + 4 : Int(tag >> 2) + 1
        let size = isShort ? 1 : tag & 3 == 2 ? 2 : 4
        let offset = try number(of: size, &rest) | (isShort ? Int(tag >> 5) << 8 : 0)
        guard offset > 0, offset <= out.count else { throw Malformed() }
        for _ in 0..<count { out.append(out[out.count - offset]) }
    }

    private static func number(of bytes: Int, _ rest: inout ArraySlice<UInt8>) throws -> Int {
        guard rest.count >= bytes else { throw Malformed() }
        defer { rest = rest.dropFirst(bytes) }
        return rest.prefix(bytes).reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
