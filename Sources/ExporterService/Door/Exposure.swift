/// What strangers on the network could do with an address that is open to them.
struct Exposure {
    let isEncrypted: Bool
    let asksForPasswords: Bool
    /// Client certificates that are verified.
    let asksForCertificates: Bool

    /// What the operator should know of an address that others can reach; nil when nothing is amiss.
    var warning: String? {
        switch (isEncrypted, asksForPasswords || asksForCertificates) {
        case (_, false):
            "anybody who reaches this address can read all metrics; see --web.config.file and docs/security.md"
        case (false, true):
            "passwords cross the network in clear; add tls_server_config to the web configuration"
        case (true, true): nil
        }
    }

    /// - Parameter host: an IP address.
    static func isLoopback(_ host: String) -> Bool {
        host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.")
    }
}
