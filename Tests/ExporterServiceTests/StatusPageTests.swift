import NIOCore
import NIOHTTP1
import Testing

@testable import ExporterService

@Suite("status page")
struct StatusPageTests {
    private let page = StatusPage(telemetryPath: "/a\"><script>&")

    @Test("style and script bear the nonce of the policy, which is another one each time")
    func nonce() throws {
        let response = page.response
        let policy = try #require(response.headers["Content-Security-Policy"].first)
        let nonce = try #require(policy.firstMatch(of: /script-src 'nonce-([0-9a-f]{32})'/)).output.1
        let text = String(buffer: response.body)
        #expect(text.contains("<style nonce=\"\(nonce)\">"))
        #expect(text.contains("<script nonce=\"\(nonce)\">"))
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(page.response.headers["Content-Security-Policy"].first != policy)
    }

    @Test("nothing in it needs what the policy forbids, and nothing comes from elsewhere")
    func content() {
        let text = String(buffer: page.response.body)
        #expect(text.utf8.count < 40_000)
        #expect(!text.contains("@NONCE@") && !text.contains("@METRICS@") && !text.contains("@VERSION@"))
        #expect(!text.contains(/<[^>]+ (?:on[a-z]+|style)=/))
        #expect(!text.contains(/(?:src|href)="(?:https?:)?\/\//))
        #expect(!text.contains("innerHTML") && !text.contains("eval("))
    }

    @Test("the path of the metrics is a link, whatever it is called")
    func metricsLink() {
        let text = String(buffer: page.response.body)
        #expect(text.contains("<a href=\"/a&quot;&gt;&lt;script&gt;&amp;\">Metrics</a>"))
    }

    @Test("nobody may keep it, sniff in it or learn where its reader came from")
    func headers() {
        let headers = page.response.headers
        #expect(headers.first(name: "Cache-Control") == "no-store")
        #expect(headers.first(name: "X-Content-Type-Options") == "nosniff")
        #expect(headers.first(name: "Referrer-Policy") == "no-referrer")
    }
}
