import Foundation
import Testing

@testable import TeamState

/// What a repository cannot carry: links, pipes, permissions, names that are no text.
@Suite("TeamReader among hostile files")
struct HostileFilesTests {
    private let tree: ScratchTree
    private static let nowMs: Int64 = 1_785_355_560_000

    init() throws {
        tree = try ScratchTree()
        try tree.writeTeam("good", members: ["lead", "worker"])
        try tree.write(
            "teams/good/inboxes/lead.json", #"[{"from":"worker","timestamp":"2026-07-29T20:00:01Z"}]"#)
    }

    private func scan() -> TeamSnapshot {
        let reader = TeamReader(roots: [tree.path], timing: ReadTiming(pause: { _ in }))
        return reader.scan(nowMs: Self.nowMs)
    }

    private func expectGoodTeam(_ snapshot: TeamSnapshot) {
        let good = snapshot.teams.first { $0.label == "good" }
        #expect(good?.members.count == 2)
        #expect(good?.unreadCount == 1)
    }

    @Test("links that lead in circles or nowhere are not followed")
    func linkLoops() throws {
        try tree.writeTeam("loop")
        try tree.link("teams/loop/inboxes", to: ".")
        try tree.link("teams/loop-a", to: "../teams/loop-b")
        try tree.link("teams/loop-b", to: "../teams/loop-a")
        try tree.link("teams/dangling", to: "/nowhere/at/all")
        let snapshot = scan()
        expectGoodTeam(snapshot)
        #expect(snapshot.teams.map(\.label) == ["good", "loop"])
        #expect(snapshot.readErrors == [.init(.inbox, .type): 1])
    }

    @Test("a team directory that is a link to another team is not counted twice")
    func linkedTeam() throws {
        try tree.link("teams/alias", to: "good")
        #expect(scan().teams.map(\.label) == ["good"])
    }

    @Test("an inbox or a config that is a link out of the tree is not read")
    func linkedFiles() throws {
        let outside = try ScratchTree()
        try outside.write("secret.json", #"[{"from":"x","text":"secret","read":false}]"#)
        try outside.write("config.json", #"{"members":[{"name":"intruder"}]}"#)
        try tree.link("teams/good/inboxes/x.json", to: outside["secret.json"])
        try tree.link("teams/linked/config.json", to: outside["config.json"])
        let snapshot = scan()
        expectGoodTeam(snapshot)
        #expect(snapshot.teams.first { $0.label == "good" }?.inboxes.count == 1)
        #expect(snapshot.teams.first { $0.label == "linked" }?.configFault == .type)
        #expect(snapshot.readErrors == [.init(.inbox, .type): 1, .init(.config, .type): 1])
    }

    @Test("pipes, sockets and directories in place of files neither block nor hide the rest")
    func pipes() throws {
        try FileManager.default.createDirectory(
            atPath: tree["teams/piped"], withIntermediateDirectories: true)
        tree.makePipe("teams/good/inboxes/pipe.json")
        tree.makePipe("teams/piped/config.json")
        tree.makeSocket("teams/good/inboxes/socket.json")
        try FileManager.default.createDirectory(
            atPath: tree["teams/good/inboxes/folder.json"], withIntermediateDirectories: true)
        let snapshot = scan()
        expectGoodTeam(snapshot)
        #expect(snapshot.readErrors == [.init(.inbox, .type): 3, .init(.config, .type): 1])
        #expect(snapshot.teams.first { $0.label == "piped" }?.isReadable == false)
    }

    @Test("files and directories without permission are counted, and the rest is read")
    func permissions() throws {
        try tree.writeTeam("locked")
        try tree.writeTeam("sealed")
        try tree.write("teams/good/inboxes/mute.json", "[]")
        tree.setPermissions("teams/locked/config.json", 0)
        tree.setPermissions("teams/good/inboxes/mute.json", 0)
        tree.setPermissions("teams/sealed", 0)
        let snapshot = try asOrdinaryUser { scan() }
        expectGoodTeam(snapshot)
        #expect(snapshot.teams.filter { !$0.isReadable }.map(\.label) == ["locked", "sealed"])
        #expect(snapshot.readErrors[.init(.config, .io)] == 2)
        #expect((snapshot.readErrors[.init(.inbox, .io)] ?? 0) >= 1)
    }

    @Test("a root that may not be listed is unreadable, one that is missing is absent, a file is no root")
    func roots() throws {
        let other = try ScratchTree()
        try other.writeTeam("hidden")
        try other.write("file", "x")
        other.setPermissions("teams", 0)
        let reader = TeamReader(roots: [other.path, other["none"], other["file"], tree.path])
        let snapshot = try asOrdinaryUser { reader.scan(nowMs: Self.nowMs) }
        #expect(snapshot.roots == [.unreadable, .absent, .unreadable, .readable])
        #expect(snapshot.teams.map(\.label) == ["good"])
        #expect(snapshot.readErrors == [.init(.root, .io): 1, .init(.root, .type): 1])
    }

    @Test("names that are no UTF-8 become distinct labels of valid text")
    func names() throws {
        try tree.writeTeam(rawName: Array("bad".utf8) + [0xFF])
        try tree.writeTeam(rawName: Array("bad".utf8) + [0xFE])
        try tree.write("teams/good/inboxes/.json", "[]")
        try tree.write("teams/good/inboxes/..json", "[]")
        let snapshot = scan()
        expectGoodTeam(snapshot)
        #expect(snapshot.teams.map(\.label) == ["bad\u{FFFD}", "bad\u{FFFD} (2)", "good"])
        #expect(snapshot.teams.map(\.directoryName.last) == [0xFE, 0xFF, UInt8(ascii: "d")])
        #expect(snapshot.teams.last?.inboxes.count == 1)
    }

    @Test("a file above the cap is not read")
    func tooLarge() throws {
        try tree.write("teams/good/inboxes/huge.json", "[]")
        tree.grow("teams/good/inboxes/huge.json", toBytes: StateFileReader.limitBytes + 1)
        let snapshot = scan()
        expectGoodTeam(snapshot)
        #expect(snapshot.readErrors == [.init(.inbox, .tooLarge): 1])
    }
}
