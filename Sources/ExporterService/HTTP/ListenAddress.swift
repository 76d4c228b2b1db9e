/// Where to listen, as `--web.listen-address` writes it: `host:port`, `:port`, `[::1]:port`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// Empty for all interfaces.
    package let host: String
    /// 0 lets the kernel choose.
    package let port: Int

    /// - Throws: `ServiceError.badListenAddress` naming what was given.
    package init(_ text: String) throws(ServiceError) {
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
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
