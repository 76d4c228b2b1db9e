import NIOCore
import NIOHTTP1
import WebAccess

/// Serves one connection: reads heads, refuses long bodies, writes answers in order.
///
/// Lives on its channel's event loop. NIO's pipeline handler before it holds pipelined requests back until
/// the answer to the one before is written.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Nothing here takes a body; a client that sends more than this is cut off.
    private static let maxBodyBytes = 64 * 1024

    private let server: HTTPServer
    /// A request must be whole this long after the connection opened or the last answer left.
    private let requestTimeout: TimeAmount
    private var head: HTTPRequestHead?
    private var bodyBytes = 0
    private var isAnswering = false
    private var closesAfterAnswer = false
    private var timeout: Scheduled<Void>?
    /// The answer under way that has no end yet.
    private var stream: ResponseStream?

    init(server: HTTPServer) {
        self.server = server
        requestTimeout = TimeAmount(server.limits.requestTimeout)
    }

    func channelActive(context: ChannelHandlerContext) {
        server.connections.opened(context.channel, most: server.limits.connections)
        armTimeout(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        stream?.end()
        server.connections.closed(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            bodyBytes = 0
        case .body(let part):
            bodyBytes += part.readableBytes
            if bodyBytes > Self.maxBodyBytes { context.close(promise: nil) }
        case .end:
            answer(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is OpenConnections.Quiesce || event as? ChannelEvent == .inputClosed {
            closesAfterAnswer = true
            stream?.end()
            if !isAnswering { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        self.head = nil
        isAnswering = true
        server.connections.began(context.channel)
        timeout?.cancel()
        var request = HTTPRequest(method: head.method, uri: head.uri, headers: head.headers)
        request.origin.isLocal = ClientName.isLocal(context.channel.remoteAddress, head.headers)
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let client = ClientName.name(of: context.channel.remoteAddress)
        server.respond(to: request, from: client, on: context.eventLoop).whenComplete { result in
            let (connection, context) = bound.value
            switch result {
            case .success(let response): connection.write(response, to: head, context)
            case .failure: context.close(promise: nil)
            }
        }
    }

    private func write(
        _ response: HTTPResponse, to request: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        if let begin = response.stream, request.method != .HEAD, context.channel.isActive {
            return write(response, begin, request.version, context)
        }
        // From here on it bounds a client that does not read its answer.
        armTimeout(context)
        var headers = response.headers
        if response.stream == nil {
            headers.replaceOrAdd(name: "Content-Length", value: String(response.body.readableBytes))
        }
        let keepsAlive = request.isKeepAlive && !closesAfterAnswer
        if !keepsAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: request.version, status: response.status, headers: headers)
        var sent = context.write(wrapOutboundOut(.head(head)))
        if request.method != .HEAD && response.body.readableBytes > 0 {
            sent = context.write(wrapOutboundOut(.body(.byteBuffer(response.body))))
        }
        context.flush()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        sent.whenComplete { _ in bound.value.0.finish(keepsAlive: keepsAlive, bound.value.1) }
    }

    /// Begins an answer that goes on until either side ends it; no time limit applies to it, and the connection ends
    /// with it.
    private func write(
        _ response: HTTPResponse, _ begin: (ResponseStream) -> Void, _ version: HTTPVersion,
        _ context: ChannelHandlerContext
    ) {
        closesAfterAnswer = true
        var headers = response.headers
        headers.replaceOrAdd(name: "Connection", value: "close")
        let head = HTTPResponseHead(version: version, status: response.status, headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        let stream = ResponseStream(context.channel)
        self.stream = stream
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        stream.ended.whenComplete { _ in bound.value.0.finish(keepsAlive: false, bound.value.1) }
        begin(stream)
    }

    /// Ends the answer once its bytes have left: only then does the pipeline let the next request in, so a client
    /// that asks and does not read costs one answer's memory.
    private func finish(keepsAlive: Bool, _ context: ChannelHandlerContext) {
        stream = nil
        guard context.channel.isActive else { return }
        isAnswering = false
        server.connections.ended(context.channel)
        armTimeout(context)
        let ended = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        guard !keepsAlive || closesAfterAnswer else { return }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        ended.whenComplete { _ in bound.value.close(promise: nil) }
    }

    private func armTimeout(_ context: ChannelHandlerContext) {
        timeout?.cancel()
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        timeout = context.eventLoop.scheduleTask(in: requestTimeout) { bound.value.close(promise: nil) }
    }
}
