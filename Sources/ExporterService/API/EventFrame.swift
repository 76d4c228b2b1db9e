import FoundationEssentials
import NIOCore

/// Server-sent events as bytes.
enum EventFrame {
    /// How long a browser waits before it connects again.
    private static let retryMilliseconds = 2000

    /// What a stream begins with.
    static let opening = ByteBuffer(string: "retry: \(retryMilliseconds)\n\n")
    /// Tells the client, and whatever stands between, that the stream lives.
    static let heartbeat = ByteBuffer(string: ": still here\n\n")

    static func event(_ name: String, id: UInt64, _ value: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return event(name, id: id, text: String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// - Parameter text: each of its lines becomes one of the event.
    static func event(_ name: String, id: UInt64, text: String) -> ByteBuffer {
        let lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r", "\r\n"].contains($0) }
        let data = lines.map { "data: \($0)\n" }.joined()
        return ByteBuffer(string: "event: \(name)\nid: \(id)\n\(data)\n")
    }
}
