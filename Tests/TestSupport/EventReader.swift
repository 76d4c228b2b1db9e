/// Reads server-sent events from 127.0.0.1 as they come.
package final class EventReader {
    package struct Event: Sendable, Equatable {
        package var name = ""
        package var data = ""
        package var id = ""
    }

    package enum Failure: Error {
        case refused(String)
        case malformed(String)
    }

    package let head: String
    private let connection: LoopbackSocket
    /// Received, and not yet taken as a chunk.
    private var raw: [UInt8]
    /// The text of chunks that is no whole event yet.
    private var text: [UInt8] = []
    /// Whether the server ended the stream as it should.
    package private(set) var hasEnded = false

    /// - Parameter headers: lines of the request, each without its end.
    package init(_ target: String, port: UInt16, headers: [String] = [], timeoutSeconds: Int = 20) throws {
        connection = try LoopbackSocket(connectingTo: port, timeoutSeconds: timeoutSeconds)
        let lines = ["GET \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers
        try connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        let blankLine = Array("\r\n\r\n".utf8)
        var received: [UInt8] = []
        while received.firstRange(of: blankLine) == nil {
            let piece = try connection.receive()
            received += piece
            guard !piece.isEmpty else { throw Failure.refused(String(decoding: received, as: UTF8.self)) }
        }
        let end = received.firstRange(of: blankLine)?.upperBound ?? 0
        head = String(decoding: received[..<end], as: UTF8.self)
        raw = Array(received[end...])
        guard head.hasPrefix("HTTP/1.1 200 ") else { throw Failure.refused(head) }
    }

    /// The next event with data; nil once the stream is over.
    package func next() throws -> Event? {
        while true {
            while let block = takeBlock() {
                let event = Self.event(block)
                if !event.data.isEmpty { return event }
            }
            guard !hasEnded else { return nil }
            let piece = try connection.receive()
            if piece.isEmpty { return nil }
            raw += piece
            try takeChunks()
        }
    }

    /// The next event of this name whose data has all these words.
    package func next(_ name: String, having words: String...) throws -> Event? {
        while let event = try next() {
            if event.name == name, words.allSatisfy(event.data.contains) { return event }
        }
        return nil
    }

    private func takeChunks() throws {
        let lineEnd = Array("\r\n".utf8)
        while let end = raw.firstRange(of: lineEnd) {
            let line = String(decoding: raw[..<end.lowerBound], as: UTF8.self)
            guard let size = Int(line, radix: 16) else { throw Failure.malformed(line) }
            guard raw.count >= end.upperBound + size + 2 else { return }
            text += raw[end.upperBound..<(end.upperBound + size)]
            raw.removeFirst(end.upperBound + size + 2)
            if size == 0 { hasEnded = true }
        }
    }

    private func takeBlock() -> String? {
        if text.isEmpty, !raw.isEmpty { try? takeChunks() }
        guard let end = text.firstRange(of: Array("\n\n".utf8)) else { return nil }
        defer { text.removeFirst(end.upperBound) }
        return String(decoding: text[..<end.lowerBound], as: UTF8.self)
    }

    private static func event(_ block: String) -> Event {
        var event = Event()
        var data: [Substring] = []
        for line in block.split(separator: "\n") {
            if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
            if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
            if line.hasPrefix("data: ") { data.append(line.dropFirst(6)) }
        }
        event.data = data.joined(separator: "\n")
        return event
    }
}
