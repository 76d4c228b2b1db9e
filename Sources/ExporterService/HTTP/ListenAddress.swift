/// Where to listen, as `--web.listen-address` writes it: `host:port`, `:port`, `[::1]:port`, `unix:/path`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Empty for all interfaces.
    package let host: String
    /// 0 lets the kernel choose.
    package let port: Int
    /// Of a Unix socket, which has neither host nor port.
    package let socketPath: String?

    /// What a socket's name has room for.
    private static let maxPathBytes = 107

    /// - Throws: `ServiceError.badListenAddress` naming what was given.
    package init(_ text: String) throws(ServiceError) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst("unix:".count)
            guard path.hasPrefix("/"), path.utf8.count <= Self.maxPathBytes else {
                throw .badListenAddress(text)
            }
            (host, port, socketPath) = ("", 0, String(path))
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw .badListenAddress(text) }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .badListenAddress(text)
        }
        self.host = String(host)
        self.port = Int(port)
        socketPath = nil
    }

    package var description: String {
        if let socketPath { return "unix:\(socketPath)" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
