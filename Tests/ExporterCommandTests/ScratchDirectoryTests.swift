import Foundation
import TestSupport
import Testing

@testable import ExporterCommand

@Suite("scratch directory")
struct ScratchDirectoryTests {
    private let parent: TemporaryDirectory

    init() throws {
        parent = try TemporaryDirectory("scratch")
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: parent.path).sorted()
    }

    @Test("one left by an owner that was killed goes when the next is made; that of a living one stays")
    func abandoned() throws {
        let living = try ScratchDirectory(prefix: "demo", in: parent.path)
        try parent.write("", to: "demo-killed/.lock")
        try parent.write("team", to: "demo-killed/claude/teams/a/config.json")
        try parent.makeDirectory("demo-being-made")
        try parent.write("", to: "other-killed/.lock")
        try FileManager.default.createSymbolicLink(
            atPath: parent.path("demo-link"), withDestinationPath: parent.path("other-killed"))
        let next = try ScratchDirectory(prefix: "demo", in: parent.path)
        let kept = Set(["demo-being-made", "demo-link", "other-killed"])
        let own = Set([living.path, next.path].map { URL(fileURLWithPath: $0).lastPathComponent })
        #expect(Set(try names()) == kept.union(own))
        living.remove()
        next.remove()
        #expect(Set(try names()) == kept)
    }

    @Test("one whose owner died before it could lock it goes after a while")
    func neverLocked() throws {
        try parent.makeDirectory("demo-old")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: parent.path("demo-old"))
        let next = try ScratchDirectory(prefix: "demo", in: parent.path)
        #expect(try names() == [URL(fileURLWithPath: next.path).lastPathComponent])
        next.remove()
    }
}
