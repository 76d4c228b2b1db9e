import Foundation
import TestSupport
import Testing

extension EndToEnd {
    /// What can happen to the state directory; none of it is a reason not to start, or to count a line twice.
    @Suite("Faults of the state")
    struct StateFaultTests {
        enum Damage: String, CaseIterable, CustomTestStringConvertible {
            case zeros, half, random, empty

            var testDescription: String { rawValue }

            func applied(to bytes: [UInt8], seed: UInt64) -> [UInt8] {
                var random = SeededGenerator(seed: seed)
                return switch self {
                case .zeros: [UInt8](repeating: 0, count: bytes.count)
                case .half: Array(bytes.prefix(bytes.count / 2))
                case .random: random.bytes(count: bytes.count)
                case .empty: []
                }
            }
        }

        private static let resets = "agent_teams_exporter_state_resets_total"

        @Test(
            "K4: over damaged state it starts, says so, and counts right again",
            arguments: Damage.allCases, [true, false])
        func startsOverDamage(damage: Damage, isKilled: Bool) throws {
            let place = try TemporaryDirectory("damage")
            let life = try ExporterLife(configuration: SampleLines.configuration, in: place)
            try count(300, with: life)
            if isKilled { life.kill() } else { life.stop() }
            let files = try FileManager.default.contentsOfDirectory(atPath: place.path("state"))
            var damaged = 0
            for (index, file) in files.sorted().enumerated() {
                // The books of teams lie in a directory of their own.
                guard file != "teams", !file.hasSuffix("-shm") else { continue }
                let bytes = try place.read("state/\(file)")
                guard bytes.count > 64 else { continue }
                try place.write(damage.applied(to: bytes, seed: UInt64(index + 1)), to: "state/\(file)")
                damaged += 1
            }
            try #require(damaged > 0, "state/ holds \(files)")
            try life.start()
            try count(310, with: life)
            let scrape = try life.exporter.scrape()
            // A write-ahead log cut short is an earlier commit, from which it counts on: no damage, if it is whole.
            let mayBeWhole = damage == .half && isKilled
            let isTold = scrape["\(Self.resets){reason=\"damaged\"}"] == 1
            if damage != .empty && !mayBeWhole { #expect(isTold) }
            #expect(try life.exporter.request("/-/ready").text.contains("degraded") == false)
            try life.restart()
            try count(320, with: life)
            #expect(try life.exporter.scrape()["\(Self.resets){reason=\"damaged\"}"] == 0, "told once")
        }

        @Test("a state directory that is removed under a running daemon costs nothing, and is told")
        func survivesRemoval() throws {
            let place = try TemporaryDirectory("removed")
            let life = try ExporterLife(configuration: SampleLines.configuration, in: place)
            let watch = CounterWatch(port: life.port)
            try count(100, with: life)
            try FileManager.default.removeItem(atPath: place.path("state"))
            try count(200, with: life)
            // Two databases lay in it, those of the logs and of the teams: one removal all the same.
            let removed = "\(Self.resets){reason=\"removed\"}"
            #expect(try life.exporter.value(of: removed, becoming: 1) == 1)
            try count(300, with: life)
            life.kill()
            try life.start()
            try count(310, with: life)
            try watch.stop()
            #expect(watch.faults == [])
        }

        @Test(
            "F1: on a full disk it counts on, says that it is degraded, and heals when there is space again",
            .enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs in a namespace of its own"))
        func survivesFullDisk() throws {
            let place = try TemporaryDirectory("full")
            let disk = try SmallDisk(over: place.path("state"), kilobytes: 4096)
            let life = try ExporterLife(
                configuration: SampleLines.configuration, launchedBy: disk.launcher, in: place)
            let watch = CounterWatch(port: life.port)
            try count(100, with: life)
            try disk.fill()
            var lines = 100
            let isDegraded = try eventually(within: .seconds(30)) {
                lines += 10
                try count(lines, with: life)
                return try life.exporter.request("/-/ready").text.contains("degraded")
            }
            #expect(isDegraded)
            try count(lines + 100, with: life)
            try disk.free()
            let heals = try eventually(within: .seconds(30)) {
                try life.exporter.request("/-/ready").text.contains("degraded") == false
            }
            #expect(heals)
            #expect(try life.exporter.scrape()["agent_teams_exporter_state_writable"] == 1)
            life.kill()
            try life.start()
            try count(lines + 110, with: life)
            try watch.stop()
            #expect(watch.faults == [])
        }

        @Test(
            "F1: a disk that is full at the start is no reason not to start",
            .enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs in a namespace of its own"))
        func startsOnFullDisk() throws {
            let place = try TemporaryDirectory("full")
            let disk = try SmallDisk(over: place.path("state"), kilobytes: 4096)
            try disk.fill()
            let life = try ExporterLife(
                configuration: SampleLines.configuration, launchedBy: disk.launcher, in: place)
            try count(100, with: life)
            #expect(try life.exporter.request("/-/ready").text.contains("degraded"))
            try disk.free()
            let heals = try eventually(within: .seconds(30)) {
                try life.exporter.request("/-/ready").text.contains("degraded") == false
            }
            #expect(heals)
            life.kill()
            try life.start()
            try count(110, with: life)
        }

        @Test(
            "F5: on a read-only state directory it runs, and readiness says degraded",
            .enabled(if: SmallDisk.isPossible, "needs the right to mount a tmpfs in a namespace of its own"))
        func runsReadOnly() throws {
            let place = try TemporaryDirectory("readonly")
            let disk = try SmallDisk(over: place.path("state"), kilobytes: 4096)
            let life = try ExporterLife(
                configuration: SampleLines.configuration, launchedBy: disk.launcher, in: place)
            try count(50, with: life)
            #expect(life.stop() == 0)
            try disk.makeReadOnly()
            try life.start()
            try count(100, with: life)
            #expect(try life.exporter.request("/-/ready").text.contains("degraded"))
            #expect(try life.exporter.scrape()["agent_teams_exporter_state_writable"] == 0)
            #expect(try life.exporter.process.errorOutput.contains("state"), "a warning is written")
            try disk.makeWritable()
            let heals = try eventually(within: .seconds(30)) {
                try life.exporter.request("/-/ready").text.contains("degraded") == false
            }
            #expect(heals)
            try count(110, with: life)
            #expect(life.stop() == 0)
        }

        @Test("a second daemon on the same state directory says who holds it, and exits 2")
        func refusesSharedState() throws {
            let place = try TemporaryDirectory("shared")
            let first = try Exporter([], in: place)
            let second = try ReleaseBinary.run(
                ["serve", "--web.listen-address=127.0.0.1:\(try FreePort.find())"], in: place)
            #expect(second.status == 2)
            #expect(second.errorOutput.contains("\(first.process.pid)"), "\(second.errorOutput)")
            #expect(second.errorOutput.contains("--state.dir"), "\(second.errorOutput)")
            let other = try Exporter(["--state.dir=\(place.path("other-state"))"], in: place)
            #expect(other.terminate() == 0)
            #expect(first.terminate() == 0)
        }

        /// Appends lines until the log has `total`, and waits until just so many are counted.
        private func count(_ total: Int, with life: ExporterLife) throws {
            let log = "logs/orchestrator.log"
            let isThere = FileManager.default.fileExists(atPath: life.place.path(log))
            let before = isThere ? try life.place.read(log).count { $0 == UInt8(ascii: "\n") } : 0
            try life.place.append((before..<total).map { SampleLines.error($0) }.joined(), to: log)
            let expected = [SampleLines.lines: Double(total), SampleLines.errorEntries: Double(total)]
            #expect(try life.exporter.differences(from: expected) == [])
        }
    }
}
