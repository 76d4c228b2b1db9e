import NIOCore
import NIOSSL
import NIOTLS
import WebAccess

/// Follows a TLS connection until its handshake is over: counts how it ends, and refuses clients whose certificate
/// holds none of the allowed names.
///
/// Lives on its channel's event loop, behind the handler that speaks TLS. Nothing passes before the handshake is over.
final class HandshakeWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum Stage { case shaking, done, refused }

    private let tls: LoadedTLS
    private let metrics: DoorMetrics
    private var stage = Stage.shaking

    init(_ tls: LoadedTLS, metrics: DoorMetrics) {
        self.tls = tls
        self.metrics = metrics
    }

    /// Puts TLS and this watch in front of what reads plain bytes.
    static func add(_ tls: LoadedTLS, metrics: DoorMetrics, to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let policy = tls.settings.clientPolicy
        if policy == .NoClientCert || policy.isVerifying {
            try pipeline.addHandler(NIOSSLServerHandler(context: tls.context))
        } else {
            // Whatever the client shows will do.
            try pipeline.addHandler(
                NIOSSLServerHandler(context: tls.context) { _, promise in
                    promise.succeed(.certificateVerified)
                })
        }
        try pipeline.addHandler(HandshakeWatch(tls, metrics: metrics))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent, stage == .shaking {
            stage = isAllowed(context) ? .done : .refused
            metrics.shookHands(stage == .done ? .completed : .refused)
            guard stage == .done else { return context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard stage == .done else { return }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if stage == .shaking { metrics.shookHands(.failed) }
        stage = .refused
        context.fireChannelInactive()
    }

    private func isAllowed(_ context: ChannelHandlerContext) -> Bool {
        let allowed = tls.settings.allowedSubjectNames
        guard !allowed.isEmpty else { return true }
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        // Without a certificate only where the policy allows that.
        guard let certificate = handler?.peerCertificate else {
            return !tls.settings.clientPolicy.isRequiring
        }
        return SubjectNames.all(of: certificate).contains(where: allowed.contains)
    }
}

/// The alternative names of a certificate as text: DNS names, e-mail addresses, URIs and IP addresses.
enum SubjectNames {
    static func all(of certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().compactMap { name in
            let bytes = Array(name.contents)
            switch name.nameType {
            case .dnsName, .email, .uri: return String(decoding: bytes, as: UTF8.self)
            case .ipAddress:
                return try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0).ipAddress
            default: return nil
            }
        }
    }
}
