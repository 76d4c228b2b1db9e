import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// Old logs archived by the shipped binary.
    @Suite("Archiving logs")
    struct ArchiveTests {
        private static let configuration = "logs:\n  - {name: app, paths: [\"logs/*.log\"]}\n"

        private func archive(
            _ arguments: [String] = [], _ place: TemporaryDirectory, launcher: [String] = []
        ) throws -> ChildProcess.Result {
            let words =
                launcher + [
                    ReleaseBinary.path, "logs", "archive", "--config.file", place.path("exporter.yml"),
                ]
                + arguments
            return try ChildProcess.run(
                words[0], Array(words.dropFirst()), environment: ReleaseBinary.environment(home: place.path),
                directory: place.path)
        }

        @Test("a dry run tells of each file why, and changes nothing; the run does what it told")
        func dryRun() throws {
            let place = try TemporaryDirectory("archive")
            try place.write(Self.configuration, to: "exporter.yml")
            var logs = try OldLogs(in: place)
            try logs.write(10, to: "app.log", days: 1)
            try logs.write(20, to: "app.log.1")
            try logs.write(30, to: "app.log.2", days: 100)
            let planned = try archive(["--dry-run"], place)
            #expect(planned.status == 0, "\(planned.errorOutput)")
            #expect(planned.output.contains("2 files to archive"))
            #expect(planned.output.contains("written too short a while ago"))
            #expect(logs.names("logs") == ["app.log", "app.log.1", "app.log.2"])
            let done = try archive(["--keep", "0", "--json"], place)
            #expect(done.status == 0, "\(done.errorOutput)")
            #expect(logs.names("logs") == ["app.log", "archive"])
            for name in ["app.log.1", "app.log.2"] {
                #expect(try logs.unpacked("logs/archive/\(name).gz") == logs.contents[name])
            }
            let receipt = String(
                decoding: try place.read("logs/archive/.app.log.1.gz.receipt"), as: UTF8.self)
            #expect(receipt.contains(#""levels":{"ERROR":3,"INFO":17}"#), "\(receipt)")
            #expect(receipt.contains(#""lines":20"#))
            #expect(receipt.contains(#""firstMs":1770465600000"#), "\(receipt)")
            // Made long ago, as its receipt tells.
            let other = "logs/archive/.app.log.2.gz.receipt"
            let text = String(decoding: try place.read(other), as: UTF8.self)
            try place.write(text.replacing("\"archived_ms\":1", with: "\"archived_ms\":"), to: other)
            #expect(try archive(["--dry-run"], place).output.contains("1 archive to remove"))
            let removed = try archive([], place)
            #expect(removed.status == 0)
            #expect(logs.names("logs/archive") == [".app.log.1.gz.receipt", "app.log.1.gz"])
        }

        @Test("what stands at a place of a log stands there in its archive", arguments: ["gzip", "zstd"])
        func show(compression: String) throws {
            let place = try TemporaryDirectory("archive")
            try place.write(Self.configuration, to: "exporter.yml")
            var logs = try OldLogs(in: place)
            try logs.write(50_000, to: "app.log.1")
            let size = try #require(logs.contents["app.log.1"]).count
            func shown(_ path: String, _ offset: Int) throws -> String {
                let result = try ReleaseBinary.run(
                    ["logs", "show", "-C", "2", "\(path):\(offset)"], in: place)
                #expect(result.status == (offset < size ? 0 : 2), "\(result.errorOutput)")
                return result.output
            }
            let offsets = [0, 1 << 20, 2_000_000, size - 1, size]
            let before = try offsets.map { try shown("logs/app.log.1", $0) }
            #expect(try archive(["--compression", compression], place).status == 0)
            let name = compression == "gzip" ? "app.log.1.gz" : "app.log.1.zst"
            #expect(try offsets.map { try shown("logs/archive/\(name)", $0) } == before)
            // Without the receipt it is read from its beginning.
            try FileManager.default.removeItem(atPath: place.path("logs/archive/.\(name).receipt"))
            #expect(try shown("logs/archive/\(name)", 2_000_000) == before[2])
        }

        @Test("wrong use is exit code 2, with what to write instead")
        func wrongUse() throws {
            let place = try TemporaryDirectory("archive")
            try place.write(Self.configuration, to: "exporter.yml")
            for (arguments, text) in [
                (["--older-than", "30"], "did you mean 30s"), (["--keep", "x"], "is no duration"),
                (["--compression", "lz4"], "gzip"), (["--threads", "0"], "choose 1 to 1024"),
            ] {
                let result = try archive(arguments, place)
                #expect(result.status == 2)
                #expect(result.errorOutput.contains(text), "\(result.errorOutput)")
            }
        }

        @Test(
            "F2: on a full disk the files stay, nothing is left that blocks, and with room again all is archived"
        )
        func fullDisk() throws {
            guard SmallDisk.isPossible else { return }
            let place = try TemporaryDirectory("archive")
            let disk = try SmallDisk(over: place.path("disk"), kilobytes: 400)
            try place.write(
                Self.configuration + "archive: {directory: disk/archive, min_free: 0}\n", to: "exporter.yml")
            var logs = try OldLogs(in: place)
            try logs.write(20_000, to: "app.log.1")
            try logs.write(20_000, to: "app.log.2")
            try disk.fill()
            let full = try archive([], place, launcher: disk.launcher)
            #expect(full.status == 1)
            #expect(full.errorOutput.contains("No space left"), "\(full.errorOutput)")
            #expect(logs.names("logs") == ["app.log.1", "app.log.2"])
            try disk.free()
            let again = try archive([], place, launcher: disk.launcher)
            #expect(again.status == 0, "\(again.errorOutput)")
            #expect(logs.names("logs").isEmpty)
        }

        /// Where the archives go, beside what the globs ask for.
        enum Layout: CaseIterable {
            /// The rotated files are followed too, and the archive lies within the globs.
            case everything
            /// The rotated files are followed too, the archive lies elsewhere.
            case rotated
            /// Only the living file is followed.
            case living

            var paths: String {
                switch self {
                case .everything: "logs/**"
                case .rotated: "logs/app.log*"
                case .living: "logs/*.log"
                }
            }

            var archive: String {
                switch self {
                case .everything, .living: "logs/archive"
                case .rotated: "old"
                }
            }
        }

        @Test(
            "files that were read are archived beside the daemon, or while it is away, and nothing is counted twice or lost",
            arguments: Layout.allCases, [true, false])
        func besideDaemon(layout: Layout, isRunning: Bool) throws {
            let place = try TemporaryDirectory("archive")
            var logs = try OldLogs(in: place)
            try logs.write(10, to: "app.log", days: 0)
            let settings = "archive: {directory: \(layout.archive)}\n"
            let life = try ExporterLife(
                configuration: "logs:\n  - {name: app, paths: [\"\(layout.paths)\"]}\n" + settings, in: place)
            let lines = #"orchestrator_log_lines_total{log="app"}"#
            #expect(try life.exporter.value(of: lines, becoming: 10) == 10)
            var total = 10.0
            // Rotations as logrotate makes them, each read before the next.
            for round in 1...3 {
                for number in stride(from: round - 1, through: 1, by: -1) {
                    try FileManager.default.moveItem(
                        atPath: place.path("logs/app.log.\(number)"),
                        toPath: place.path("logs/app.log.\(number + 1)"))
                }
                try FileManager.default.moveItem(
                    atPath: place.path("logs/app.log"), toPath: place.path("logs/app.log.1"))
                try place.write(OldLogs.lines(10 * round, of: "round \(round)"), to: "logs/app.log")
                total += Double(10 * round)
                #expect(try life.exporter.value(of: lines, becoming: total) == total)
            }
            for number in 1...3 { try logs.age("app.log.\(number)", days: 40) }
            if !isRunning { life.stop() }
            // What the daemon has read is known to it within a second.
            let isDone = try eventually(every: .milliseconds(200)) {
                let result = try archive([], place)
                #expect(result.status == 0, "\(result.errorOutput)")
                return logs.names("logs").filter { $0.hasPrefix("app.log") } == ["app.log"]
            }
            let rest = try archive(["--dry-run"], place).output
            #expect(isDone, "\(rest)")
            if !isRunning { try life.start() }
            try place.append("2026-02-07 12:00:00,000 - app - INFO - more\n", to: "logs/app.log")
            #expect(try life.exporter.value(of: lines, becoming: total + 1) == total + 1)
            try life.restart()
            try place.append("2026-02-07 12:00:00,000 - app - INFO - more\n", to: "logs/app.log")
            #expect(try life.exporter.value(of: lines, becoming: total + 2) == total + 2)
            let scrape = try life.exporter.scrape()
            let losses = scrape.samples.filter {
                $0.key.contains("_log_lost_bytes_") || $0.key.contains("_loss_events_")
            }
            #expect(!losses.isEmpty && losses.allSatisfy { $0.value == 0 }, "\(losses)")
            let verified = try ReleaseBinary.run(
                ["logs", "verify", "--config.file", place.path("exporter.yml")], in: place)
            #expect(verified.status == 0, "\(verified.output)")
            #expect(verified.output.contains("0 different"), "\(verified.output)")
        }

        @Test("a file that the daemon has not read yet stays, until it has")
        func unread() throws {
            let place = try TemporaryDirectory("archive")
            var logs = try OldLogs(in: place)
            try logs.write(10, to: "app.log", days: 40)
            let life = try ExporterLife(configuration: Self.configuration, in: place)
            let lines = #"orchestrator_log_lines_total{log="app"}"#
            #expect(try life.exporter.value(of: lines, becoming: 10) == 10)
            life.stop()
            try place.append("one more\n", to: "logs/app.log")
            try logs.age("app.log", days: 40)
            let dry = try archive(["--dry-run"], place)
            #expect(dry.output.contains("read by the daemon up to byte"), "\(dry.output)")
            #expect(try archive([], place).status == 0)
            #expect(logs.names("logs") == ["app.log"])
            try life.start()
            #expect(try life.exporter.value(of: lines, becoming: 11) == 11)
            #expect(
                try eventually { try archive([], place).status == 0 && logs.names("logs") == ["archive"] })
        }
    }
}
