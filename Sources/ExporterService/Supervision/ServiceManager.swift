import Glibc

/// Tells the service manager how this service fares, in the datagrams of sd_notify(3).
///
/// A manager that does not take them, or is not there, is no fault: the service works all the same.
package struct ServiceManager: Sendable {
    /// Family and name of the manager's socket, as the kernel wants them.
    private let address: [UInt8]
    /// Within this time, in microseconds, the manager wants a sign of life; nil when it does not watch.
    let watchdogMicroseconds: Int64?

    /// What a socket's name has room for.
    private static let maxNameBytes = 107

    /// nil when no manager asked to be told, or its socket has a name that no socket can have.
    package init?(environment: [String: String], pid: Int32 = getpid()) {
        guard let name = environment["NOTIFY_SOCKET"], let address = Self.encoded(name) else { return nil }
        self.address = address
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(pid)" } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogMicroseconds = isForUs && interval > 0 ? interval : nil
    }

    /// A path, or `@` and a name in the kernel's own name space, which begins with a zero byte.
    private static func encoded(_ name: String) -> [UInt8]? {
        var bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count > 1, bytes.count <= maxNameBytes else { return nil }
        switch first {
        case UInt8(ascii: "/"): break
        case UInt8(ascii: "@"): bytes[0] = 0
        default: return nil
        }
        let family = UInt16(AF_UNIX)
        return [UInt8(truncatingIfNeeded: family.littleEndian), UInt8(family.littleEndian >> 8)] + bytes
    }

    /// The service does what it is for.
    func isReady(_ status: String) { send(["READY=1", "STATUS=\(status)"]) }

    /// It reads its configuration again; `isReady` ends that.
    func isReloading() {
        var time = timespec()
        // SAFETY: the call writes the one local structure.
        guard unsafe clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return send(["RELOADING=1"]) }
        let microseconds = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        send(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)"])
    }

    func isStopping() { send(["STOPPING=1", "STATUS=stopping"]) }

    func isAlive() { send(["WATCHDOG=1"]) }

    /// One datagram; a manager that is not there, or does not take it at once, goes without.
    private func send(_ assignments: [String]) {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        // A status is one line.
        let text = assignments.map { $0.replacing("\n", with: " ") }.joined(separator: "\n")
        let message = Array(text.utf8)
        unsafe address.withUnsafeBytes { name in
            // SAFETY: an address is told by its length; it begins with the family, and the kernel copies it and the message
            // before the call returns.
            guard let start = unsafe name.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return }
            _ = unsafe sendto(
                socket, message, message.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL),
                start, socklen_t(name.count))
        }
    }
}
