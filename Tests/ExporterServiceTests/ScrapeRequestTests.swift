import Exposition
import NIOCore
import NIOHTTP1
import Testing

@testable import ExporterService

@Suite("scrape request")
struct ScrapeRequestTests {
    private let known = ["teams", "logs", "process"]

    private func parse(_ query: String = "", _ headers: HTTPHeaders = [:]) throws -> ScrapeRequest {
        try ScrapeRequest(HTTPRequest(method: .GET, uri: "/metrics\(query)", headers: headers), known: known)
    }

    @Test("without a query all collectors run and all families show")
    func plain() throws {
        let request = try parse()
        #expect(request.collectors == Set(known))
        #expect(request.names == nil)
        #expect(request.format == ScrapeFormat(.text004))
        #expect(!request.isGzipped)
    }

    @Test("collect[] chooses, exclude[] leaves out, name[] narrows")
    func selection() throws {
        #expect(try parse("?collect[]=teams&collect[]=logs").collectors == ["teams", "logs"])
        #expect(try parse("?exclude[]=teams").collectors == ["logs", "process"])
        #expect(try parse("?name[]=orchestrator_teams").names == ["orchestrator_teams"])
    }

    @Test("an unknown collector, or both filters at once, is the scraper's error")
    func faults() {
        #expect(throws: ScrapeRequest.Fault.unknownCollector("cpu", known: known)) {
            try parse("?collect[]=cpu")
        }
        #expect(throws: ScrapeRequest.Fault.collectAndExclude) {
            try parse("?collect[]=teams&exclude[]=logs")
        }
    }

    @Test(
        "the scraper's timeout less a margin is our patience",
        arguments: [
            ("2", TimeAmount.milliseconds(1750)), ("2.5", .milliseconds(2250)), ("0.2", .milliseconds(100)),
            ("0.5", .milliseconds(250)),
            ("nonsense", .seconds(10)), ("-1", .seconds(10)), ("inf", .seconds(10)), ("nan", .seconds(10)),
        ]
    )
    func patience(header: String, expected: TimeAmount) throws {
        #expect(try parse("", ["X-Prometheus-Scrape-Timeout-Seconds": header]).patience == expected)
    }
}
