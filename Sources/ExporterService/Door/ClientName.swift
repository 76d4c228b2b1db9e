import NIOCore
import NIOHTTP1

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

    /// Whether a request was made on this machine, and not handed on by a proxy on it or by a page of a stranger whose
    /// name was made to lead here.
    static func isLocal(_ address: SocketAddress?, _ headers: HTTPHeaders) -> Bool {
        guard let address, address.ipAddress.map(Exposure.isLoopback) ?? true else { return false }
        let isHandedOn = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].contains {
            headers.contains(name: $0)
        }
        return !isHandedOn && headers["Host"].count == 1 && headers["Host"].allSatisfy(isLocalHost)
    }

    private static func isLocalHost(_ host: String) -> Bool {
        if host.hasPrefix("[") { return host == "[::1]" || host.hasPrefix("[::1]:") }
        let name = host.prefix { $0 != ":" }.lowercased()
        return name == "localhost" || isLoopbackIPv4(name)
    }

    /// Not a name that only begins like an address.
    private static func isLoopbackIPv4(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
