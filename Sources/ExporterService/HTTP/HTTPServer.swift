import Glibc
import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import WebAccess

/// Listens, hands requests to the router, and on shutdown lets answers in flight go out.
///
/// One event loop serves all: `DESIGN.md` asks for a calm program, and the work is done on other threads.
final class HTTPServer: DaemonPart {
    private let addresses: [ListenAddress]
    private let inherited: [Int32]
    private let router: Router
    private let traffic: TrafficMetrics
    /// nil when everything is open, over plain HTTP.
    private let door: Door?
    private let eventLoopGroup: MultiThreadedEventLoopGroup
    private let logger: Logger
    let connections: OpenConnections
    private let listeners = Mutex<[any Channel]>([])
    private let onListening: @Sendable ([SocketAddress]) -> Void

    /// - Parameter onListening: called once, with the bound addresses, when all of them accept connections.
    init(
        addresses: [ListenAddress],
        inherited: [Int32] = [],
        router: Router,
        door: Door? = nil,
        registry: MetricRegistry,
        eventLoopGroup: MultiThreadedEventLoopGroup,
        logger: Logger,
        onListening: @escaping @Sendable ([SocketAddress]) -> Void
    ) throws {
        self.addresses = inherited.isEmpty ? addresses : []
        self.inherited = inherited
        self.router = router
        self.door = door
        connections = OpenConnections(most: OpenConnections.reasonableLimit)
        traffic = try TrafficMetrics(registry: registry, handlers: router.paths)
        self.eventLoopGroup = eventLoopGroup
        self.logger = logger
        self.onListening = onListening
    }

    /// Returns when all addresses accept connections.
    func start() throws(ServiceError) {
        for descriptor in inherited {
            let listener = try take(descriptor)
            listeners.withLock { $0.append(listener) }
        }
        for address in addresses {
            let listener = try bind(address)
            listeners.withLock { $0.append(listener) }
        }
        onListening(listeners.withLock { $0.compactMap(\.localAddress) })
    }

    /// - Throws: when an address that `start` took accepts no more connections.
    func inspect() throws(ServiceError) {
        let names = inherited.map { "descriptor \($0)" } + addresses.map { "\($0)" }
        for (listener, name) in zip(listeners.withLock(\.self), names) where !listener.isActive {
            throw .cannotListen(address: name, reason: "the socket has failed")
        }
    }

    /// Takes no more connections, and waits a little more than a second at most for answers in flight.
    func stop() {
        for listener in listeners.withLock(\.self) { listener.close(promise: nil) }
        connections.drain()
    }

    /// What a connection may take, as the web configuration says now.
    var limits: ConnectionLimits { door?.watch.loaded.configuration.limits ?? ConnectionLimits() }

    /// - Parameter client: see `ClientName`.
    func respond(
        to request: HTTPRequest, from client: String, on eventLoop: any EventLoop
    ) -> EventLoopFuture<HTTPResponse> {
        let finish = traffic.began(handler: router.label(for: request))
        let answer = { @Sendable [router] in router.respond(to: $0, on: eventLoop) }
        let answered = door?.respond(to: request, from: client, on: eventLoop, answer) ?? answer(request)
        return answered.flatMapErrorThrowing { [logger] error in
            logger.error("request failed", metadata: ["path": "\(request.path)", "reason": "\(error)"])
            return .text(.internalServerError, "this request failed; the exporter's own log says why")
        }.always { result in
            if case .success(let response) = result { finish(response.status) }
        }
    }

    private func take(_ descriptor: Int32) throws(ServiceError) -> any Channel {
        do {
            return try bootstrap().withBoundSocket(descriptor).wait()
        } catch {
            throw .cannotListen(address: "descriptor \(descriptor)", reason: Self.reason(for: error))
        }
    }

    private func bootstrap() -> ServerBootstrap {
        ServerBootstrap(group: eventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in self.prepare(channel) }
    }

    private func bind(_ address: ListenAddress) throws(ServiceError) -> any Channel {
        let bootstrap = bootstrap()
        do {
            if let path = address.socketPath { return try bindSocket(bootstrap, path) }
            if !address.host.isEmpty {
                return try bootstrap.bind(host: address.host, port: address.port).wait()
            }
            return try bindAll(bootstrap, port: address.port)
        } catch {
            throw ServiceError.cannotListen(address: "\(address)", reason: Self.reason(for: error))
        }
    }

    /// A file that a socket of an earlier run left is replaced; owner and group may connect, others not.
    private func bindSocket(_ bootstrap: ServerBootstrap, _ path: String) throws -> any Channel {
        let listener = try bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
        // The path is passed as a null-terminated copy for the call's duration.
        guard unsafe chmod(path, 0o660) == 0 else {
            let code = errno
            listener.close(promise: nil)
            throw IOError(errnoCode: code, reason: "chmod")
        }
        return listener
    }

    /// All interfaces: IPv6 with IPv4 mapped into it, or IPv4 alone where the host has no IPv6.
    private func bindAll(_ bootstrap: ServerBootstrap, port: Int) throws -> any Channel {
        do {
            return try bootstrap.bind(host: "::", port: port).wait()
        } catch let error as IOError where error.errnoCode == EAFNOSUPPORT || error.errnoCode == EADDRNOTAVAIL
        {
            return try bootstrap.bind(host: "0.0.0.0", port: port).wait()
        }
    }

    private func prepare(_ channel: any Channel) -> EventLoopFuture<Void> {
        guard let door else { return channel.eventLoop.makeCompletedFuture { try addHandlers(to: channel) } }
        return door.watch.current(on: channel.eventLoop).flatMapThrowing { loaded in
            if let tls = loaded.tls { try HandshakeWatch.add(tls, metrics: door.metrics, to: channel) }
            try self.addHandlers(to: channel)
        }
    }

    private func addHandlers(to channel: any Channel) throws {
        var parsing = NIOHTTPDecoderLimitConfiguration()
        parsing.maxHeaderListSize = limits.headerBytes
        parsing.maxHeaderFieldSize = limits.headerBytes
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withErrorHandling: true, withEncoderConfiguration: .init(), withDecoderLimitConfiguration: parsing
        )
        try pipeline.addHandler(HTTPConnection(server: self))
    }

    private static func reason(for error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        switch error.errnoCode {
        case EADDRINUSE: return "the address is in use by another program"
        case EACCES: return "not permitted for this user"
        case EADDRNOTAVAIL: return "this machine has no such address"
        default: return "\(error)"
        }
    }
}
