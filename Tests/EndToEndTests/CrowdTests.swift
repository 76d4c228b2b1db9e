import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A crowd at the door")
    struct CrowdTests {
        /// What strangers send: a head that never ends, noise, a head that is too long, requests whose answers nobody reads.
        private static let words = [
            "GET /metrics HTTP/1.1\r\nHost: a\r\nX-Slow: ",
            "\u{1}\u{2}\u{0}\r\n\r\n\r\nGET / HTTP/9.9\r\n\r\n",
            "GET / HTTP/1.1\r\nX-Long: " + String(repeating: "a", count: 70_000),
            String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 100),
            "POST /-/reload HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ]

        @Test(
            "the scraper is answered while 1,000 idle and 100 hostile connections hold on, in bounded memory")
        func scraperIsAnswered() throws {
            try DescriptorRoom.make(4096)
            let place = try TemporaryDirectory("crowd")
            let exporter = try Exporter(["--teams.root=\(Fixtures.path("claude"))"], in: place)
            let idle = try (0..<1000).map { _ in try LoopbackSocket(connectingTo: exporter.port) }
            let hostile = try (0..<100).map { number in
                let socket = try LoopbackSocket(connectingTo: exporter.port, timeoutSeconds: 1)
                // The daemon may close it before all is sent.
                try? socket.send(Array(Self.words[number % Self.words.count].utf8))
                return socket
            }
            for _ in 0..<50 { #expect(try exporter.request("/metrics").status == 200) }
            let resident = try #require(try exporter.scrape()["process_resident_memory_bytes"])
            #expect(resident < Double(200 << 20), "1,100 connections took \(Int(resident) >> 20) MiB")
            #expect(idle.count + hostile.count == 1100)
            #expect(exporter.process.isRunning)
        }
    }
}

/// How many files this process may have open.
enum DescriptorRoom {
    struct Failure: Error {}

    static func make(_ count: rlim_t) throws {
        var limit = rlimit()
        // SAFETY: both calls read or write the one local structure.
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw Failure()
        }
        limit.rlim_cur = min(max(limit.rlim_cur, count), limit.rlim_max)
        guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            throw Failure()
        }
    }
}
