import NIOCore
import NIOHTTP1

/// One address of the program: a path, and what answers there.
struct Endpoint: Sendable {
    let path: String
    /// What it answers to; anything else is 405.
    let methods: [HTTPMethod]
    /// Answers on the given event loop; must not block it.
    let respond: @Sendable (HTTPRequest, any EventLoop) -> EventLoopFuture<HTTPResponse>

    init(
        _ path: String,
        methods: [HTTPMethod] = [.GET, .HEAD],
        respond: @escaping @Sendable (HTTPRequest, any EventLoop) -> EventLoopFuture<HTTPResponse>
    ) {
        self.path = path
        self.methods = methods
        self.respond = respond
    }

    /// An endpoint whose answer is at hand at once.
    static func immediate(
        _ path: String,
        _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) -> Endpoint {
        Endpoint(path) { request, eventLoop in eventLoop.makeSucceededFuture(answer(request)) }
    }
}

/// Finds the endpoint for a request.
struct Router: Sendable {
    private let endpoints: [String: Endpoint]

    init(_ endpoints: [Endpoint]) {
        self.endpoints = Dictionary(endpoints.map { ($0.path, $0) }) { first, _ in first }
    }

    /// The paths that have an answer.
    var paths: some Collection<String> { endpoints.keys }

    /// The path as a metric label: one of ours, or `other`, so that strangers cannot invent series.
    func label(for request: HTTPRequest) -> String {
        endpoints[request.path] == nil ? "other" : request.path
    }

    func respond(to request: HTTPRequest, on eventLoop: any EventLoop) -> EventLoopFuture<HTTPResponse> {
        guard let endpoint = endpoints[request.path] else {
            return eventLoop.makeSucceededFuture(.text(.notFound, "nothing here; see / for what there is"))
        }
        guard endpoint.methods.contains(request.method) else {
            return eventLoop.makeSucceededFuture(.methodNotAllowed(allow: endpoint.methods))
        }
        return endpoint.respond(request, eventLoop)
    }
}
