import NIOCore
import NIOHTTP1
import Testing

@testable import ExporterService

@Suite("where a request comes from")
struct ClientNameTests {
    @Test(
        "a local client calls this machine by a name of its own",
        arguments: ["127.0.0.1:9765", "127.8.9.1", "localhost", "LOCALHOST:1", "[::1]:9765", "[::1]"])
    func local(host: String) throws {
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let client = try SocketAddress(ipAddress: address, port: 5)
            #expect(ClientName.isLocal(client, ["Host": host]), "\(address)")
        }
        #expect(ClientName.isLocal(try SocketAddress(unixDomainSocketPath: "/s"), ["Host": host]))
    }

    @Test(
        "a page of a stranger whose name leads here is no local client",
        arguments: [
            "evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.1x", "127.0.0",
            "[::2]:1", "", "128.0.0.1",
        ])
    func rebound(host: String) throws {
        let client = try SocketAddress(ipAddress: "127.0.0.1", port: 5)
        #expect(!ClientName.isLocal(client, ["Host": host]))
    }

    @Test("who comes from elsewhere, by himself or through a proxy, is not local")
    func remote() throws {
        let near = try SocketAddress(ipAddress: "127.0.0.1", port: 5)
        let far = try SocketAddress(ipAddress: "192.0.2.1", port: 5)
        #expect(!ClientName.isLocal(far, ["Host": "localhost"]))
        #expect(!ClientName.isLocal(nil, ["Host": "localhost"]))
        for header in ["X-Forwarded-For", "Forwarded", "Via"] {
            #expect(!ClientName.isLocal(near, ["Host": "localhost", header: "x"]), "\(header)")
        }
        #expect(!ClientName.isLocal(near, [:]))
        #expect(!ClientName.isLocal(near, HTTPHeaders([("Host", "localhost"), ("Host", "evil")])))
    }
}
