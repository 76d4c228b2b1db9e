import Foundation
import Glibc
import TestSupport
import Testing

@testable import HostState

@Suite("DirectorySizes")
struct DirectorySizesTests {
    private let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory("sizes")
        try place.write("12345", to: "a/config.json")
        try place.write("1234567", to: "a/inboxes/x.json")
        try place.write("123", to: "b/config.json")
    }

    private func path(_ name: String) -> [UInt8] { Array(place.path(name).utf8) }

    @Test("files below count, links and what they lead to do not")
    func sizes() throws {
        try FileManager.default.createSymbolicLink(
            atPath: place.path("a/loop"), withDestinationPath: place.path("a"))
        #expect(HostCalls.size(of: path("a")) == 12)
        #expect(HostCalls.size(of: path("a/loop")) == nil)
        #expect(HostCalls.size(of: path("nowhere")) == nil)
        #expect(HostCalls.size(of: path("a/config.json")) == nil)
    }

    @Test(
        "a directory of which a part cannot be read has no size",
        .enabled(if: geteuid() != 0, "root reads everything"))
    func unreadablePart() throws {
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0], ofItemAtPath: place.path("a/inboxes"))
        #expect(HostCalls.size(of: path("a")) == nil)
        try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: place.path("a/inboxes"))
        #expect(HostCalls.size(of: path("a")) == 12)
    }

    @Test("with little time each look goes on with the directory that was measured longest ago")
    func turns() throws {
        var sizes = DirectorySizes(budget: .zero)
        let paths = [path("a"), path("b")]
        sizes.look(at: paths)
        #expect(sizes.bytes(of: paths[0]) == 12)
        #expect(sizes.bytes(of: paths[1]) == nil)
        sizes.look(at: paths)
        #expect(sizes.bytes(of: paths[1]) == 3)
        try place.write("1", to: "a/new.json")
        try place.write("1", to: "b/new.json")
        sizes.look(at: paths)
        #expect(paths.map { sizes.bytes(of: $0) } == [13, 3])
        sizes.look(at: [paths[1]])
        #expect(paths.map { sizes.bytes(of: $0) } == [nil, 4])
    }

    @Test("the room on a file system is what the system tells, and a directory that is not there has none")
    func fileSystem() throws {
        let usage = try #require(HostCalls.fileSystem(of: place.path))
        let told = try FileManager.default.attributesOfFileSystem(forPath: place.path)
        #expect(usage.sizeBytes == (told[.systemSize] as? NSNumber)?.uint64Value)
        #expect(usage.availableBytes <= usage.sizeBytes)
        #expect(HostCalls.fileSystem(of: place.path("nowhere")) == nil)
    }
}
