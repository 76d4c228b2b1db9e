import Logging
import NIOCore
import WebAccess

/// Tells in the program's own log where it serves, and what strangers could do there.
struct ListeningNews {
    private let addresses: [SocketAddress]
    private let path: String
    private let scheme: String
    private let exposure: Exposure

    /// - Parameters:
    ///   - path: of the metrics.
    ///   - web: nil for plain HTTP, open to all.
    init(_ addresses: [SocketAddress], path: String, web: LoadedWebConfiguration?) {
        self.addresses = addresses
        self.path = path
        scheme = web?.tls == nil ? "http" : "https"
        exposure = Exposure(
            isEncrypted: web?.tls != nil,
            asksForPasswords: web?.configuration.asksForCredentials == true,
            asksForCertificates: web?.tls?.settings.clientPolicy == .RequireAndVerifyClientCert)
    }

    func tell(_ logger: Logger) {
        for address in addresses {
            guard let host = address.ipAddress, let port = address.port else {
                if let pathname = address.pathname {
                    logger.info("listening", metadata: ["address": "unix:\(pathname)"])
                }
                continue
            }
            let name = "\(host.contains(":") ? "[\(host)]" : host):\(port)"
            logger.info(
                "listening", metadata: ["address": "\(name)", "url": "\(scheme)://\(name)\(path)"])
            if !Exposure.isLoopback(host), let warning = exposure.warning {
                logger.warning("\(warning)", metadata: ["address": "\(name)"])
            }
        }
    }
}
