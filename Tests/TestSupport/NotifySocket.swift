import Foundation

/// The socket of a service manager, which takes datagrams of sd_notify(3).
package final class NotifySocket {
    private let descriptor: Int32

    /// - Parameter name: a path, or `@` and a name in the kernel's own name space.
    package init(_ name: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var bytes = Array(name.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        let address = [UInt8(AF_UNIX), 0] + bytes
        let bound = unsafe address.withUnsafeBytes { buffer in
            // SAFETY: the address begins with its family, and its length is passed beside it.
            guard let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
                return Int32(-1)
            }
            return unsafe bind(descriptor, start, socklen_t(buffer.count))
        }
        guard descriptor >= 0, bound == 0 else { throw POSIXError(.EIO) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        // SAFETY: the call reads the one local structure, whose size is passed.
        unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Waits half a minute at most.
    package func next() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        // SAFETY: the call writes at most the bytes that the array holds.
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { throw POSIXError(.ETIMEDOUT) }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
