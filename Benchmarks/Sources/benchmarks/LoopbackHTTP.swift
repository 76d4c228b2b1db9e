import Foundation

/// The little of HTTP that a benchmark needs: one GET on loopback, one connection each.
enum LoopbackHTTP {
    struct Response {
        let status: Int
        /// What follows the header, as sent: compressed, and in chunks where the server uses them.
        let body: Data
        let elapsed: Duration
        /// Until the first byte came.
        let timeToFirstByte: Duration

        var bodyBytes: Int { body.count }
    }

    /// A port that was free a moment ago.
    static func freePort() -> UInt16? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withSocketAddress(&address) { pointer in
            bind(socket, pointer, size) == 0 && getsockname(socket, pointer, &size) == 0
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }

    /// A connection that nothing was sent on; nil when nobody listens.
    static func connected(to port: UInt16) -> Int32? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        var address = loopback(port: port)
        let isOpen = withSocketAddress(&address) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
        if !isOpen { close(socket) }
        return isOpen ? socket : nil
    }

    /// Nil when nobody listens, or the answer is no HTTP.
    static func get(port: UInt16, path: String, headers: [String]) -> Response? {
        let request =
            (["GET \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + headers)
            .joined(separator: "\r\n") + "\r\n\r\n"
        let start = ContinuousClock.now
        guard let (answer, firstByte) = exchange(port: port, request: Array(request.utf8)) else { return nil }
        let elapsed = ContinuousClock.now - start
        let head = String(decoding: answer.prefix(16), as: UTF8.self).split(separator: " ")
        guard head.count >= 2, head[0].hasPrefix("HTTP/1."), let status = Int(head[1].prefix(3)) else {
            return nil
        }
        let data = Data(answer)
        let body = data.range(of: Data("\r\n\r\n".utf8)).map { data[$0.upperBound...] } ?? Data()
        return Response(status: status, body: body, elapsed: elapsed, timeToFirstByte: firstByte - start)
    }

    private static func exchange(
        port: UInt16, request: [UInt8]
    ) -> (answer: [UInt8], firstByte: ContinuousClock.Instant)? {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = loopback(port: port)
        let isOpen = withSocketAddress(&address) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
        guard isOpen, send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
        else {
            return nil
        }
        var answer: [UInt8] = []
        var firstByte: ContinuousClock.Instant?
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count >= 0 else { return nil }
            firstByte = firstByte ?? ContinuousClock.now
            if count == 0 { return firstByte.map { (answer, $0) } }
            answer += buffer[0..<count]
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress<Value>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Value
    ) -> Value {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}
