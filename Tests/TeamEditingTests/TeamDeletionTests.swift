import Foundation
import TestSupport
import Testing

@testable import TeamEditing

@Suite("deleting a team")
struct TeamDeletionTests {
    private let root: TemporaryDirectory
    private let backups: String

    init() throws {
        root = try TemporaryDirectory("root")
        backups = root.path("state/backups/teams")
        try root.write(#"{"name": "shop"}"#, to: "claude/teams/shop/config.json")
        try root.write("[]", to: "claude/teams/shop/inboxes/dev.json")
        try root.write("{}", to: "claude/tasks/shop/1.json")
        try root.write("{}", to: "claude/teams/other/config.json")
    }

    private func names(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path(path))) ?? []).sorted()
    }

    private func delete(_ team: String = "shop") throws -> String {
        try delete(Array(team.utf8))
    }

    private func delete(_ team: [UInt8]) throws -> String {
        try TeamDeletion(root: root.path("claude"), team: team).run(backupDirectory: backups)
    }

    private func unpacked(_ archive: String) throws -> TemporaryDirectory {
        let place = try TemporaryDirectory("unpacked")
        let tar = try ChildProcess.run("/usr/bin/env", ["tar", "-xzf", archive, "-C", place.path])
        #expect(tar.status == 0, "\(tar.errorOutput)")
        return place
    }

    @Test("team and tasks go, others stay, and plain tar brings all of it back")
    func roundTrip() throws {
        let archive = try delete()
        #expect(names("claude/teams") == ["other"])
        #expect(names("claude/tasks").isEmpty)
        let name = try #require(archive.split(separator: "/").last)
        #expect(name.wholeMatch(of: /teams-shop-\d{8}-\d{6}\.tar\.gz/) != nil, "\(name)")
        #expect(names("state/backups/teams") == [String(name)], "nothing unproven is left")
        let place = try unpacked(archive)
        #expect(try place.read("teams/shop/config.json") == Array(#"{"name": "shop"}"#.utf8))
        #expect(try place.read("teams/shop/inboxes/dev.json") == Array("[]".utf8))
        #expect(try place.read("tasks/shop/1.json") == Array("{}".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: archive)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("links are removed and never followed, whatever they point to")
    func links() throws {
        try root.write("precious", to: "outside/file")
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: root.path("claude/teams/shop/dir"), withDestinationPath: root.path("outside"))
        try manager.createSymbolicLink(
            atPath: root.path("claude/teams/shop/inboxes/up.json"),
            withDestinationPath: root.path("outside/file"))
        try manager.createSymbolicLink(
            atPath: root.path("claude/teams/shop/dangling"), withDestinationPath: "/nowhere/at/all")
        let archive = try delete()
        #expect(names("claude/teams") == ["other"])
        #expect(try root.read("outside/file") == Array("precious".utf8))
        let place = try unpacked(archive)
        #expect(
            try manager.destinationOfSymbolicLink(atPath: place.path("teams/shop/dir"))
                == root.path("outside"))
    }

    @Test("a team that is itself a link is no team")
    func linkedTeam() throws {
        try root.write("{}", to: "outside/config.json")
        try FileManager.default.createSymbolicLink(
            atPath: root.path("claude/teams/linked"), withDestinationPath: root.path("outside"))
        #expect(throws: TeamEditingError.noTeam(name: "linked")) { try delete("linked") }
    }

    @Test(
        "names of any bytes are backed up and deleted",
        arguments: [
            Array("-rf".utf8), Array("a b\n* '\\".utf8), Array("開発".utf8), [0xFF, 0xFE], Array("host:x".utf8),
        ])
    func hostileNames(name: [UInt8]) throws {
        try make(name)
        #expect(names("claude/teams").count == 3)
        let archive = try delete(name)
        #expect(names("claude/teams") == ["other", "shop"])
        #expect(names("state/backups/teams").count == 1)
        #expect(try ChildProcess.run("/usr/bin/env", ["gzip", "-t", archive]).status == 0)
    }

    /// A team under a name that need not be text.
    private func make(_ name: [UInt8]) throws {
        let folder =
            (root.path("claude/teams/").utf8CString.dropLast() + name.map { CChar(bitPattern: $0) }) + [0]
        try #require(unsafe mkdir(Array(folder), 0o755) == 0)
        let file = folder.dropLast() + "/config.json".utf8CString
        let descriptor = unsafe open(Array(file), O_CREAT | O_WRONLY, 0o644)
        try #require(descriptor >= 0)
        close(descriptor)
    }

    @Test(
        "names that lead elsewhere are no teams",
        arguments: ["..", ".", "", "../claude/teams/shop", ".backups", "gone"])
    func noTeam(name: String) throws {
        try root.write("{}", to: "claude/teams/.backups/x")
        #expect(throws: TeamEditingError.noTeam(name: name)) { try delete(name) }
        #expect(names("claude/teams") == [".backups", "other", "shop"])
    }

    @Test("when the backup cannot be written nothing is deleted")
    func noBackup() throws {
        try root.write("a file", to: "state")
        #expect(throws: TeamEditingError.self) { try delete() }
        #expect(names("claude/teams") == ["other", "shop"])
        #expect(names("claude/tasks") == ["shop"])
    }

    @Test("two deletions in one second keep both backups")
    func twice() throws {
        let first = try delete()
        try root.write("{}", to: "claude/teams/shop/config.json")
        let second = try delete()
        #expect(first != second)
        #expect(names("state/backups/teams").count == 2)
    }

    @Test("tasks that a deleted team left can be deleted, and so can inboxes without a config")
    func residues() throws {
        try root.write("{}", to: "claude/tasks/gone/1.json")
        _ = try delete("gone")
        try root.write("[]", to: "claude/teams/ghost/inboxes/a.json")
        _ = try delete("ghost")
        #expect(names("claude/teams") == ["other", "shop"])
        #expect(names("claude/tasks") == ["shop"])
    }

    @Test("sockets and pipes keep no team alive")
    func specialFiles() throws {
        try #require(unsafe mkfifo(root.path("claude/teams/shop/pipe"), 0o644) == 0)
        try #require(unsafe mknod(root.path("claude/teams/shop/socket"), S_IFSOCK | 0o644, 0) == 0)
        _ = try delete()
        #expect(names("claude/teams") == ["other"])
    }

    @Test("what a killed deletion left is finished by the next one")
    func sweep() throws {
        try root.write("{}", to: "claude/tasks/.agent-teams-exporter-9-shop/1.json")
        _ = try delete()
        let hidden = try FileManager.default.contentsOfDirectory(atPath: root.path("claude/tasks"))
        #expect(hidden.isEmpty)
    }
}
