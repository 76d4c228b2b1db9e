import Testing

@testable import ExporterService

@Suite("listen address")
struct ListenAddressTests {
    @Test(
        "the usual spellings are understood",
        arguments: [
            ("127.0.0.1:9765", "127.0.0.1", 9765), (":9765", "", 9765), ("[::1]:80", "::1", 80),
            ("localhost:0", "localhost", 0), ("[::]:65535", "::", 65535),
        ]
    )
    func good(text: String, host: String, port: Int) throws {
        let address = try ListenAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test("a Unix socket is a path after unix:")
    func unixSocket() throws {
        let address = try ListenAddress("unix:/run/exporter.sock")
        #expect(address.socketPath == "/run/exporter.sock")
        #expect("\(address)" == "unix:/run/exporter.sock")
        for bad in ["unix:", "unix:relative", "unix:/" + String(repeating: "x", count: 107)] {
            #expect(throws: ServiceError.badListenAddress(bad)) { try ListenAddress(bad) }
        }
    }

    @Test(
        "what is no address is refused by name",
        arguments: [
            "", "9765", "localhost", "::1:80", "host:", "host:65536", "host:-1", "host:http", "[::1]",
        ]
    )
    func bad(text: String) {
        #expect(throws: ServiceError.badListenAddress(text)) { try ListenAddress(text) }
    }
}
