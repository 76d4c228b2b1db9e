import NIOHTTP1
import Testing

@testable import ExporterService

@Suite("HTTP request")
struct HTTPRequestTests {
    private func request(_ uri: String, headers: HTTPHeaders = [:]) -> HTTPRequest {
        HTTPRequest(method: .GET, uri: uri, headers: headers)
    }

    @Test(
        "the query is split and percent-decoded; a bad escape stays as it is",
        arguments: [
            ("/metrics", []),
            ("/metrics?", []),
            ("/metrics?collect[]=teams", ["collect[]=teams"]),
            ("/metrics?collect%5B%5D=teams&collect%5B%5D=logs", ["collect[]=teams", "collect[]=logs"]),
            ("/metrics?a=1+2&b", ["a=1 2", "b="]),
            ("/metrics?a=%zz&b=%4&c=%&d=%41", ["a=%zz", "b=%4", "c=%", "d=A"]),
            ("/metrics?a=%+1", ["a=% 1"]),
            ("/metrics?a=b=c", ["a=b=c"]),
            ("/metrics?=&&=", ["=", "="]),
        ]
    )
    func query(uri: String, expected: [String]) {
        let request = request(uri)
        #expect(request.path == "/metrics")
        #expect(request.query.map { "\($0.name)=\($0.value)" } == expected)
    }

    @Test("a header sent twice reads as one list")
    func joinedHeader() {
        let request = request("/", headers: ["Accept": "text/plain", "accept": "*/*;q=0.1"])
        #expect(request.header("Accept") == "text/plain, */*;q=0.1")
        #expect(request.header("Absent") == nil)
    }

    @Test(
        "a whole URL as the target means its path, as RFC 9112 wants of servers",
        arguments: [
            ("http://host/metrics", "/metrics", 0),
            ("HTTP://[::1]:9765/metrics?name[]=a", "/metrics", 1),
            ("https://host:1/", "/", 0),
            ("http://host", "/", 0),
            ("http://host?a=b", "/", 1),
            ("/x?to=http://host/y", "/x", 1),
            ("ftp://host/metrics", "ftp://host/metrics", 0),
            ("*", "*", 0),
        ]
    )
    func absoluteForm(target: String, path: String, items: Int) {
        let request = request(target)
        #expect(request.path == path)
        #expect(request.query.count == items)
    }
}
