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

/// Finds the endpoint for a request: by its path as sent, else by a path with a name in it.
struct Router: Sendable {
    private let endpoints: [String: Endpoint]
    private let patterns: [(pattern: RoutePattern, endpoint: Endpoint)]

    init(_ endpoints: [Endpoint]) {
        self.endpoints = Dictionary(endpoints.map { ($0.path, $0) }) { first, _ in first }
        patterns = endpoints.compactMap { endpoint in
            RoutePattern(endpoint.path).map { ($0, endpoint) }
        }
    }

    /// The paths that have an answer, those with names in them as they are written.
    var paths: some Collection<String> { endpoints.keys }

    /// The path as a metric label: one of ours, or `other`, so that strangers cannot invent series.
    func label(for request: HTTPRequest) -> String { find(request)?.endpoint.path ?? "other" }

    func respond(to request: HTTPRequest, on eventLoop: any EventLoop) -> EventLoopFuture<HTTPResponse> {
        guard let (endpoint, name) = find(request) else {
            return eventLoop.makeSucceededFuture(.text(.notFound, "nothing here; see / for what there is"))
        }
        guard endpoint.methods.contains(request.method) else {
            return eventLoop.makeSucceededFuture(.methodNotAllowed(allow: endpoint.methods))
        }
        var request = request
        request.name = name
        return endpoint.respond(request, eventLoop)
    }

    private func find(_ request: HTTPRequest) -> (endpoint: Endpoint, name: String?)? {
        if let endpoint = endpoints[request.path], !request.path.contains("{") { return (endpoint, nil) }
        for (pattern, endpoint) in patterns {
            if let name = pattern.name(in: request.path) { return (endpoint, name) }
        }
        return nil
    }
}
