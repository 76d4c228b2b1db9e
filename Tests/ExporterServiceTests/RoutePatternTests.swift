import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import ExporterService

@Suite("router")
struct RoutePatternTests {
    private let router = Router(
        ["/api/teams", "/api/teams/{team}", "/api/teams/metrics"].map { path in
            .immediate(path) { .text(.ok, "\(path) \($0.name ?? "-")") }
        })

    private func answer(_ uri: String) async throws -> String {
        let request = HTTPRequest(method: .GET, uri: uri, headers: [:])
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let response = try await router.respond(to: request, on: loop).get()
        return response.status == .ok ? String(buffer: response.body) : "\(response.status.code)\n"
    }

    @Test(
        "a name in a path is decoded; a path of its own comes first",
        arguments: [
            ("/api/teams", "/api/teams -"), ("/api/teams/alpha", "/api/teams/{team} alpha"),
            ("/api/teams/alpha?x=y", "/api/teams/{team} alpha"),
            ("/api/teams/metrics", "/api/teams/metrics -"),
            ("/api/teams/%6Detrics", "/api/teams/{team} metrics"),
            ("/api/teams/a%20b+c", "/api/teams/{team} a b+c"),
            ("/api/teams/%E3%83%81", "/api/teams/{team} チ"),
            ("/api/teams/%2e%2e%2Fetc%2Fpasswd", "/api/teams/{team} ../etc/passwd"),
            ("/api/teams/..", "/api/teams/{team} .."),
            ("/api/teams/{team}", "/api/teams/{team} {team}"),
        ])
    func names(uri: String, expected: String) async throws {
        #expect(try await answer(uri) == expected + "\n")
    }

    @Test(
        "what does not fit is not there",
        arguments: [
            "/api/teams/", "/api/teams//", "/api/teams/a/b", "/api/teams/a/", "/api//a", "/api/Teams/a",
            "//api/teams/a", "/api/teams/%", "/api/teams/%2", "/api/teams/%zz", "/api/teams/%+1",
            "/api/teams/%ff", "/api/teams/%c3", "/api", "", "/{team}",
        ])
    func strangers(uri: String) async throws {
        #expect(try await answer(uri) == "404\n")
    }

    @Test("strangers cannot invent label values")
    func labels() {
        let uris = ["/api/teams/a", "/api/teams/b%00", "/api/teams/{team}", "/nowhere", "/api/teams/a/b"]
        let labels = uris.map { router.label(for: HTTPRequest(method: .GET, uri: $0, headers: [:])) }
        #expect(Array(labels) == Array(repeating: "/api/teams/{team}", count: 3) + ["other", "other"])
    }
}
