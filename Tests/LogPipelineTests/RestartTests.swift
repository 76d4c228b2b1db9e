import LogTailing
import MetricModel
import StateStore
import TestSupport
import Testing

@testable import LogPipeline

/// What survives the end of a process, orderly or not.
@Suite struct RestartTests {
    private static let rules = """
        rules:
          - name: failures
            pattern: 'payment (?<provider>\\w+) failed'
            counter: shop_failures_total
            labels: {provider: $provider}
        """

    private func lines(_ count: Int) -> String { String(repeating: PipelineRig.errorLine, count: count) }

    @Test("after a stop counts go on where they were, and lines written meanwhile are added once")
    func orderly() throws {
        let rig = try PipelineRig(rules: Self.rules)
        try rig.start()
        try rig.directory.append(lines(3) + "payment visa failed\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 4) == 4)
        rig.stop()
        try rig.directory.append(lines(2) + "payment visa failed\n", to: "app.log")
        try rig.start()
        #expect(rig.registry.value("orchestrator_log_lines_total", ["app"]) ?? 0 >= 4)
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 7) == 7)
        #expect(rig.scrape("orchestrator_log_entries_total", ["app", "ERROR"]) == 5)
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 2)
    }

    @Test("after a kill nothing that was scraped is lost and nothing is counted twice", arguments: 0..<4)
    func killed(round: Int) throws {
        let rig = try PipelineRig(rules: Self.rules)
        var expected = 0.0
        for step in 1...5 {
            try rig.start()
            let scraped = rig.scrape("orchestrator_log_lines_total", ["app"], until: expected)
            #expect(scraped == expected, "round \(round) step \(step)")
            try rig.directory.append(lines(10 + round), to: "app.log")
            expected += Double(10 + round)
            if step.isMultiple(of: 2) {
                #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: expected) == expected)
            }
            rig.kill()
        }
        try rig.start()
        #expect(rig.scrape("orchestrator_log_entries_total", ["app", "ERROR"], until: expected) == expected)
    }

    @Test("the time of the newest entry is absent at first, outlives a restart, and never goes back")
    func newestEntry() throws {
        let family = "orchestrator_log_last_entry_timestamp_seconds"
        let rig = try PipelineRig()
        try rig.start()
        #expect(rig.scrape(family, ["app"]) == nil)
        try rig.directory.append("2026-02-07T12:00:00.5Z INFO x\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
        #expect(rig.scrape(family, ["app"]) == 1_770_465_600.5)
        rig.kill()
        try rig.start()
        #expect(rig.scrape(family, ["app"]) == 1_770_465_600.5)
        try rig.directory.append("2026-02-07T11:00:00Z INFO x\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 2) == 2)
        #expect(rig.scrape(family, ["app"]) == 1_770_465_600.5)
        try rig.directory.append("2026-02-07T12:00:01Z INFO x\n", to: "app.log")
        #expect(rig.scrape(family, ["app"], until: 1_770_465_601) == 1_770_465_601)
    }

    @Test("a scrape shows no more than the store has")
    func committedOnly() throws {
        let rig = try PipelineRig()
        try rig.start()
        try rig.directory.append(lines(1000), to: "app.log")
        let scraped = rig.scrape("orchestrator_log_lines_total", ["app"], until: 1000)
        #expect(scraped == 1000)
        rig.kill()
        let (store, state) = try StateStore.open(
            directory: rig.directory.path("state"), programVersion: "test")
        store.close()
        let stored = state.series.first { $0.key.family == "orchestrator_log_lines_total" }
        #expect(stored?.values == [1000])
        #expect(state.files.map(\.offset) == [UInt64(1000 * PipelineRig.errorLine.utf8.count)])
    }

    @Test("what built-in rules counted and cost goes on after a kill")
    func builtInRules() throws {
        let rig = try PipelineRig()
        rig.logNames = ["orchestrator"]
        try rig.start()
        let line = "2026-02-07 12:00:00,123 - orchestrator - ERROR - Health check error: timed out\n"
        try rig.directory.append(String(repeating: line, count: 100), to: "orchestrator.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["orchestrator"], until: 100) == 100)
        let rule = ["builtin_orchestrator_events"]
        #expect(rig.scrape("orchestrator_log_rule_matches_total", rule) == 100)
        rig.kill()
        try rig.start()
        #expect(rig.registry.value("orchestrator_log_rule_matches_total", rule) == 100)
        try rig.directory.append(line, to: "orchestrator.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["orchestrator"], until: 101) == 101)
        #expect(rig.scrape("orchestrator_log_rule_matches_total", rule) == 101)
        #expect(rig.scrape("orchestrator_log_rule_candidates_total", rule) ?? 0 >= 101)
    }

    @Test("a first event is shown at 0 for one scrape, and not again after a kill")
    func firstAtZero() throws {
        let rig = try PipelineRig(
            rules: Self.rules.replacing(
                "labels: {provider", with: "first_at_zero: true\n    labels: {provider"))
        try rig.directory.append("payment old failed\n", to: "app.log")
        try rig.start()
        #expect(rig.scrape("shop_failures_total", ["old"], until: 1) == 1, "a backlog is no news")
        try rig.directory.append("payment visa failed\npayment visa failed\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 3) == 3)
        #expect(rig.registry.value("shop_failures_total", ["visa"]) == 0)
        #expect(rig.scrape("shop_failures_total", ["visa"]) == 2)
        rig.kill()
        try rig.start()
        #expect(rig.registry.value("shop_failures_total", ["visa"]) == 2)
    }

    @Test("a log that is not configured for a while is not read twice when it is again")
    func dormantLog() throws {
        let rig = try PipelineRig()
        rig.logNames = ["app", "web"]
        try rig.start()
        try rig.directory.append(lines(5), to: "web.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"], until: 5) == 5)
        rig.stop()
        rig.logNames = ["app"]
        try rig.start()
        try rig.directory.append(lines(1), to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 1) == 1)
        #expect(rig.registry.value("orchestrator_log_lines_total", ["web"]) == nil)
        rig.stop()
        try rig.directory.append(lines(1), to: "web.log")
        rig.logNames = ["app", "web"]
        try rig.start()
        #expect(rig.scrape("orchestrator_log_lines_total", ["web"], until: 6) == 6)
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"]) == 1)
    }

    @Test("the counts of a file's range are stored under its generation")
    func segments() throws {
        let rig = try PipelineRig(rules: Self.rules)
        try rig.start()
        try rig.directory.append(lines(2) + "payment visa failed\n", to: "app.log")
        #expect(rig.scrape("orchestrator_log_lines_total", ["app"], until: 3) == 3)
        rig.stop()
        let reader = try StateReader(directory: rig.directory.path("state"))
        let file = try #require(try reader.files().first)
        let segment = try #require(try reader.segments(of: file.fileID).first)
        #expect(segment.start == 0)
        #expect(segment.end == file.offset)
        #expect(
            segment.counts == [
                "lines": 3, "bytes": Int64(file.offset), "level:ERROR": 2, "rule:failures": 1,
            ])
    }
}
