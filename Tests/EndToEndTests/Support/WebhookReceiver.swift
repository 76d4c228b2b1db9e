import Foundation
import Synchronization
import TestSupport

/// An HTTP server on loopback that keeps the bodies of what is posted to it.
final class WebhookReceiver: Sendable {
    private final class Shared: @unchecked Sendable {
        // Proof of `@unchecked Sendable`: the listener is a constant whose calls are system calls on one number.
        let listener: LoopbackSocket
        let bodies = Mutex<[String]>([])

        init(_ listener: LoopbackSocket) { self.listener = listener }
    }

    private let shared: Shared

    init() throws {
        shared = Shared(try LoopbackSocket(listeningOn: 0))
        let shared = shared
        Thread.detachNewThread {
            while let client = try? shared.listener.accept() {
                guard let body = Self.serve(client) else { continue }
                shared.bodies.withLock { $0.append(body) }
            }
        }
    }

    deinit { shared.listener.shutDown() }

    var port: UInt16 { shared.listener.port }
    var bodies: [String] { shared.bodies.withLock { $0 } }

    /// The body of one request, which is answered; nil when the client went away.
    private static func serve(_ client: LoopbackSocket) -> String? {
        var request = ""
        while true {
            guard let part = try? client.receive(), !part.isEmpty else { return nil }
            request += String(decoding: part, as: UTF8.self)
            let parts = request.components(separatedBy: "\r\n\r\n")
            guard parts.count > 1 else { continue }
            let length = parts[0].components(separatedBy: "\r\n").compactMap { line -> Int? in
                let pair = line.split(separator: ":", maxSplits: 1)
                guard pair.count == 2, pair[0].lowercased() == "content-length" else { return nil }
                return Int(pair[1].trimmingCharacters(in: .whitespaces))
            }
            let body = parts.dropFirst().joined(separator: "\r\n\r\n")
            guard body.utf8.count >= length.first ?? 0 else { continue }
            // A client that does not wait for the answer does not matter here.
            try? client.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
            return body
        }
    }
}
