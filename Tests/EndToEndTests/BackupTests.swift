import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `backup` of the shipped binary.
    @Suite("Backing up teams")
    struct BackupTests {
        /// Calls that change something, and how often a run makes each of them.
        private static let callsOfRestore = [
            ("write", 9), ("fsync", 12), ("mkdirat", 7), ("renameat2", 2), ("renameat", 2), ("unlinkat", 2),
            ("fchmod", 9), ("utimensat", 6),
        ]
        private static let callsOfCreate = [
            ("write", 9), ("fsync", 6), ("renameat", 3), ("renameat2", 1), ("linkat", 2), ("unlinkat", 5),
        ]

        private func backup(
            _ arguments: [String], _ place: TemporaryDirectory, input: String? = nil
        ) throws -> ChildProcess.Result {
            try ReleaseBinary.run(["backup"] + arguments, in: place, input: input)
        }

        /// A root with a team that nobody lives in.
        private func prepare() throws -> TemporaryDirectory {
            let place = try TemporaryDirectory("backup")
            let config = #"{"name":"alpha","createdAt":1,"members":[]}"#
            try place.write(config, to: ".claude/teams/alpha/config.json")
            try place.write("[]", to: ".claude/teams/alpha/inboxes/日本語.json")
            try place.write(#"{"id":"1"}"#, to: ".claude/tasks/alpha/1.json")
            try place.write(
                "teams: {roots: [.claude], active_window: 1s}\nbackup: {directory: safe}\n",
                to: "exporter.yml")
            return place
        }

        private let options = ["--config.file", "exporter.yml"]

        private func tree(_ path: String) throws -> [String: [UInt8]] {
            var tree: [String: [UInt8]] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: path)
            where name.hasPrefix("teams") || name.hasPrefix("tasks") {
                tree[name] = FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) } ?? []
            }
            return tree
        }

        @Test("create, list, verify, restore and its undoing, as the manual has them")
        func commands() throws {
            let place = try prepare()
            let root = place.path(".claude")
            let old = try tree(root)
            let none = try backup(["verify"] + options, place)
            #expect(none.status == 2 && none.errorOutput.contains("backup create"), "\(none.errorOutput)")
            let created = try backup(["create"] + options, place)
            #expect(created.status == 0 && created.errorOutput.isEmpty, "\(created.errorOutput)")
            #expect(created.output.contains("1 team, 3 files"), "\(created.output)")
            let verified = try backup(["verify", "safe/teams-latest.tar.gz"] + options, place)
            #expect(verified.status == 0 && verified.output.contains("is good"), "\(verified.errorOutput)")
            let list = try backup(["list", "--json"] + options, place)
            let listed = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any]
            let first = try #require((listed?["backups"] as? [[String: Any]])?.first)
            #expect((first["verified"] as? [String: Any])?["good"] as? Bool == true, "\(list.output)")
            #expect(try backup(["list"] + options, place).output.contains("good"))
            try place.write("later", to: ".claude/teams/later/inboxes/x.json")
            let later = try tree(root)
            let unasked = try backup(["restore"] + options, place)
            #expect(unasked.status == 2 && unasked.errorOutput.contains("--yes"), "\(unasked.errorOutput)")
            let restored = try backup(["restore", "--yes"] + options, place)
            #expect(restored.status == 0, "\(restored.errorOutput)")
            #expect(try tree(root) == old)
            // The command that it prints undoes it.
            let line = try #require(restored.output.split(separator: "\n").last)
            let words = try #require(line.split(separator: "to undo this: agent-teams-exporter ").last)
                .split(separator: " ").map(String.init)
            let undone = try ReleaseBinary.run(words, in: place)
            #expect(undone.status == 0, "\(undone.errorOutput)")
            #expect(try tree(root) == later)
            #expect(try backup(["restore", "--undo", "--yes"] + options, place).status == 1)
        }

        @Test("a team that lives is not restored over, unless that is forced; a hostile archive is refused")
        func refusals() throws {
            let place = try prepare()
            let before = try tree(place.path(".claude"))
            #expect(try backup(["create"] + options, place).status == 0)
            let now = Int(Date.now.timeIntervalSince1970 * 1000)
            let member = #"{"name":"lead","agentId":"lead@alpha","joinedAt":\#(now)}"#
            try place.write(
                #"{"name":"alpha","createdAt":\#(now),"members":[\#(member)]}"#,
                to: ".claude/teams/alpha/config.json")
            try place.write(
                "teams: {roots: [.claude], active_window: 1h}\nbackup: {directory: safe}\n", to: "live.yml")
            let live = ["--config.file", "live.yml"]
            let refused = try backup(["restore", "--yes"] + live, place)
            #expect(refused.status == 2 && refused.errorOutput.contains("lives"), "\(refused.errorOutput)")
            #expect(try backup(["restore", "--yes", "--force"] + live, place).status == 0)
            #expect(try tree(place.path(".claude")) == before)
            let escape = try ChildProcess.run(
                "/usr/bin/tar",
                ["czf", place.path("evil.tar.gz"), "-P", "--transform", "s,^,teams/../../,", "exporter.yml"],
                directory: place.path)
            #expect(escape.status == 0, "\(escape.errorOutput)")
            let evil = try backup(["restore", "--yes", "evil.tar.gz"] + options, place)
            #expect(evil.status == 1 && evil.errorOutput.contains("leads out"), "\(evil.errorOutput)")
            #expect(try tree(place.path(".claude")) == before)
        }

        @Test("serve backs up when its time has come, and shows what the command made")
        func serve() throws {
            let place = try TemporaryDirectory("backup")
            try place.write(#"{"name":"a","createdAt":1,"members":[]}"#, to: ".claude/teams/a/config.json")
            let life = try ExporterLife(
                configuration: "teams: {roots: [.claude]}\nbackup: {enabled: true, directory: safe}\n",
                in: place)
            #expect(try life.exporter.value(of: #"orchestrator_backups{root="1"}"#, becoming: 0) == 0)
            #expect(try backup(["create", "--config.file", "exporter.yml"], place).status == 0)
            #expect(try life.exporter.value(of: #"orchestrator_backups{root="1"}"#, becoming: 1) == 1)
        }

        /// - Returns: whether it was killed.
        private func kill(
            at call: String, _ number: Int, _ arguments: [String], _ place: TemporaryDirectory
        ) throws -> Bool {
            let trace = [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e",
                "inject=\(call):signal=SIGKILL:when=\(number)", ReleaseBinary.path, "backup",
            ]
            let result = try ChildProcess.run(
                Tools.path("strace"), trace + arguments + options,
                environment: ReleaseBinary.environment(home: place.path), directory: place.path)
            return result.status != 0
        }

        @Test("killed at random system calls create and restore lose no byte, and the next run works")
        func kills() throws {
            let wanted = Soak.choose(sample: 25, soak: 500)
            let seed = Soak.seed
            var generator = SeededGenerator(seed: seed)
            let place = try prepare()
            let root = place.path(".claude")
            #expect(try backup(["create"] + options, place).status == 0)
            let old = try tree(root)
            try place.write("later", to: ".claude/teams/later/inboxes/x.json")
            let later = try tree(root)
            let archive = try #require(
                FileManager.default.contentsOfDirectory(atPath: place.path("safe")).sorted()
                    .first { $0.hasPrefix("teams-2") && $0.hasSuffix(".tar.gz") })
            // Out of reach of retention: hundreds of rounds make more backups than are kept.
            try place.copy(place.path("safe"), to: "kept")
            var kills = 0
            for round in 0..<(4 * wanted) where kills < wanted {
                let isRestore = round % 2 == 0
                let calls = isRestore ? Self.callsOfRestore : Self.callsOfCreate
                guard let (call, count) = calls.randomElement(using: &generator) else { continue }
                let number = Int.random(in: 1...count, using: &generator)
                let comment: Comment = "TEST_SEED=\(seed), round \(round), killed at \(call) \(number)"
                let arguments = isRestore ? ["restore", "--yes", "kept/\(archive)"] : ["create"]
                guard try kill(at: call, number, arguments, place) else {
                    if isRestore {
                        #expect(
                            try backup(["restore", "--undo", "--yes"] + options, place).status == 0, comment)
                    }
                    continue
                }
                kills += 1
                if isRestore {
                    let next = try backup(["restore", "--yes", "kept/\(archive)"] + options, place)
                    #expect(next.status == 0, "\(next.errorOutput) \(comment)")
                    #expect(try tree(root) == old, comment)
                    while try backup(["restore", "--undo", "--yes"] + options, place).status == 0 {}
                    #expect(try tree(root) == later, comment)
                    try FileManager.default.removeItem(atPath: "\(root)/.agent-teams-exporter-restores")
                } else if kills % 5 == 0 {
                    let next = try backup(["create"] + options, place)
                    #expect(next.status == 0, "\(next.errorOutput) \(comment)")
                    #expect(try backup(["verify"] + options, place).status == 0, comment)
                }
                #expect(try tree(root) == later, comment)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: place.path("safe"))
            #expect(try backup(["create"] + options, place).status == 0)
            #expect(
                try !FileManager.default.contentsOfDirectory(atPath: place.path("safe")).contains {
                    $0.hasPrefix(".")
                }, "\(left)")
            Soak.report("backup create and restore killed \(kills) times, TEST_SEED=\(seed)")
            #expect(kills >= wanted * 3 / 4, "only \(kills) kills")
        }
    }
}
