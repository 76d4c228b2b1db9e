/// An answer of a web server on this machine.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// One request, one answer, one connection; nothing is decoded but chunks.
package enum HTTPClient {
    package enum Failure: Error {
        case malformedAnswer(String)
    }

    /// Sends a request to 127.0.0.1 and reads the whole answer. Throws when the connection fails or stalls.
    package static func send(
        _ target: String, method: String = "GET", port: UInt16, headers: [(String, String)] = [],
        body: [UInt8] = [], timeoutSeconds: Int = 20
    ) throws -> HTTPResponse {
        let connection = try LoopbackSocket(connectingTo: port, timeoutSeconds: timeoutSeconds)
        var lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
        lines += headers.map { "\($0.0): \($0.1)" }
        if !body.isEmpty { lines.append("Content-Length: \(body.count)") }
        try connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
        return try readAnswer(from: connection, isHead: method == "HEAD")
    }

    private static func readAnswer(from connection: LoopbackSocket, isHead: Bool) throws -> HTTPResponse {
        let blankLine = Array("\r\n\r\n".utf8)
        var received: [UInt8] = []
        var headEnd = 0
        while true {
            let piece = try connection.receive()
            received += piece
            if let end = received.firstRange(of: blankLine)?.upperBound {
                headEnd = end
                break
            }
            if piece.isEmpty { throw Failure.malformedAnswer(String(decoding: received, as: UTF8.self)) }
        }
        let (status, headers) = try parseHead(received.prefix(headEnd))
        var body = Array(received[headEnd...])
        let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        while !isHead, length.map({ body.count < $0 }) ?? true {
            let piece = try connection.receive()
            if piece.isEmpty { break }
            body += piece
        }
        if headers.contains(where: { $0.name.lowercased() == "transfer-encoding" }), !isHead {
            body = try joinChunks(body)
        }
        return HTTPResponse(status: status, headers: headers, body: body)
    }

    private static func parseHead(_ bytes: ArraySlice<UInt8>) throws -> (Int, [(name: String, value: String)])
    {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else {
            throw Failure.malformedAnswer(lines.first ?? "")
        }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (String(line[..<colon]), String(value))
        }
        return (status, headers)
    }

    private static func joinChunks(_ bytes: [UInt8]) throws -> [UInt8] {
        let newline = Array("\r\n".utf8)
        var result: [UInt8] = []
        var rest = bytes[...]
        while let lineEnd = rest.firstRange(of: newline) {
            let size =
                String(decoding: rest[..<lineEnd.lowerBound], as: UTF8.self).split(separator: ";").first ?? ""
            guard let count = Int(size, radix: 16), lineEnd.upperBound + count <= rest.endIndex else {
                throw Failure.malformedAnswer("chunk size '\(size)'")
            }
            if count == 0 { break }
            result += rest[lineEnd.upperBound..<lineEnd.upperBound + count]
            rest = rest[(lineEnd.upperBound + count)...].dropFirst(2)
        }
        return result
    }
}
