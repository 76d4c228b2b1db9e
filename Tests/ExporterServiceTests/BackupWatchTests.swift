import Foundation
import LogRules
import Logging
import MetricModel
import NIOPosix
import Synchronization
import TeamBackup
import TestSupport
import Testing

@testable import ExporterService

@Suite("BackupWatch", .serialized)
struct BackupWatchTests {
    private let registry = MetricRegistry()
    private let place: TemporaryDirectory
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let thread = NIOThreadPool(numberOfThreads: 1)

    init() throws {
        place = try TemporaryDirectory("backup-watch")
        thread.start()
    }

    private func configuration(_ backup: String, roots: [String] = ["one"]) throws -> ExporterConfiguration {
        let file = try place.write(
            "teams: {roots: [\(roots.joined(separator: ", "))]}\nbackup: \(backup)\n", to: "exporter.yml")
        return try ConfigurationSource(
            file: file, paths: PathResolution(home: place.path, base: place.path), environment: [:]
        ).configuration()
    }

    private func value(_ name: String, _ labels: [String] = ["1"], _ watch: BackupWatch) throws -> Double? {
        try watch.collector.collect(into: registry)
        return registry.update { table in
            table.family(named: "orchestrator_\(name)").flatMap { family in
                table.snapshot(of: family).first { $0.labels == labels }?.value
            }
        }
    }

    private func watch(_ configuration: ExporterConfiguration, now: @escaping @Sendable () -> Int) throws
        -> BackupWatch
    {
        BackupWatch(
            configuration, collector: try BackupCollector(registry: registry), eventLoop: group.next(),
            thread: thread, logger: Logger(label: "test"), now: now)
    }

    @Test("teams of every root are backed up and verified when the time has come, and metrics tell of it")
    func schedule() throws {
        try place.write("{}", to: "one/teams/a/config.json")
        try place.write("{}", to: "two/teams/b/config.json")
        let now = Atomic(Int(Date.now.timeIntervalSince1970))
        let watch = try watch(
            try configuration("{enabled: true, directory: safe, keep: 1}", roots: ["one", "two", "none"]),
            now: { now.load(ordering: .relaxed) })
        watch.tick()
        #expect(try value("backups", ["1"], watch) == 0)
        #expect(try value("backup_last_success_timestamp_seconds", ["1"], watch) == nil)
        for round in 0..<2 {
            now.wrappingAdd(86_400, ordering: .relaxed)
            watch.tick()
            let sets = { BackupSet.all(in: self.place.path("safe")) }
            #expect(eventually { sets().count == 1 && sets()[0].verification != nil }, "round \(round)")
            #expect(try eventually { try value("backup_verification_success", ["2"], watch) == 1 })
        }
        for root in ["1", "2"] {
            #expect(try eventually { try value("backups", [root], watch) == 1 })
            let time = Date.now.timeIntervalSince1970
            let success = try #require(try value("backup_last_success_timestamp_seconds", [root], watch))
            #expect(abs(success - time) < 600)
            #expect(try value("backup_size_bytes", [root], watch) ?? 0 > 0)
            #expect(try value("backup_last_duration_seconds", [root], watch) ?? -1 >= 0)
            #expect(try value("backup_incomplete_paths", [root], watch) == 0)
            let verified = "backup_last_verification_timestamp_seconds"
            #expect(try eventually { try value(verified, [root], watch) ?? 0 > time - 600 })
        }
        #expect(try value("backups", ["3"], watch) == 0)
        #expect(try value("backup_failures_total", ["system"], watch) == 0)
    }

    @Test("backups that the command made are shown without a schedule, and a failed verification too")
    func command() throws {
        try place.write("{}", to: "one/teams/a/config.json")
        let report = try BackupRun(root: place.path("one"), directory: place.path("safe")).run()
        let watch = try watch(try configuration("{directory: safe}"), now: { 1_800_000_000 })
        #expect(try value("backups", ["1"], watch) == 1)
        #expect(
            try value("backup_last_success_timestamp_seconds", ["1"], watch)
                == Double(report.summary.createdMs) / 1000)
        #expect(try value("backup_verification_success", ["1"], watch) == nil)
        #expect(try value("backup_failures_total", ["system"], watch) == nil)
        try place.append("x", to: "safe/\(report.summary.archive)")
        #expect(try VerificationRun(path: report.path).run().fault != nil)
        #expect(try eventually { try value("backup_verification_success", ["1"], watch) == 0 })
        watch.reconfigure(try configuration("{directory: elsewhere}"))
        #expect(try value("backups", ["1"], watch) == 0)
    }

    @Test("a backup that fails is counted by its reason")
    func failure() throws {
        try place.write("{}", to: "one/teams/a/config.json")
        try place.write("no directory", to: "safe")
        let now = Atomic(1_800_000_000)
        let watch = try watch(
            try configuration("{enabled: true, directory: safe}"), now: { now.load(ordering: .relaxed) })
        #expect(try value("backup_failures_total", ["system"], watch) == 0)
        now.wrappingAdd(90_000, ordering: .relaxed)
        watch.tick()
        #expect(try eventually { try value("backup_failures_total", ["system"], watch) == 1 })
    }

    @Test(
        "a section that says nothing useful is a fault",
        arguments: ["{keep: 0}", "{at: \"25:00\"}", "{enabled: perhaps}", "{directry: x}"])
    func faults(_ section: String) throws {
        #expect(throws: ConfigurationFault.self) { try configuration(section) }
    }
}
