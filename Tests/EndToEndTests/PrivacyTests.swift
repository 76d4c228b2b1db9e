import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Nothing that people and agents tell each other leaves through a command.
    @Suite("Privacy of commands")
    struct PrivacyTests {
        @Test("no command shows what is told, unless it is asked for texts")
        func commands() throws {
            let place = try TemporaryDirectory("privacy")
            let tree = try PlantedTree(in: place, directory: "tree")
            #expect(tree.planted.count > 200)
            let agent = try ChildProcess(
                "/usr/bin/perl",
                ["-e", "sleep 600", "--", "--agent-id", "bob@session-1b296605", "--prompt", "S3CRET"])
            let teams = try FileManager.default.contentsOfDirectory(atPath: "\(tree.root)/teams")
            var lines: [[String]] = [
                ["list-teams"], ["health", "--all-teams"], ["health", "--all-teams", "-v"],
            ]
            let checks = [
                ["check", "daily"], ["check", "weekly", "--no-packages"], ["check", "monthly"],
                ["check", "capacity"], ["incident", "new"],
            ]
            for team in teams {
                lines += [["team-status", team], ["team-messages", team, "-l", "0"], ["team-tasks", team]]
                lines += [["team-activity", team], ["health", "--team", team, "-v"]]
            }
            for line in lines {
                for format in [[], ["--json"]] {
                    let result = try ReleaseBinary.run(
                        line + format + ["--teams.root=\(tree.root)"], in: place)
                    #expect([0, 1].contains(result.status), "\(line): \(result.errorOutput)")
                    #expect(!result.output.isEmpty, "\(line)")
                    #expect(tree.leaks(in: result.output) == [], "\(line) \(format)")
                    #expect(tree.leaks(in: result.errorOutput) == [], "\(line) \(format)")
                }
            }
            for line in checks {
                for format in line[0] == "incident" ? [[]] : [[], ["--json"], ["--markdown"]] {
                    let result = try ReleaseBinary.run(
                        line + format + ["--teams.root=\(tree.root)"], in: place)
                    #expect([0, 1].contains(result.status), "\(line): \(result.errorOutput)")
                    #expect(tree.leaks(in: result.output + result.errorOutput) == [], "\(line) \(format)")
                }
            }
            #expect(agent.isRunning)
            for command in ["team-messages", "team-tasks"] {
                let texts = try ReleaseBinary.run(
                    [command, "session-1b296605", "--text", "--teams.root=\(tree.root)"], in: place)
                #expect(!tree.leaks(in: texts.output).isEmpty, "so the test would see it")
            }
        }

        @Test("what becomes of a team and of a log tells nothing of what is in them")
        func changes() throws {
            let place = try TemporaryDirectory("privacy")
            let tree = try PlantedTree(in: place, directory: "tree")
            let log = try place.write(
                "2026-02-07 12:00:00,123 - a.b - ERROR - S3CRET of ann@example.com\n", to: "logs/app.log")
            let lines = [
                ["logs", "scan", log],
                ["delete-team", "odd", "--yes", "--force", "--teams.root=\(tree.root)"],
                ["delete-team", "beta-team", "--yes", "--force", "--teams.root=\(tree.root)"],
            ]
            for line in lines {
                let result = try ReleaseBinary.run(line, in: place)
                #expect(result.status == 0, "\(line): \(result.errorOutput)")
                #expect(tree.leaks(in: result.output + result.errorOutput) == [], "\(line)")
            }
        }
    }
}
