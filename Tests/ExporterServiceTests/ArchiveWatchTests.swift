import Foundation
import LogRules
import Logging
import MetricModel
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import ExporterService

@Suite("ArchiveWatch", .serialized)
struct ArchiveWatchTests {
    private let registry = MetricRegistry()
    private let place: TemporaryDirectory
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let thread = NIOThreadPool(numberOfThreads: 1)

    init() throws {
        place = try TemporaryDirectory("archive-watch")
        thread.start()
    }

    private func loaded(_ archive: String) throws -> LoadedConfiguration {
        let file = try place.write(
            "builtin_log_rules: false\nlogs:\n  - {name: app, paths: [\"logs/*.log\"]}\narchive: \(archive)\n",
            to: "exporter.yml")
        return try ConfigurationSource(
            file: file, paths: PathResolution(home: place.path, base: place.path), environment: [:]
        ).load()
    }

    private func value(_ watch: ArchiveWatch, _ name: String, _ labels: [String] = []) throws -> Double? {
        try watch.collector.collect(into: registry)
        return registry.update { table in
            table.family(named: name).flatMap { family in
                table.snapshot(of: family).first { $0.labels == labels }?.value
            }
        }
    }

    @Test(
        "old logs are archived once when the time has come, and metrics tell of it; not before, and not when off"
    )
    func schedule() throws {
        try place.write("one\ntwo\n", to: "logs/app.log.1")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -40 * 86_400)],
            ofItemAtPath: place.path("logs/app.log.1"))
        let start = Int(Date.now.timeIntervalSince1970)
        let clockBox = ClockBox(seconds: start)
        let watch = ArchiveWatch(
            try loaded("{enabled: true, at: \"03:30\", min_free: 0}"),
            collector: try ArchiveCollector(registry: registry), stateDirectory: place.path("state"),
            procfs: "/proc", eventLoop: group.next(), thread: thread, logger: Logger(label: "test"),
            now: { clockBox.seconds })
        let runs = "orchestrator_archive_runs_total"
        watch.tick()
        #expect(try value(watch, runs, ["ok"]) == 0)
        clockBox.advance(by: 86_400)
        watch.tick()
        watch.tick()
        #expect(try eventually { try value(watch, runs, ["ok"]) == 1 })
        #expect(try value(watch, "orchestrator_archive_files_total") == 1)
        #expect(try value(watch, "orchestrator_archive_read_bytes_total") == 8)
        #expect(try value(watch, "orchestrator_archive_written_bytes_total") ?? 0 > 0)
        #expect(try value(watch, "orchestrator_archive_failures_total", ["no_space"]) == 0)
        #expect(try value(watch, "orchestrator_archive_removed_total", ["age"]) == 0)
        #expect(
            try value(watch, "orchestrator_archive_last_success_timestamp_seconds") == Double(start + 86_400))
        #expect(try value(watch, "orchestrator_archive_last_duration_seconds") ?? -1 >= 0)
        #expect(try place.read("logs/archive/app.log.1.gz").count > 0)
        watch.reconfigure(try loaded("{enabled: false}"))
        #expect(try value(watch, runs, ["ok"]) == nil)
        clockBox.advance(by: 2 * 86_400)
        watch.tick()
        watch.reconfigure(try loaded("{enabled: true, min_free: 0}"))
        #expect(try value(watch, runs, ["ok"]) == 1)
    }

    @Test("a store that cannot be read keeps everything where it is")
    func unreadableStore() throws {
        try place.write("one\n", to: "logs/app.log.1")
        try place.write("no database at all, and long enough to be looked at as one", to: "state/state.db")
        let clockBox = ClockBox(seconds: 1_800_000_000)
        let watch = ArchiveWatch(
            try loaded("{enabled: true, older_than: 0s, min_free: 0}"),
            collector: try ArchiveCollector(registry: registry), stateDirectory: place.path("state"),
            procfs: "/proc", eventLoop: group.next(), thread: thread, logger: Logger(label: "test"),
            now: { clockBox.seconds })
        clockBox.advance(by: 86_400)
        watch.tick()
        #expect(
            try eventually { try value(watch, "orchestrator_archive_failures_total", ["store"]) == 1 })
        #expect(try value(watch, "orchestrator_archive_runs_total", ["failed"]) == 1)
        #expect(try place.read("logs/app.log.1") == Array("one\n".utf8))
    }

    @Test("the next time of day comes after now, within a day and an hour")
    func timeOfDay() throws {
        let time = try #require(TimeOfDay("03:30"))
        for start in stride(from: 1_770_000_000, to: 1_801_536_000, by: 77_777) {
            let next = time.next(after: start)
            #expect(next > start && next <= start + 90_000)
            #expect(time.next(after: next) > next)
        }
        for text in ["", "3", "24:00", "12:60", "a:b", "1:2:3", "-1:00"] { #expect(TimeOfDay(text) == nil) }
    }
}

/// A clock that a test moves.
private final class ClockBox: Sendable {
    private let state: Atomic<Int>

    init(seconds: Int) { state = Atomic(seconds) }

    var seconds: Int { state.load(ordering: .relaxed) }

    func advance(by seconds: Int) { state.wrappingAdd(seconds, ordering: .relaxed) }
}
