import NIOCore
import NIOSSL
import WebAccess

/// Loads certificates and keys, and makes of them what connections are made with.
enum TLSLoading {
    /// Reads files; not for an event loop.
    static func load(_ settings: TLSSettings) throws(WebFault) -> LoadedTLS {
        let chain = try certificates(settings.certificate, "certificate")
        let key = try privateKey(settings.key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = version(settings.minVersion)
        configuration.maximumTLSVersion = version(settings.maxVersion)
        // An empty list comes with TLS 1.3 alone, whose suites are not chosen here.
        if let suites = settings.cipherSuites, !suites.isEmpty {
            configuration.cipherSuites = suites.joined(separator: ":")
        }
        configuration.curves = settings.curves.map { $0.map(curve) }
        configuration.applicationProtocols = ["http/1.1"]
        // A client that does not say goodbye keeps neither the end of the program nor the room of others.
        configuration.shutdownTimeout = .milliseconds(500)
        configuration.certificateVerification = verification(settings.clientPolicy)
        if let authorities = settings.clientAuthorities {
            configuration.trustRoots = .certificates(try certificates(authorities, "client authority"))
            configuration.sendCANameList = true
        }
        guard let context = try? NIOSSLContext(configuration: configuration), let leaf = chain.first else {
            throw .unusable(
                "the key\(place(settings.key)) does not fit the certificate\(place(settings.certificate)); "
                    + "name the key that the certificate was made for")
        }
        return LoadedTLS(settings: settings, context: context, notAfter: Int(leaf.notValidAfter))
    }

    private static func certificates(
        _ pem: TLSSettings.PEM, _ whatItIs: String
    ) throws(WebFault) -> [NIOSSLCertificate] {
        let bytes = try bytes(of: pem, "\(whatItIs) file")
        guard let all = try? NIOSSLCertificate.fromPEMBytes(bytes), !all.isEmpty else {
            throw .unusable(
                "the \(whatItIs)\(place(pem)) holds no certificate in PEM; "
                    + "it begins with -----BEGIN CERTIFICATE-----")
        }
        return all
    }

    private static func privateKey(_ pem: TLSSettings.PEM) throws(WebFault) -> NIOSSLPrivateKey {
        let bytes = try bytes(of: pem, "key file")
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw .unusable(
                "the key\(place(pem)) holds no private key in PEM, or one with a passphrase; "
                    + "remove the passphrase with: openssl pkey -in KEY -out PLAIN")
        }
        return key
    }

    private static func bytes(of pem: TLSSettings.PEM, _ whatItIs: String) throws(WebFault) -> [UInt8] {
        switch pem {
        case .inline(let text): return Array(text.utf8)
        case .file(let path):
            do {
                return try FileReading.bytes(of: path, whatItIs: whatItIs)
            } catch {
                throw .unreadable(error)
            }
        }
    }

    private static func place(_ pem: TLSSettings.PEM) -> String {
        if case .file(let path) = pem { return " \(path)" }
        return " of the web configuration"
    }

    private static func version(_ version: TLSSettings.Version) -> TLSVersion {
        switch version {
        case .TLS10: .tlsv1
        case .TLS11: .tlsv11
        case .TLS12: .tlsv12
        case .TLS13: .tlsv13
        }
    }

    private static func curve(_ curve: TLSSettings.Curve) -> NIOTLSCurve {
        switch curve {
        case .CurveP256: .secp256r1
        case .CurveP384: .secp384r1
        case .CurveP521: .secp521r1
        case .X25519: .x25519
        case .X25519MLKEM768: .x25519_MLKEM768
        }
    }

    /// Whether a certificate is asked for and needed; policies that do not verify replace the check itself.
    private static func verification(_ policy: TLSSettings.ClientPolicy) -> CertificateVerification {
        switch policy {
        case .NoClientCert: .none
        case .RequestClientCert, .VerifyClientCertIfGiven: .optionalVerification
        case .RequireAnyClientCert, .RequireAndVerifyClientCert: .noHostnameVerification
        }
    }
}
