import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Suite("HTTP")
    struct HTTPTests {
        private func started(_ options: [String] = []) throws -> Exporter {
            let place = try TemporaryDirectory("http")
            return try Exporter(["--teams.root=\(Fixtures.path("claude"))"] + options, in: place)
        }

        @Test("a client that takes gzip gets the same families, compressed")
        func compresses() throws {
            let exporter = try started()
            let plain = try exporter.request("/metrics")
            let packed = try exporter.request("/metrics", headers: [("Accept-Encoding", "gzip")])
            #expect(plain.header("Content-Encoding") == nil)
            #expect(packed.header("Content-Encoding") == "gzip")
            #expect(packed.header("Vary")?.lowercased().contains("accept-encoding") == true)
            #expect(packed.body.count < plain.body.count / 2)
            let file = try exporter.place.write(packed.body, to: "scrape.gz")
            let unpacked = try ChildProcess.run("/bin/gzip", ["-dc"], input: file)
            #expect(unpacked.status == 0)
            #expect(
                Set(Scrape(text: unpacked.output).samples.keys).isSuperset(
                    of: Scrape(text: plain.text).samples.keys))
            let refused = try exporter.request(
                "/metrics", headers: [("Accept-Encoding", "gzip;q=0, identity")])
            #expect(refused.header("Content-Encoding") == nil)
        }

        @Test("600 idle connections do not keep the scraper out")
        func outlivesIdleConnections() throws {
            let exporter = try started()
            var idle: [LoopbackSocket] = []
            for _ in 0..<600 { idle.append(try LoopbackSocket(connectingTo: exporter.port)) }
            #expect(try exporter.request("/metrics").status == 200)
            #expect(idle.count == 600)
            let open = try #require(try exporter.scrape()["process_open_fds"])
            #expect(open < 600)
        }

        @Test("a client that asks and does not read costs one answer's memory")
        func holdsBackStalledClient() throws {
            let exporter = try started()
            let requests = String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 400)
            var stalled: [LoopbackSocket] = []
            for _ in 0..<20 {
                let client = try LoopbackSocket(connectingTo: exporter.port)
                try client.send(Array(requests.utf8))
                stalled.append(client)
            }
            let handled = #"agent_teams_exporter_http_requests_total{handler="/metrics",code="200"}"#
            var last = -1.0
            // Once no client gets further, each waits with what its socket holds and one answer.
            let isStill = try eventually(every: .milliseconds(200)) {
                let now = try exporter.scrape()[handled] ?? 0
                defer { last = now }
                return now - last == 1
            }
            #expect(isStill)
            #expect(last < 20 * 400)
            #expect(stalled.count == 20)
        }

        @Test("HEAD answers with the headers alone")
        func answersHead() throws {
            let exporter = try started()
            let answer = try exporter.request("/metrics", method: "HEAD")
            #expect(answer.status == 200)
            #expect(answer.body.isEmpty)
            #expect((answer.header("Content-Length").flatMap { Int($0) } ?? 0) > 1000)
        }

        @Test("known paths answer", arguments: ["/", "/metrics", "/-/healthy", "/-/ready"])
        func answersKnownPaths(path: String) throws {
            let exporter = try started()
            #expect(try exporter.request(path).status == 200)
        }

        @Test(
            "unknown paths are not found",
            arguments: ["/metric", "/metrics/", "/../etc/passwd", "/-/nothing", "/%00"])
        func refusesUnknownPaths(path: String) throws {
            let exporter = try started()
            #expect(try exporter.request(path).status == 404)
        }

        @Test("other methods are refused, with those that are allowed", arguments: ["POST", "PUT", "DELETE"])
        func refusesOtherMethods(method: String) throws {
            let exporter = try started()
            let answer = try exporter.request("/metrics", method: method)
            #expect(answer.status == 405)
            #expect(answer.header("Allow") == "GET, HEAD")
        }

        @Test("collect[] and name[] choose families, exclude[] leaves them out")
        func filtersFamilies() throws {
            let exporter = try started()
            let teams = try exporter.scrape("/metrics?collect[]=teams")
            #expect(teams[#"orchestrator_teams{status="stale"}"#] != nil)
            #expect(!teams.text.contains("process_open_fds"))
            let others = try exporter.scrape("/metrics?exclude[]=teams")
            #expect(others["process_open_fds"] != nil)
            #expect(!others.text.contains("orchestrator_teams{"))
            let named = try exporter.scrape("/metrics?name[]=orchestrator_teams_limit")
            #expect(named.samples.keys.filter { !$0.hasPrefix("orchestrator_teams_limit") }.isEmpty)
            #expect(named["orchestrator_teams_limit"] == 10)
        }

        @Test("many clients at once all get whole answers")
        func servesManyClients() throws {
            let exporter = try started(["--web.max-requests=0"])
            let port = exporter.port
            let whole = Mutex(0)
            DispatchQueue.concurrentPerform(iterations: 64) { number in
                let accept = number % 2 == 0 ? "text/plain" : "application/openmetrics-text"
                do {
                    let answer = try HTTPClient.send("/metrics", port: port, headers: [("Accept", accept)])
                    let isWhole = Scrape(text: answer.text)["orchestrator_teams_limit"] == 10
                    if answer.status == 200 && isWhole { whole.withLock { $0 += 1 } }
                } catch {
                    Issue.record("client \(number): \(error)")
                }
            }
            #expect(whole.withLock { $0 } == 64)
            #expect(try exporter.scrape()["agent_teams_exporter_http_requests_in_flight"] == 1)
        }

        @Test(
            "what is no HTTP does not disturb others",
            arguments: ["\u{0}\u{1}\u{2}\r\n\r\n", "GET\r\n\r\n", ""])
        func survivesNoise(noise: String) throws {
            let exporter = try started()
            let connection = try LoopbackSocket(connectingTo: exporter.port)
            try connection.send(Array(noise.utf8))
            #expect(try exporter.request("/metrics").status == 200)
        }
    }
}
