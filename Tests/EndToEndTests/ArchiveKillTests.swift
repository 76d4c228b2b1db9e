import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// `logs archive` killed at system calls that change something, or that decide what is changed.
    @Suite("Archiving killed")
    struct ArchiveKillTests {
        private static let calls =
            "write,pread64,fsync,rename,renameat2,linkat,unlinkat,fchmod,fchown,utimensat,fcntl,flock,mkdir"

        private let seed = Soak.seed

        private func command(_ place: TemporaryDirectory, threads: Int) -> [String] {
            [
                ReleaseBinary.path, "logs", "archive", "--config.file", place.path("exporter.yml"),
                "--threads",
                "\(threads)",
            ]
        }

        /// One system call of a run: strace counts the calls of each kind and thread on their own.
        private struct Call: CustomStringConvertible {
            let kind: String
            let number: Int

            var description: String { "\(kind) \(number)" }
        }

        /// - Returns: whether it was killed.
        private func kill(at call: Call, _ place: TemporaryDirectory, threads: Int) throws -> Bool {
            let trace = [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call.kind)", "-e",
                "inject=\(call.kind):signal=SIGKILL:when=\(call.number)",
            ]
            let result = try ChildProcess.run(
                Tools.path("strace"), trace + command(place, threads: threads),
                environment: ReleaseBinary.environment(home: place.path), directory: place.path)
            return result.status != 0
        }

        /// All calls of a run with one thread for the work.
        private func recordedCalls(_ place: TemporaryDirectory) throws -> [Call] {
            let output = place.path("trace")
            _ = try ChildProcess.run(
                Tools.path("strace"),
                ["-f", "-qq", "-o", output, "-e", "trace=\(Self.calls)"] + command(place, threads: 1),
                environment: ReleaseBinary.environment(home: place.path), directory: place.path)
            let lines = String(decoding: try place.read("trace"), as: UTF8.self).split(separator: "\n")
            var counts: [String: Int] = [:]
            return lines.compactMap { line in
                // 1234 rename("a", "b") = 0
                let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
                guard words.count == 2, let end = words[1].firstIndex(of: "(") else { return nil }
                let kind = words[1].prefix(upTo: end).drop { $0 == " " }
                counts["\(words[0]) \(kind)", default: 0] += 1
                return Call(kind: String(kind), number: counts["\(words[0]) \(kind)"] ?? 1)
            }
        }

        private func prepare() throws -> OldLogs {
            let place = try TemporaryDirectory("archive-kill")
            try place.write(
                "logs:\n  - {name: app, paths: [\"logs/*.log\"]}\narchive: {min_free: 0}\n",
                to: "exporter.yml")
            var logs = try OldLogs(in: place)
            try logs.write(40, to: "app.log.1")
            try logs.write(30_000, to: "app.log.2")
            try logs.write(3, to: "app.log.3")
            return logs
        }

        /// Every byte lies in a file, under its name or the one it has while it is removed, or in an archive.
        private func expectWhole(_ logs: OldLogs, _ comment: Comment) throws {
            let names = Set(logs.names("logs"))
            for (name, bytes) in logs.contents {
                if let file = [name, ".\(name).archived"].first(where: names.contains) {
                    #expect(try logs.place.read("logs/\(file)") == bytes, comment)
                } else {
                    #expect(try logs.unpacked("logs/archive/\(name).gz") == bytes, comment)
                }
            }
        }

        @Test(
            "A2: killed at random system calls no byte is lost, and the next run archives all, each file once"
        )
        func kills() throws {
            let wanted = Soak.choose(sample: 25, soak: 500)
            var generator = SeededGenerator(seed: seed)
            let calls = try recordedCalls(try prepare().place)
            try #require(calls.count > 30, "the recording shows \(calls.count) calls")
            var kills = 0
            for round in 0..<(2 * wanted) where kills < wanted {
                let logs = try prepare()
                let threads = round % 4 == 3 ? 2 : 1
                // One kill, and every other time another one in the run that clears up after it.
                for _ in 0...(round % 2) {
                    let call = calls[Int.random(in: calls.indices, using: &generator)]
                    guard try kill(at: call, logs.place, threads: threads) else { break }
                    kills += 1
                    try expectWhole(logs, "TEST_SEED=\(seed), round \(round), killed at \(call)")
                }
                let comment: Comment = "TEST_SEED=\(seed), round \(round), the run after"
                let words = command(logs.place, threads: 2)
                let last = try ChildProcess.run(
                    words[0], Array(words.dropFirst()),
                    environment: ReleaseBinary.environment(home: logs.place.path), directory: logs.place.path)
                #expect(last.status == 0, "\(last.errorOutput) \(comment)")
                #expect(logs.names("logs") == ["archive"], comment)
                let archives = logs.contents.keys.flatMap { [".\($0).gz.receipt", "\($0).gz"] }.sorted()
                #expect(logs.names("logs/archive") == archives, comment)
                try expectWhole(logs, comment)
            }
            Soak.report(
                "logs archive killed \(kills) times at one of \(calls.count) system calls, TEST_SEED=\(seed)")
            #expect(kills >= wanted * 3 / 4, "only \(kills) kills")
        }

        @Test("A2: two archivers at once archive each file once, and neither fails for the other's work")
        func together() throws {
            let logs = try prepare()
            let words = command(logs.place, threads: 2)
            let both = try (0..<2).map { _ in
                try ChildProcess(
                    words[0], Array(words.dropFirst()),
                    environment: ReleaseBinary.environment(home: logs.place.path), directory: logs.place.path)
            }
            for child in both {
                let status = try #require(child.exitStatus())
                let errors = try child.errorOutput
                let isHarmless =
                    errors.isEmpty || errors.contains("another archiver works")
                    || errors.contains("changed while") || errors.contains("No such file")
                #expect(isHarmless, "\(status): \(errors)")
            }
            let last = try ChildProcess.run(
                words[0], Array(words.dropFirst()),
                environment: ReleaseBinary.environment(home: logs.place.path), directory: logs.place.path)
            #expect(last.status == 0, "\(last.errorOutput)")
            let archives = logs.contents.keys.flatMap { [".\($0).gz.receipt", "\($0).gz"] }.sorted()
            #expect(logs.names("logs/archive") == archives)
            try expectWhole(logs, "after both")
        }
    }
}
