import NIOCore
import NIOHTTP1

/// `POST` or `PUT /-/reload`, with the statuses of Prometheus.
enum ReloadEndpoint {
    /// - Parameter reloader: `nil` when `--web.enable-lifecycle` was not given.
    static func endpoint(_ reloader: Reloader?) -> Endpoint {
        Endpoint("/-/reload", methods: [.POST, .PUT]) { _, eventLoop in
            guard let reloader else {
                return eventLoop.makeSucceededFuture(.text(.forbidden, "Lifecycle API is not enabled."))
            }
            return reloader.reload().map(answer).hop(to: eventLoop)
        }
    }

    private static func answer(_ outcome: Reloader.Outcome) -> HTTPResponse {
        switch outcome {
        case .loaded: .text(.ok, "configuration loaded")
        case .refused(let reason): .text(.internalServerError, "failed to reload config: \(reason)")
        }
    }
}
