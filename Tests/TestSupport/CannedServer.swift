import Foundation
import Synchronization

/// A server on 127.0.0.1 that answers every request with the bytes it was given, from a thread of its own.
package final class CannedServer: Sendable {
    private final class Shared: @unchecked Sendable {
        // Proof of `@unchecked Sendable`: the listener is a constant whose calls are system calls on one number.
        let listener: LoopbackSocket
        let answer: Mutex<[UInt8]?>
        let requests = Atomic(0)

        init(_ listener: LoopbackSocket, _ answer: [UInt8]?) {
            self.listener = listener
            self.answer = Mutex(answer)
        }
    }

    private let shared: Shared

    /// - Parameter answer: the whole answer, head included; `nil` leaves every client waiting.
    package init(answer: String?) throws {
        shared = Shared(try LoopbackSocket(listeningOn: 0), answer.map { Array($0.utf8) })
        let shared = shared
        Thread.detachNewThread {
            var waiting: [LoopbackSocket] = []
            while let client = try? shared.listener.accept() {
                shared.requests.add(1, ordering: .releasing)
                if !Self.serve(client, shared.answer.withLock { $0 }) { waiting.append(client) }
            }
        }
    }

    deinit { shared.listener.shutDown() }

    package var port: UInt16 { shared.listener.port }
    package var requests: Int { shared.requests.load(ordering: .acquiring) }

    package func answer(_ text: String?) { shared.answer.withLock { $0 = text.map { Array($0.utf8) } } }

    /// An answer with the right length and this status line.
    package static func http(_ status: String, _ body: String, type: String = "application/json") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(body)"
    }

    /// - Returns: false when the client is left waiting.
    private static func serve(_ client: LoopbackSocket, _ answer: [UInt8]?) -> Bool {
        guard let answer else { return false }
        var request: [UInt8] = []
        while !String(decoding: request, as: UTF8.self).contains("\r\n\r\n") {
            guard let part = try? client.receive(), !part.isEmpty else { return true }
            request += part
        }
        // A client that went away does not matter here.
        try? client.send(answer)
        return true
    }
}
