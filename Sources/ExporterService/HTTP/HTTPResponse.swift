import NIOCore
import NIOHTTP1

/// An answer, whole in memory: the largest is a scrape of some megabytes. Or one that goes on.
struct HTTPResponse: Sendable {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: ByteBuffer
    /// Of an answer without an end: gets the stream once the headers are sent. There is no body then.
    var stream: (@Sendable (ResponseStream) -> Void)?

    init(_ status: HTTPResponseStatus, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A short answer for people and probes.
    static func text(_ status: HTTPResponseStatus, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status,
            headers: ["Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"],
            body: ByteBuffer(string: text + "\n")
        )
    }

    static func methodNotAllowed(allow: [HTTPMethod]) -> HTTPResponse {
        let allowed = allow.map(\.rawValue).joined(separator: ", ")
        var response = text(.methodNotAllowed, "this address answers \(allowed) only")
        response.headers.replaceOrAdd(name: "Allow", value: allowed)
        return response
    }
}
