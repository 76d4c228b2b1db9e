import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Teams made and deleted by the shipped binary.
    @Suite("Creating and deleting teams")
    struct TeamEditingTests {
        private func run(_ arguments: [String], _ place: TemporaryDirectory) throws -> ChildProcess.Result {
            try ReleaseBinary.run(arguments + ["--teams.root=\(place.path("claude"))"], in: place)
        }

        private func names(_ place: TemporaryDirectory, _ folder: String) -> [String] {
            let all = try? FileManager.default.contentsOfDirectory(atPath: place.path(folder))
            return (all ?? []).sorted()
        }

        private func place() throws -> TemporaryDirectory {
            let place = try TemporaryDirectory("editing")
            try place.makeDirectory("claude")
            return place
        }

        @Test(
            "a team is made, listed, found healthy, refused while it lives, deleted, and brought back by tar")
        func life() throws {
            let place = try place()
            try place.write(
                #"{"members": [{"name": "coder", "timeoutThreshold": 600.0}, {"name": "team-lead"}]}"#,
                to: "members.json")
            let made = try run(
                ["create-team", "my-team", "--description", "My team", "--members", "members.json"], place)
            #expect(made.status == 0, "\(made.errorOutput)")
            #expect(made.output.contains("lead team-lead, members coder"))
            #expect(made.errorOutput.contains("timeoutThreshold"))
            #expect(try run(["list-teams"], place).output.contains("my-team"))
            #expect(try run(["health", "--team", "my-team"], place).status == 0)
            let again = try run(["create-team", "my-team", "-d", "x"], place)
            #expect(again.status == 2)
            #expect(again.errorOutput.contains("there is a team 'my-team' already"))
            let asked = try run(["delete-team", "my-team", "--force"], place)
            #expect(asked.status == 2, "there is no terminal to ask on")
            #expect(asked.errorOutput.contains("--yes"))
            let refused = try run(["delete-team", "my-team", "--yes"], place)
            #expect(refused.status == 2)
            #expect(refused.errorOutput.contains("lives"))
            let config = try place.read("claude/teams/my-team/config.json")
            let deleted = try run(["delete-team", "my-team", "--yes", "--force"], place)
            #expect(deleted.status == 0, "\(deleted.errorOutput)")
            #expect(names(place, "claude/teams").isEmpty)
            #expect(names(place, "claude/tasks").isEmpty)
            let archives = names(place, "state/backups/teams")
            #expect(archives.count == 1)
            let archive = place.path("state/backups/teams/\(archives.first ?? "")")
            #expect(deleted.output.contains(archive))
            let tar = try ChildProcess.run(
                "/usr/bin/env", ["tar", "xzf", archive, "-C", place.path("claude")])
            #expect(tar.status == 0, "\(tar.errorOutput)")
            #expect(try place.read("claude/teams/my-team/config.json") == config)
            #expect(try run(["team-status", "my-team"], place).status == 0)
        }

        @Test("a stale team is deleted with --yes alone")
        func stale() throws {
            let place = try place()
            let old = #"{"members": [{"name": "lead", "joinedAt": 1700000000000}]}"#
            try place.write(old, to: "claude/teams/old/config.json")
            #expect(try run(["delete-team", "old", "--yes"], place).status == 0)
            #expect(names(place, "claude/teams").isEmpty)
            #expect(try run(["delete-team", "old", "--yes"], place).status == 2)
        }

        @Test(
            "bad names and members are exit code 2, with what to do",
            arguments: [
                (["my team", "-d", "x"], "holds a blank at character 3"),
                (["../up", "-d", "x"], "does not begin with a letter"),
                (["ok", "-d", "x", "-m", "gone.json"], "cannot read the members file"),
                (["ok", "-d", "x", "-m", "bad.json"], "bad.json:2:"),
                (["Shop", "-d", "x"], "letter case"), (["ok"], "--description"),
            ])
        func badInput(arguments: [String], expected: String) throws {
            let place = try place()
            try SampleTeams.write("shop", in: place)
            try place.write("[{\"name\": \"a\"},\n {\"name\": \"b c\"}]", to: "bad.json")
            let result = try run(["create-team"] + arguments, place)
            #expect(result.status == 2)
            #expect(result.errorOutput.contains(expected), "\(result.errorOutput)")
            #expect(names(place, "claude/teams") == ["shop"])
        }

        @Test(
            "a deletion that is killed at any rename or removal leaves the team whole, or its proven backup",
            arguments: ["renameat", "unlinkat", "link", "fsync"])
        func killed(call: String) throws {
            var number = 0
            while number < 20 {
                number += 1
                let place = try place()
                let old = #"{"members": [{"name": "lead", "joinedAt": 1700000000000}]}"#
                try place.write(old, to: "claude/teams/old/config.json")
                try place.write("{}", to: "claude/tasks/old/1.json")
                let isKilled = try deleteKilled(at: number, of: call, in: place)
                let isWhole =
                    names(place, "claude/teams/old") == ["config.json"]
                    && names(place, "claude/tasks/old") == ["1.json"]
                let archives = names(place, "state/backups/teams").filter { $0.hasSuffix(".tar.gz") }
                #expect(isWhole || archives.count == 1, "killed at \(call) \(number)")
                for archive in archives { try checkArchive(place.path("state/backups/teams/\(archive)")) }
                let next = try run(["delete-team", "old", "--yes"], place)
                #expect([0, 2].contains(next.status), "\(next.errorOutput)")
                #expect(names(place, "claude/teams").isEmpty, "killed at \(call) \(number), then run again")
                #expect(names(place, "claude/tasks").isEmpty, "killed at \(call) \(number), then run again")
                if !isKilled { break }
            }
            #expect((2..<20).contains(number), "it was killed at least once, and at last ran to its end")
        }

        /// - Returns: false when it ran to its end.
        private func deleteKilled(
            at number: Int, of call: String, in place: TemporaryDirectory
        ) throws -> Bool {
            let trace = [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                "inject=\(call):signal=SIGKILL:when=\(number)", ReleaseBinary.path,
            ]
            let result = try ChildProcess.run(
                Tools.path("strace"),
                trace + ["delete-team", "old", "--yes", "--teams.root=\(place.path("claude"))"],
                environment: ReleaseBinary.environment(home: place.path), directory: place.path)
            return result.status != 0
        }

        private func checkArchive(_ path: String) throws {
            let tar = try ChildProcess.run("/usr/bin/env", ["tar", "tzf", path])
            #expect(tar.status == 0)
            #expect(tar.output.contains("teams/old/config.json"))
        }
    }
}
