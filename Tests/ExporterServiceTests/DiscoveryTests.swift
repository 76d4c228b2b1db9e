import Foundation
import Logging
import NIOCore
import TestSupport
import Testing

@testable import ExporterService

@Suite("discovery")
struct DiscoveryTests {
    private func discovery(_ place: TemporaryDirectory, state: String = "/state") -> Discovery {
        Discovery(
            ServeOptions(listenAddresses: [], stateDirectory: state, discoveryDirectory: place.path),
            isEncrypted: false, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func files(_ place: TemporaryDirectory) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
    }

    @Test("the address is there while it serves, readable by all, and gone after")
    func leavesAddress() throws {
        let place = try TemporaryDirectory("discovery")
        let discovery = discovery(place)
        discovery.isListening(on: [try SocketAddress(ipAddress: "127.0.0.1", port: 9765)])
        let name = try #require(try files(place).first)
        let bytes = try Data(contentsOf: URL(filePath: "\(place.path)/\(name)"))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"[{"labels":{"__metrics_path__":"/metrics","__scheme__":"http"},"targets":["127.0.0.1:9765"]}]"#
        )
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(place.path)/\(name)")
        #expect(attributes[.posixPermissions] as? Int == 0o644)
        discovery.stop()
        #expect(try files(place).isEmpty)
    }

    @Test("exporters with state directories of their own do not take each other's files")
    func keepsApart() throws {
        let place = try TemporaryDirectory("discovery")
        let (first, second) = (discovery(place), discovery(place, state: "/other"))
        first.isListening(on: [try SocketAddress(ipAddress: "127.0.0.1", port: 1)])
        second.isListening(on: [try SocketAddress(ipAddress: "::1", port: 2)])
        #expect(
            TargetDirectory(path: place.path).groups().flatMap(\.targets).sorted() == [
                "127.0.0.1:1", "[::1]:2",
            ])
        first.stop()
        #expect(TargetDirectory(path: place.path).groups().flatMap(\.targets) == ["[::1]:2"])
    }

    @Test("what is no list of targets, or is another program's, is passed over")
    func passesOver() throws {
        let place = try TemporaryDirectory("discovery")
        try place.write("[{", to: "agent-teams-exporter-0-broken.json")
        try place.write(String(repeating: "[", count: 70_000), to: "agent-teams-exporter-0-large.json")
        try place.write(#"[{"targets":["a:1"],"labels":{}}]"#, to: "other.json")
        try place.write(#"[{"targets":["b:1"],"labels":{}}]"#, to: "agent-teams-exporter-0-b.json")
        #expect(TargetDirectory(path: place.path).groups().flatMap(\.targets) == ["b:1"])
        #expect(TargetDirectory(path: "\(place.path)/absent").groups().isEmpty)
    }

    @Test(
        "a host is read from the header, and nothing else is",
        arguments: [
            ("a.example:9765", "a.example"), ("127.0.0.1", "127.0.0.1"), ("[::1]:80", "::1"), ("[::1", nil),
            ("", nil), (":80", nil), ("a b", nil), ("a\"b", nil), ("[a\"]", nil), ("ü.example", nil),
            (String(repeating: "a", count: 254), nil),
        ] as [(String, String?)])
    func readsHost(header: String, expected: String?) {
        #expect(HostName(header)?.text == expected)
    }

    @Test("an address that stands for all is told by the machine's name")
    func namesMachine() throws {
        let place = try TemporaryDirectory("discovery")
        discovery(place).isListening(on: [try SocketAddress(ipAddress: "0.0.0.0", port: 3)])
        #expect(
            TargetDirectory(path: place.path).groups().flatMap(\.targets) == ["\(HostName.ofThisMachine):3"])
    }
}
