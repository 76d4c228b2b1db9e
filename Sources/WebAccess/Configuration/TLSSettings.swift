/// How connections are encrypted, and what is asked of clients.
package struct TLSSettings: Sendable, Equatable {
    /// Certificates or a key in PEM, where they stand.
    package enum PEM: Sendable, Equatable {
        /// An absolute path.
        case file(String)
        /// The text itself.
        case inline(String)
    }

    /// Oldest first, in the words of the file.
    package enum Version: String, Sendable, CaseIterable, Comparable {
        case TLS10, TLS11, TLS12, TLS13

        package static func < (left: Version, right: Version) -> Bool { left.rawValue < right.rawValue }
    }

    /// What is asked of clients, in the words of the file, which are those of Go.
    package enum ClientPolicy: String, Sendable, CaseIterable {
        case NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven
        case RequireAndVerifyClientCert

        /// Whether what the client shows is held against the authorities.
        package var isVerifying: Bool {
            self == .VerifyClientCertIfGiven || self == .RequireAndVerifyClientCert
        }

        package var isRequiring: Bool {
            self == .RequireAnyClientCert || self == .RequireAndVerifyClientCert
        }
    }

    /// Elliptic curves, in the words of the file.
    package enum Curve: String, Sendable, CaseIterable {
        case CurveP256, CurveP384, CurveP521, X25519, X25519MLKEM768
    }

    package var certificate: PEM
    package var key: PEM
    /// Authorities of client certificates; nil for those that the system trusts.
    package var clientAuthorities: PEM?
    package var clientPolicy = ClientPolicy.NoClientCert
    /// A client's certificate must hold one of these names, addresses or URIs; empty for any.
    package var allowedSubjectNames: [String] = []
    package var minVersion = Version.TLS12
    package var maxVersion = Version.TLS13
    /// For TLS 1.2 and older, by their standard names; nil for the library's choice, empty for none of them.
    package var cipherSuites: [String]?
    /// nil for the library's choice.
    package var curves: [Curve]?

    package init(certificate: PEM, key: PEM) {
        self.certificate = certificate
        self.key = key
    }

    /// The files that it leads to, in the order of the keys.
    package var files: [String] {
        [certificate, key, clientAuthorities].compactMap { pem in
            if case .file(let path)? = pem { return path }
            return nil
        }
    }
}

/// The cipher suites that the file may name.
package enum CipherSuites {
    /// Of TLS 1.3: always on, so that naming them changes nothing.
    package static let always: Set<String> = [
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    ]

    /// Of TLS 1.2 and older, with the name that the TLS library knows where it is another one.
    package static let selectable: [String: String] = Dictionary(
        uniqueKeysWithValues: names.map { ($0, $0) } + [
            ("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
            ("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
        ])

    private static let names = [
        "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    ]
}
