import Glibc

/// A TCP connection or listener on 127.0.0.1; with `NotifySocket` the only place in the tests that calls the socket interface.
package final class LoopbackSocket {
    package struct Failure: Error, CustomStringConvertible {
        package let action: String
        package let port: UInt16
        package let code: Int32

        package var description: String { "cannot \(action) port \(port) of 127.0.0.1: errno \(code)" }
    }

    package let port: UInt16
    private let descriptor: Int32

    /// Listens on `port`; 0 lets the system choose one.
    package init(listeningOn wanted: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(port: wanted)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let file = descriptor
        // `address` is a local value of exactly `length` bytes, seen as the generic form that the calls want.
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(file, generic, length) == 0 && listen(file, 8) == 0
                    && getsockname(file, generic, &length) == 0
            }
        }
        let code = errno
        port = UInt16(bigEndian: address.sin_port)
        // Thrown with all members set, so `deinit` closes the socket: once.
        guard isListening else {
            throw Failure(action: "listen on", port: wanted, code: code)
        }
    }

    /// Connects; each later send or receive fails after `timeoutSeconds` without progress.
    package init(connectingTo target: UInt16, timeoutSeconds: Int = 20) throws {
        port = target
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        let file = descriptor
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            // `limit` is a local value of the size that is passed.
            unsafe setsockopt(file, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = Self.address(port: target)
        // `address` is a local value of exactly the size that is passed.
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(file, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let code = errno
        // As above.
        guard isConnected else {
            throw Failure(action: "connect to", port: target, code: code)
        }
    }

    private init(accepted descriptor: Int32, port: UInt16) {
        self.descriptor = descriptor
        self.port = port
    }

    deinit {
        close(descriptor)
    }

    /// The next connection to this listener; throws once it is shut down.
    package func accept() throws -> LoopbackSocket {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { throw Failure(action: "accept on", port: port, code: errno) }
        return LoopbackSocket(accepted: accepted, port: port)
    }

    /// Ends what waits on this socket in other threads.
    package func shutDown() { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            // The pointer is used only inside the closure, and never beyond the end of `bytes`.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor, buffer.baseAddress.map { unsafe $0 + sent }, bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(action: "send to", port: port, code: errno) }
            sent += count
        }
    }

    /// The next bytes; empty when the other side has closed the connection.
    package func receive() throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let file = descriptor
        // The call writes at most `count` bytes, the length of the buffer.
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(file, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw Failure(action: "receive from", port: port, code: errno) }
        return Array(buffer.prefix(count))
    }

    private static func address(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        return address
    }
}

/// Ports of this machine that nobody uses.
package enum FreePort {
    /// A port that was free a moment ago. Programs that can should bind port 0 themselves.
    package static func find() throws -> UInt16 {
        try LoopbackSocket(listeningOn: 0).port
    }
}
