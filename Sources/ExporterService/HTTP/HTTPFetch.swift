import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Fetches one address once, over plain HTTP.
package enum HTTPFetch {
    package struct Answer: Sendable {
        package let body: [UInt8]
        package let contentType: String?
    }

    /// What came back, whatever its status.
    package struct Reply: Sendable {
        package let status: Int
        package let reason: String
        package let contentType: String?
        package let body: [UInt8]
        /// The header `Retry-After`.
        var retryAfter: String?
    }

    /// Why nothing came back.
    enum Failure: Error, Equatable {
        case noConnection
        case timeout
        case tooLarge
        case broken(String)
    }

    struct Limits: Sendable {
        var patience: Duration
        var bytes: Int
    }

    /// Larger answers are refused: an exposition of a million series is about 100 MB.
    private static let usualLimits = Limits(patience: .seconds(30), bytes: 256 << 20)

    /// - Throws: `ServiceError.cannotFetch` for everything but an answer with status 200.
    package static func get(_ url: String, accept: String) throws -> Answer {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let authority = try Target(url).authority
        do {
            let reply = try exchange(url, accept: accept, limits: usualLimits, on: eventLoop).wait()
            guard reply.status == 200 else {
                let reason = "it answers \(reply.status) \(reply.reason)"
                throw ServiceError.cannotFetch(url: url, reason: reason)
            }
            return Answer(body: reply.body, contentType: reply.contentType)
        } catch let failure as Failure {
            throw ServiceError.cannotFetch(url: url, reason: words(for: failure, authority: authority))
        }
    }

    /// Asks once, and takes whatever status comes back.
    ///
    /// - Throws: a sentence that says why nothing came back, as `ServiceError.cannotFetch`.
    package static func reply(_ url: String, accept: String, patience: Duration) throws -> Reply {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let authority = try Target(url).authority
        let limits = Limits(patience: patience, bytes: usualLimits.bytes)
        do {
            return try exchange(url, accept: accept, limits: limits, on: eventLoop).wait()
        } catch let failure as Failure {
            let isLate = failure == .timeout
            let reason = isLate ? "no answer in time" : words(for: failure, authority: authority)
            throw ServiceError.cannotFetch(url: url, reason: reason)
        }
    }

    /// The port that a URL leads to; nil when it cannot be one of ours.
    package static func port(of url: String) -> UInt16? {
        (try? Target(url)).flatMap { UInt16(exactly: $0.port) }
    }

    /// Asks once, and closes the connection when the answer is there or the patience is over.
    ///
    /// Fails with `Failure`, or with `ServiceError.cannotFetch` when the URL cannot be one of ours.
    static func exchange(
        _ url: String, accept: String, limits: Limits, on eventLoop: any EventLoop
    ) -> EventLoopFuture<Reply> {
        let target: Target
        do {
            target = try Target(url)
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        return exchange(target, target.request(accept: accept), limits: limits, on: eventLoop)
    }

    /// Sends a request, with a body if there is one, over TLS if there is a context.
    static func exchange(
        _ target: Target, _ head: HTTPRequestHead, body: [UInt8] = [], tls: NIOSSLContext? = nil,
        limits: Limits, on eventLoop: any EventLoop
    ) -> EventLoopFuture<Reply> {
        let patience = TimeAmount(limits.patience)
        let promise = eventLoop.makePromise(of: Reply.self)
        let alarm = eventLoop.scheduleTask(in: patience) { promise.fail(Failure.timeout) }
        promise.futureResult.whenComplete { _ in alarm.cancel() }
        let bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(patience).channelInitializer {
            channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls {
                    let handler = try NIOSSLClientHandler(context: tls, serverHostname: target.certifiedName)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(FetchHandler(maxBytes: limits.bytes, promise))
            }
        }
        bootstrap.connect(host: target.host, port: target.port).whenComplete { result in
            guard case .success(let channel) = result else { return promise.fail(Failure.noConnection) }
            promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            if !body.isEmpty {
                let buffer = channel.allocator.buffer(bytes: body)
                channel.write(HTTPClientRequestPart.body(.byteBuffer(buffer)), promise: nil)
            }
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
        return promise.futureResult
    }

    /// Says what is wrong with a URL; nil when it can be asked.
    static func fault(in url: String, allowsTLS: Bool = false) -> String? {
        do throws(ServiceError) {
            _ = try Target(url, allowsTLS: allowsTLS)
            return nil
        } catch {
            return error.message
        }
    }

    private static func words(for failure: Failure, authority: String) -> String {
        switch failure {
        case .noConnection:
            "no connection to \(authority); check the address, and that something serves there"
        case .timeout: "no answer within 30 s"
        case .tooLarge: "the answer is larger than \(usualLimits.bytes >> 20) MiB"
        case .broken(let reason): reason
        }
    }

    /// Where a URL points.
    struct Target: Sendable {
        let host: String
        let port: Int
        let uri: String
        let authority: String

        init(_ url: String, allowsTLS: Bool = false) throws(ServiceError) {
            let isEncrypted = allowsTLS && url.hasPrefix("https://")
            guard isEncrypted || url.hasPrefix("http://") else {
                throw .cannotFetch(
                    url: url,
                    reason: allowsTLS ? "only http and https are spoken here" : "only http is spoken here")
            }
            let rest = url.dropFirst(isEncrypted ? "https://".count : "http://".count)
            let cut = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            authority = String(rest[..<cut])
            uri = rest[cut...].hasPrefix("/") ? String(rest[cut...]) : "/" + rest[cut...]
            let hasPort = authority.contains(":") && !authority.hasSuffix("]")
            let address: ListenAddress
            do {
                address = try ListenAddress(hasPort ? authority : authority + (isEncrypted ? ":443" : ":80"))
            } catch {
                throw .cannotFetch(url: url, reason: "the address is not host or host:port")
            }
            host = address.host
            port = address.port
        }

        /// What the server's certificate must name beside its address; nil when the host is an address itself.
        var certifiedName: String? {
            (try? SocketAddress(ipAddress: host, port: port)) == nil ? host : nil
        }

        func request(accept: String) -> HTTPRequestHead {
            let headers: HTTPHeaders = [
                "Host": authority, "Accept": accept, "User-Agent": "agent-teams-exporter",
                "Connection": "close",
            ]
            return HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: headers)
        }
    }
}

/// Gathers one answer; lives on its channel's event loop.
private final class FetchHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let maxBytes: Int
    private let promise: EventLoopPromise<HTTPFetch.Reply>
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    init(maxBytes: Int, _ promise: EventLoopPromise<HTTPFetch.Reply>) {
        self.maxBytes = maxBytes
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let part):
            body += part.readableBytesView
            if body.count > maxBytes { promise.fail(HTTPFetch.Failure.tooLarge) }
        case .end:
            guard let head else { return }
            promise.succeed(
                HTTPFetch.Reply(
                    status: Int(head.status.code), reason: head.status.reasonPhrase,
                    contentType: head.headers.first(name: "Content-Type"), body: body,
                    retryAfter: head.headers.first(name: "Retry-After")))
        }
    }

    /// Later outcomes of a promise that has one are ignored.
    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(HTTPFetch.Failure.broken("the connection closed before the answer was complete"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(HTTPFetch.Failure.broken("\(error)"))
    }
}
