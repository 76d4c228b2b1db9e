import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Killed at a commit")
    struct CommitKillTests {
        private static let before = 40
        private static let during = 25
        private static let after = 10

        @Test("K2: killed at each system call of a commit, the next start has the old state or the new one")
        func survivesKillAtEachCall() throws {
            let (paths, count) = try recordCalls()
            try #require(count >= 10, "the store's system calls were seen")
            let sample = [1, 2, 3, 5, 8, count / 3, count / 2, count - 4, count - 1, count]
            let points = Soak.choose(
                sample: Array(Set(sample.filter { $0 >= 1 })).sorted(), soak: Array(1...count + 3))
            var kills = 0
            for point in points where try isKilled(at: point, names: paths) { kills += 1 }
            #expect(kills * 2 >= points.count, "most points are reached: \(kills) of \(points.count)")
            Soak.report("K2 \(kills) kills at \(points.count) of \(count) system calls of the store")
        }

        /// Plays the life below once under a recording strace: the store's files, by name, and its busiest thread's calls.
        private func recordCalls() throws -> (names: [String], count: Int) {
            let place = try TemporaryDirectory("commit")
            let recording = place.path("recording")
            let life = try start(launchedBy: SystemCallTrace.recorder(output: recording), in: place)
            #expect(try playLife(life) == .survived)
            let text = String(decoding: try place.read("recording"), as: UTF8.self)
            let state = place.path("state")
            let paths = SystemCallTrace.paths(in: text, below: state)
            let names = paths.map { String($0.dropFirst(state.count)) }
            return (names, SystemCallTrace.busiestThread(in: text, below: state))
        }

        /// Plays the life with a kill at one call; then starts again and compares. False when the call never came.
        private func isKilled(at point: Int, names: [String]) throws -> Bool {
            let place = try TemporaryDirectory("commit")
            let paths = names.map { place.path("state") + $0 }
            let launcher = SystemCallTrace.killer(at: point, paths: paths, output: place.path("trace"))
            let life = try start(launchedBy: launcher, in: place)
            let end = try playLife(life)
            let shown = end.shownLines
            try place.append(lines(Self.after), to: "logs/orchestrator.log")
            let next = try Exporter(configuration: SampleLines.configuration, in: place)
            let first = try next.scrape()[SampleLines.lines] ?? 0
            #expect(first >= shown, "killed at call \(point): \(first) lines, \(shown) were shown before")
            let text = String(decoding: try place.read("logs/orchestrator.log"), as: UTF8.self)
            let total = Double(text.utf8.count { $0 == UInt8(ascii: "\n") })
            let differences = try next.differences(
                from: [
                    SampleLines.lines: total, SampleLines.errorEntries: total,
                    SampleLines.bytes: Double(text.utf8.count),
                ], within: .seconds(10))
            #expect(differences == [], "killed at call \(point)")
            #expect(next.terminate() == 0)
            return end != .survived
        }

        private enum LifeEnd: Equatable {
            case survived
            /// Killed, when a scrape had shown this many lines.
            case killed(shownLines: Double)

            var shownLines: Double {
                switch self {
                case .survived: Double(CommitKillTests.before + CommitKillTests.during)
                case .killed(let lines): lines
                }
            }
        }

        private func start(launchedBy launcher: [String], in place: TemporaryDirectory) throws -> Exporter {
            let file = try place.write(SampleLines.configuration, to: "exporter.yml")
            try place.write(lines(Self.before), to: "logs/orchestrator.log")
            return try Exporter(
                launchedBy: launcher, ["--config.file=\(file)"], port: try FreePort.find(), in: place)
        }

        /// Creation of the store, a commit for a scrape, one more after new lines, and the end.
        private func playLife(_ exporter: Exporter) throws -> LifeEnd {
            var shown = 0.0
            for goal in [Self.before, Self.before + Self.during] {
                if goal > Self.before {
                    try exporter.place.append(lines(Self.during), to: "logs/orchestrator.log")
                }
                _ = eventually {
                    shown = max(shown, linesShown(by: exporter))
                    return shown == Double(goal) || !exporter.process.isRunning
                }
                guard exporter.process.isRunning else { return .killed(shownLines: shown) }
            }
            #expect(shown == Double(Self.before + Self.during))
            try stopTraced(exporter)
            return exporter.process.exitStatus() == 0 ? .survived : .killed(shownLines: shown)
        }

        /// strace passes no signal on: the daemon below it is asked itself.
        private func stopTraced(_ strace: Exporter) throws {
            let children = "/proc/\(strace.process.pid)/task/\(strace.process.pid)/children"
            let text = try String(contentsOfFile: children, encoding: .utf8)
            for word in text.split(separator: " ") {
                if let pid = Int32(word) { kill(pid, SIGTERM) }
            }
        }

        private func linesShown(by exporter: Exporter) -> Double {
            do {
                return try exporter.scrape()[SampleLines.lines] ?? 0
            } catch {
                // Not listening yet, or dead: nothing was shown.
                return 0
            }
        }

        private func lines(_ count: Int) -> String {
            (1...count).map { SampleLines.error($0) }.joined()
        }
    }
}
