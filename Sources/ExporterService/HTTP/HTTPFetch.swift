import NIOCore
import NIOHTTP1
import NIOPosix

/// Fetches one address once, over plain HTTP.
package enum HTTPFetch {
    package struct Answer: Sendable {
        package let body: [UInt8]
        package let contentType: String?
    }

    /// Larger answers are refused: an exposition of a million series is about 100 MB.
    private static let maxBytes = 256 << 20
    private static let patience = TimeAmount.seconds(30)

    /// - Throws: `ServiceError.cannotFetch` for everything but an answer with status 200.
    package static func get(_ url: String, accept: String) async throws -> Answer {
        let target = try Target(url)
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.next().makePromise(of: Answer.self)
        let alarm = group.next().scheduleTask(in: patience) {
            promise.fail(ServiceError.cannotFetch(url: url, reason: "no answer within 30 s"))
        }
        let bootstrap = ClientBootstrap(group: group).connectTimeout(patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(
                    FetchHandler(url: url, maxBytes: maxBytes, promise))
            }
        }
        do {
            let channel = try await bootstrap.connect(host: target.host, port: target.port).get()
            try await channel.writeAndFlush(HTTPClientRequestPart.head(target.request(accept: accept))).get()
            try await channel.writeAndFlush(HTTPClientRequestPart.end(nil)).get()
        } catch {
            let reason =
                "no connection to \(target.authority); check the address, and that something serves there"
            promise.fail(ServiceError.cannotFetch(url: url, reason: reason))
        }
        defer { alarm.cancel() }
        return try await promise.futureResult.get()
    }

    /// Where a URL points.
    private struct Target {
        let host: String
        let port: Int
        let uri: String
        let authority: String

        init(_ url: String) throws(ServiceError) {
            guard url.hasPrefix("http://") else {
                throw .cannotFetch(
                    url: url,
                    reason: "only http is spoken here; pipe it in: curl -s URL | ... metrics check -")
            }
            let rest = url.dropFirst("http://".count)
            let cut = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            authority = String(rest[..<cut])
            uri = rest[cut...].hasPrefix("/") ? String(rest[cut...]) : "/" + rest[cut...]
            let hasPort = authority.contains(":") && !authority.hasSuffix("]")
            let address: ListenAddress
            do {
                address = try ListenAddress(hasPort ? authority : authority + ":80")
            } catch {
                throw .cannotFetch(url: url, reason: "the address is not host or host:port")
            }
            host = address.host
            port = address.port
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

    private let url: String
    private let maxBytes: Int
    private let promise: EventLoopPromise<HTTPFetch.Answer>
    private var contentType: String?
    private var body: [UInt8] = []

    init(url: String, maxBytes: Int, _ promise: EventLoopPromise<HTTPFetch.Answer>) {
        self.url = url
        self.maxBytes = maxBytes
        self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            contentType = head.headers.first(name: "Content-Type")
            if head.status != .ok {
                fail("it answers \(head.status.code) \(head.status.reasonPhrase)", context)
            }
        case .body(let part):
            body += part.readableBytesView
            if body.count > maxBytes { fail("the answer is larger than \(maxBytes >> 20) MiB", context) }
        case .end:
            promise.succeed(HTTPFetch.Answer(body: body, contentType: contentType))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail("the connection closed before the answer was complete", context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail("\(error)", context)
    }

    /// Later outcomes of a promise that has one are ignored.
    private func fail(_ reason: String, _ context: ChannelHandlerContext) {
        promise.fail(ServiceError.cannotFetch(url: url, reason: reason))
        context.close(promise: nil)
    }
}
