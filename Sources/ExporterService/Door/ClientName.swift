import NIOCore

/// What a client is called when its failures are counted.
enum ClientName {
    /// An IPv4 address, or the half of an IPv6 address that tells networks apart: a host has the other half for itself.
    static func name(of address: SocketAddress?) -> String {
        guard let address else { return "unknown" }
        // Unix sockets have none.
        guard let text = address.ipAddress else { return "local" }
        return network(of: text)
    }

    /// - Parameter address: as the system writes it, so at most one run of zeros is left out.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let sides = address.split(separator: "::", omittingEmptySubsequences: false).map { side in
            side.split(separator: ":").map(String.init)
        }
        guard sides.count == 2 else { return sides[0].prefix(4).joined(separator: ":") }
        let zeros = Array(repeating: "0", count: max(0, 8 - sides[0].count - sides[1].count))
        return (sides[0] + zeros + sides[1]).prefix(4).joined(separator: ":")
    }
}
