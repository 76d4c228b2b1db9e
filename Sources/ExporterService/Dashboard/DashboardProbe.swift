package import Collectors
import NIOCore
import NIOPosix

/// One probe of the dashboard.
package enum DashboardProbe {
    /// An answer about health is short; more than this is something else.
    private static let maxBodyBytes = 1 << 20

    /// Asks once, and looks for its process; for commands, which may wait.
    package static func once(
        _ target: ExporterConfiguration.Dashboard, procfs: String
    ) -> DashboardSight {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let began = TeamsCollector.systemNowMs()
        var found: DashboardSight
        do {
            found = try sight(of: target, on: eventLoop).wait()
        } catch {
            // Its own faults are found, not thrown: only an event loop that is ended comes here.
            found = DashboardSight(result: .broken, duration: .zero, probedAtMs: began)
        }
        found.isProcessRunning = target.isProcessRunning(procfs: procfs)
        return found
    }

    /// Never fails: what goes wrong is what was found.
    static func sight(
        of target: ExporterConfiguration.Dashboard, on eventLoop: any EventLoop
    ) -> EventLoopFuture<DashboardSight> {
        let began = ContinuousClock.now
        let beganMs = TeamsCollector.systemNowMs()
        @Sendable func sight(_ result: DashboardSight.Result, _ statusCode: Int?) -> DashboardSight {
            DashboardSight(
                result: result, statusCode: statusCode, duration: began.duration(to: .now),
                probedAtMs: beganMs)
        }
        let limits = HTTPFetch.Limits(patience: target.timeout, bytes: maxBodyBytes)
        return HTTPFetch.exchange(target.url, accept: "application/json", limits: limits, on: eventLoop)
            .map { reply in
                let result = DashboardAnswer.result(
                    status: reply.status, contentType: reply.contentType, body: reply.body)
                return sight(result, reply.status)
            }
            .recover { error in
                switch error {
                case HTTPFetch.Failure.noConnection: sight(.refused, nil)
                case HTTPFetch.Failure.timeout: sight(.timeout, nil)
                default: sight(.broken, nil)
                }
            }
    }
}
