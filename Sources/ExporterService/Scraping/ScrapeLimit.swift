import NIOCore
import NIOHTTP1
import Synchronization

/// Refuses scrapes while as many as may be are being answered.
///
/// An answer that was made and is being sent does not count: a client that does not read must not shut others out.
final class ScrapeLimit: Sendable {
    private let most: Int
    private let underWay = Atomic(0)

    /// - Parameter most: 0 for any number.
    init(most: Int) { self.most = most }

    func admit(
        on eventLoop: any EventLoop, _ answer: () -> EventLoopFuture<HTTPResponse>
    ) -> EventLoopFuture<HTTPResponse> {
        guard most > 0 else { return answer() }
        let isAdmitted = underWay.add(1, ordering: .relaxed).newValue <= most
        guard isAdmitted else {
            underWay.subtract(1, ordering: .relaxed)
            return eventLoop.makeSucceededFuture(refusal)
        }
        return answer().always { _ in self.underWay.subtract(1, ordering: .relaxed) }
    }

    private var refusal: HTTPResponse {
        var response = HTTPResponse.text(
            .serviceUnavailable,
            "\(most) scrapes are being answered already; try again later, or raise --web.max-requests")
        response.headers.add(name: "Retry-After", value: "1")
        return response
    }
}
