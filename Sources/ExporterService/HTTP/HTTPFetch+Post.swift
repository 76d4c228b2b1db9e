import NIOCore
import NIOHTTP1
import NIOSSL

extension HTTPFetch {
    /// What is posted beside the usual headers.
    struct Submission: Sendable {
        let headers: [(String, String)]
        let body: [UInt8]
    }

    /// Posts once, and takes whatever status comes back; fails as `exchange` does.
    ///
    /// - Parameter tls: for `https` URLs.
    static func post(
        _ url: String, _ submission: Submission, tls: NIOSSLContext?, limits: Limits,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Reply> {
        let target: Target
        do {
            target = try Target(url, allowsTLS: tls != nil)
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
        var head = target.request(accept: "*/*")
        head.method = .POST
        head.headers.add(name: "Content-Length", value: "\(submission.body.count)")
        for (name, value) in submission.headers { head.headers.add(name: name, value: value) }
        return exchange(
            target, head, body: submission.body, tls: tls, limits: limits, on: eventLoop)
    }
}
