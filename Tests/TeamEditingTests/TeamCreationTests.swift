import Foundation
import TestSupport
import Testing

@testable import TeamEditing

@Suite("creating a team")
struct TeamCreationTests {
    private let root: TemporaryDirectory

    init() throws { root = try TemporaryDirectory("root") }

    private func draft(_ name: String, members: [String] = []) throws -> TeamDraft {
        try TeamDraft(
            name: EntryName(name, what: "name"), description: "What it does",
            members: members.map { DraftMember(name: try EntryName($0, what: "member")) })
    }

    private func create(_ name: String, members: [String] = []) throws {
        try TeamCreation(root: root.path).create(
            draft(name, members: members), nowMs: 1_785_355_200_000, directory: "/srv/place")
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.path(path)).sorted()
    }

    @Test("the config is as the harness writes it, the lead first")
    func config() throws {
        try create("shop", members: ["dev", "lead"])
        let object =
            try JSONSerialization.jsonObject(
                with: Data(try root.read("teams/shop/config.json"))) as? [String: Any]
        let config = try #require(object)
        #expect(config["name"] as? String == "shop")
        #expect(config["description"] as? String == "What it does")
        #expect(config["createdAt"] as? Int == 1_785_355_200_000)
        #expect(config["leadAgentId"] as? String == "lead@shop")
        #expect(config["leadSessionId"] as? String == "session-shop")
        let members = try #require(config["members"] as? [[String: Any]])
        #expect(members.map { $0["agentId"] as? String } == ["lead@shop", "dev@shop"])
        #expect(members.map { $0["agentType"] as? String } == ["general-purpose", "general-purpose"])
        #expect(members.allSatisfy { $0["cwd"] as? String == "/srv/place" })
        #expect(members.allSatisfy { $0["joinedAt"] as? Int == 1_785_355_200_000 })
        #expect(members.last?["planModeRequired"] as? Bool == false)
        #expect(members.first?["planModeRequired"] == nil)
    }

    @Test("each member has an empty inbox, and the team an empty task list")
    func inboxes() throws {
        try create("shop", members: ["lead", "dev"])
        #expect(try names("teams/shop/inboxes") == ["dev.json", "lead.json"])
        #expect(try root.read("teams/shop/inboxes/dev.json") == Array("[]\n".utf8))
        #expect(try names("tasks/shop").isEmpty)
        #expect(try names("teams") == ["shop"], "nothing unfinished is left")
    }

    @Test("a name is not taken from an empty directory that somebody made a moment ago")
    func emptyDirectory() throws {
        let teams = try EditedDirectory.open(path: root.path)
        _ = try teams.makeDirectory(Array("staging".utf8)).write([1], to: Array("a".utf8))
        _ = try teams.makeDirectory(Array("taken".utf8))
        #expect(try !teams.claim(Array("taken".utf8), for: Array("staging".utf8)))
        #expect(try names("taken").isEmpty && names("staging") == ["a"])
        #expect(try teams.claim(Array("free".utf8), for: Array("staging".utf8)))
        #expect(try names("free") == ["a"] && names("") == ["free", "taken"])
    }

    @Test("what a run left that was killed while it took the name stands in nobody's way")
    func killedWhileClaiming() throws {
        try root.makeDirectory("teams/.agent-teams-exporter-abc-shop/inboxes")
        try root.makeDirectory("teams/shop")
        try create("shop")
        #expect(try names("teams") == ["shop"] && names("teams/shop") == ["config.json", "inboxes"])
    }

    @Test("without members a lead is alone")
    func lone() throws {
        try create("solo")
        #expect(try names("teams/solo/inboxes") == ["team-lead.json"])
    }

    @Test("a team that is there is refused and stays as it was; so is one that differs in case alone")
    func existing() throws {
        try create("shop")
        let before = try root.read("teams/shop/config.json")
        #expect(throws: TeamEditingError.teamExists(name: "shop")) { try create("shop") }
        #expect(throws: TeamEditingError.caseCollision(name: "Shop", other: "shop")) { try create("Shop") }
        #expect(try root.read("teams/shop/config.json") == before)
        #expect(try names("teams") == ["shop"])
    }

    @Test(
        "what an earlier team left is not taken over",
        arguments: ["teams/old/inboxes/x.json", "tasks/old/1.json"])
    func leftovers(path: String) throws {
        try root.write("{}", to: path)
        #expect(throws: TeamEditingError.self) { try create("old") }
        #expect(try names("teams").allSatisfy { $0 == "old" })
    }

    @Test("what a killed run left is removed; what is another program's stays")
    func sweep() throws {
        try root.write("{}", to: "teams/.agent-teams-exporter-1-x/config.json")
        try root.write("{}", to: "teams/.backups/x/config.json")
        try create("shop")
        #expect(try names("teams") == [".backups", "shop"])
    }

    @Test("a root that is not there is said to be so")
    func noRoot() {
        #expect(throws: TeamEditingError.self) { try TeamCreation(root: root.path("gone")) }
    }

    @Test("what root makes belongs to the owner of the teams", .enabled(if: geteuid() == 0))
    func owner() throws {
        for folder in ["teams", "tasks"] {
            // The path is passed as a null-terminated copy for the call's duration.
            try #require(unsafe chown(root.makeDirectory(folder), 1234, 1234) == 0)
        }
        try create("shop")
        for path in [
            "teams/shop", "teams/shop/config.json", "teams/shop/inboxes/team-lead.json", "tasks/shop",
        ] {
            let attributes = try FileManager.default.attributesOfItem(atPath: root.path(path))
            #expect(attributes[.ownerAccountID] as? Int == 1234, "\(path)")
        }
    }
}
