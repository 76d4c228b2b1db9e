import Glibc

/// Sockets that systemd opened for this process, as sd_listen_fds(3) says.
package enum InheritedSockets {
    /// The first descriptor that is handed over.
    private static let first: Int32 = 3
    private static let mostSockets = 64

    /// The descriptors of the sockets, which listen already; programs started from here do not get them.
    ///
    /// - Throws: `ServiceError.cannotStart` when none were handed over to this process.
    package static func descriptors(
        environment: [String: String], pid: Int32 = getpid()
    ) throws(ServiceError) -> [Int32] {
        guard let count = count(environment, pid) else {
            throw .cannotStart(
                what: "on the sockets of systemd",
                reason:
                    "none were handed over; start it through a .socket unit, or leave out --web.systemd-socket"
            )
        }
        let descriptors = (0..<count).map { first + Int32($0) }
        for descriptor in descriptors where fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0 {
            throw .cannotStart(
                what: "on the sockets of systemd",
                reason: "descriptor \(descriptor) is not open; see the .socket unit")
        }
        return descriptors
    }

    private static func count(_ environment: [String: String], _ pid: Int32) -> Int? {
        guard environment["LISTEN_PID"] == "\(pid)", let count = Int(environment["LISTEN_FDS"] ?? ""),
            (1...mostSockets).contains(count)
        else { return nil }
        return count
    }
}
