import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix
import WebAccess

/// What a connection has to pass before anything is answered: TLS, rate limit, credentials.
final class Door: Sendable {
    let watch: WebWatch
    let metrics: DoorMetrics
    private let threads: NIOThreadPool

    /// - Parameter threads: run bcrypt, which takes tens of milliseconds and more each time.
    init(_ watch: WebWatch, metrics: DoorMetrics, threads: NIOThreadPool) {
        self.watch = watch
        self.metrics = metrics
        self.threads = threads
    }

    /// Reads the web configuration, before anything is opened that a fault would leave behind.
    ///
    /// - Parameters:
    ///   - looking: threads that look at its files.
    ///   - judging: threads that run bcrypt.
    /// - Throws: `ConfigurationFault.web` when it is faulty.
    static func make(
        _ source: WebConfigurationSource, registry: MetricRegistry, looking: NIOThreadPool,
        judging: NIOThreadPool, _ logger: Logger
    ) throws -> Door {
        let loaded: LoadedWebConfiguration
        do throws(WebFault) {
            loaded = try source.load()
        } catch {
            throw ConfigurationFault.web(error)
        }
        let metrics = try DoorMetrics(registry: registry)
        let watch = WebWatch(loaded, source: source, threads: looking, metrics: metrics, logger: logger)
        return Door(watch, metrics: metrics, threads: judging)
    }

    /// Answers what must not pass, hands on the rest, and adds the headers that the file sets.
    func respond(
        to request: HTTPRequest, from client: String, on eventLoop: any EventLoop,
        _ next: @escaping @Sendable (HTTPRequest) -> EventLoopFuture<HTTPResponse>
    ) -> EventLoopFuture<HTTPResponse> {
        watch.current(on: eventLoop).flatMap { [self] loaded in
            judge(request, from: client, loaded, on: eventLoop).flatMap { [metrics] verdict in
                metrics.judged(verdict)
                if let refusal = Refusal.response(to: verdict, loaded.configuration) {
                    return eventLoop.makeSucceededFuture(refusal)
                }
                var request = request
                if case .granted = verdict { request.origin.isAuthenticated = true }
                return next(request)
            }.map { response in
                var response = response
                for header in loaded.configuration.headers {
                    response.headers.replaceOrAdd(name: header.name, value: header.value)
                }
                return response
            }
        }
    }

    private func judge(
        _ request: HTTPRequest, from client: String, _ loaded: LoadedWebConfiguration,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Verdict> {
        let credentials = PresentedCredentials(authorization: request.headers["Authorization"])
        let visit = Visit(path: request.path, credentials: credentials, client: client)
        switch loaded.doorkeeper.look(at: visit) {
        case .decided(let verdict): return eventLoop.makeSucceededFuture(verdict)
        case .undecided(let claim):
            return threads.runIfActive(eventLoop: eventLoop) { loaded.doorkeeper.judge(claim) }
        }
    }
}

/// The answers to those who do not get in.
enum Refusal {
    /// nil for those who do.
    static func response(to verdict: Verdict, _ configuration: WebConfiguration) -> HTTPResponse? {
        switch verdict {
        case .open, .granted: nil
        case .missing, .wrong: unauthorized(configuration)
        case .forbidden:
            .text(.forbidden, "this user may not see this; see 'access' in the web configuration")
        case .backedOff(let wait):
            later(.tooManyRequests, wait, "too many failed logins; try again later")
        case .rateLimited(let wait): later(.tooManyRequests, wait, "too many requests; try again later")
        case .busy: later(.serviceUnavailable, .seconds(1), "too many logins at once; try again later")
        }
    }

    private static func unauthorized(_ configuration: WebConfiguration) -> HTTPResponse {
        var response = HTTPResponse.text(.unauthorized, "Unauthorized")
        if !configuration.users.isEmpty {
            response.headers.add(name: "WWW-Authenticate", value: "Basic realm=\"agent-teams-exporter\"")
        }
        if !configuration.tokens.isEmpty {
            response.headers.add(name: "WWW-Authenticate", value: "Bearer realm=\"agent-teams-exporter\"")
        }
        return response
    }

    private static func later(
        _ status: HTTPResponseStatus, _ wait: Duration, _ text: String
    ) -> HTTPResponse {
        var response = HTTPResponse.text(status, text)
        let (seconds, rest) = wait.components
        response.headers.add(name: "Retry-After", value: String(max(1, seconds + (rest > 0 ? 1 : 0))))
        return response
    }
}
