import Foundation
import LogTailing
import MetricModel
import TestSupport
import Testing

@testable import LogPipeline

/// Entries of several lines that are open when something happens to the process or to the file.
@Suite("entries that are open") struct OpenEntryTests {
    enum Happening: CaseIterable, Sendable {
        case nothing, kill, stop, reload, rename, renameAndKill, copyTruncate
    }

    private static let tracebacks = """
          - name: tracebacks
            match: entry
            pattern: 'Traceback(?s:.*)\\b(?<what>\\w+Error): '
            counter: shop_tracebacks_total
            labels: {what: $what}
        """

    @Test(
        "M1: an entry that is open at a kill, a stop, a reload or a rotation is one event",
        arguments: Happening.allCases, [LogSource.WatchPreference.auto, .poll])
    func oneEvent(_ happening: Happening, _ watch: LogSource.WatchPreference) throws {
        let pipeline = try ModelPipeline(watch)
        pipeline.moreRules = Self.tracebacks
        try pipeline.start()
        let log = pipeline.directory.path("logs/app.log")
        let writer = try AppendingFile(log)
        try writer.write(
            "2026-02-07 12:00:00,123 - shop - ERROR - it broke\nTraceback (most recent call last):\n")
        pipeline.turn()
        try make(happening, pipeline, log)
        try writer.write("  File \"shop.py\", line 7, in pay\nValueError: too much\n")
        pipeline.turn()
        // Quiet for longer than an entry waits.
        pipeline.turn(after: .seconds(5))
        let follower = try AppendingFile(log)
        try follower.write("2026-02-07 12:00:09,123 - shop - INFO - fine\n")
        for _ in 0..<3 { pipeline.turn(after: .seconds(20)) }
        pipeline.scrape()
        // What copytruncate leaves of an entry is two halves, in two files.
        let expected: Double = happening == .copyTruncate ? 0 : 1
        #expect(pipeline.registry.value("shop_tracebacks_total", ["ValueError"]) ?? 0 == expected)
        #expect(pipeline.registry.value("orchestrator_log_entries_total", ["app", "ERROR"]) == 1)
        #expect(pipeline.registry.value("orchestrator_log_lines_total", ["app"]) == 5)
        pipeline.kill()
    }

    private func make(
        _ happening: Happening, _ pipeline: ModelPipeline, _ log: String
    ) throws {
        switch happening {
        case .nothing: break
        case .kill:
            pipeline.scrape()
            pipeline.kill()
            try pipeline.start()
        case .stop:
            pipeline.stop()
            try pipeline.start()
        case .reload: try pipeline.reload()
        case .rename, .renameAndKill:
            // The writer goes on in the file that it has open.
            try FileManager.default.moveItem(atPath: log, toPath: "\(log).1")
            if happening == .renameAndKill {
                pipeline.scrape()
                pipeline.kill()
                try pipeline.start()
            }
        case .copyTruncate:
            try FileManager.default.copyItem(atPath: log, toPath: "\(log).1")
            try AppendingFile(log).truncate()
        }
    }

    @Test("X3: a reload that renames a rule leaves the counts of the others, and of the built-in ones")
    func renamedRule() throws {
        func rules(_ name: String) -> String {
            """
            rules:
              - name: failures
                pattern: 'payment (?<provider>\\w+) failed'
                counter: shop_failures_total
                labels: {provider: $provider}
              - name: \(name)
                pattern: 'refund (?<reason>\\w+)'
                counter: shop_refunds_total
                labels: {reason: $reason}
            """
        }
        let rig = try PipelineRig(rules: rules("refunds"))
        try rig.start()
        let lines = "payment visa failed\nrefund late\n" + PipelineRig.errorLine
        try rig.directory.append(lines, to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 3) == 3)
        rig.rules = rules("returns")
        try rig.reload()
        try rig.directory.append(lines, to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 6) == 6)
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 2)
        #expect(rig.scrape("orchestrator_log_entries_total", ["app", "ERROR"]) == 2)
        #expect(rig.scrape("orchestrator_log_rule_matches_total", ["app", "failures"]) ?? 2 == 2)
        // Under its new name the rule begins anew, or goes on; its counter never counts a line twice.
        let refunds = rig.scrape("shop_refunds_total", ["late"])
        #expect(refunds == 1 || refunds == 2)
    }
}
