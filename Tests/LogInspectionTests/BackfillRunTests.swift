import Foundation
import LogRules
import TestSupport
import Testing

@testable import LogInspection

@Suite("history of a log")
struct BackfillRunTests {
    private static let rules = """
        rules:
          - name: declined
            pattern: 'payment (?<provider>\\w+) declined'
            counter: shop_declined_total
            labels: {provider: $provider}
            help: Declined payments.
        """

    private func run(
        _ texts: [String], step: Int = 60, includeBuiltIn: Bool = false, rules text: String = rules
    ) throws -> BackfillResult {
        let place = try TemporaryDirectory("backfill")
        let files = try texts.enumerated().map { try place.write($0.element, to: "\($0.offset).log") }
        let rules = try RuleSet.load(
            files: [("shop.yml", Array(text.utf8))], includeBuiltIn: includeBuiltIn)
        return try BackfillRun(
            ruleSet: rules, logName: "shop", time: try EntryTime(zone: .utc), stepSeconds: step,
            labels: [("job", "agent-teams"), ("instance", "here")]
        ).run(files, now: 1_800_000_000_000)
    }

    private func line(_ time: String, _ provider: String = "visa") -> String {
        "2026-02-07 \(time),000 INFO shop: payment \(provider) declined\n"
    }

    private func samples(_ result: BackfillResult, of name: String) -> [String] {
        String(decoding: result.exposition, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { $0.hasPrefix(name) }
    }

    @Test("each step has the counters as they were then, quiet steps included")
    func steps() throws {
        let result = try run([
            line("12:00:10") + line("12:00:50"), line("12:03:05") + line("12:03:06", "sepa"),
        ])
        #expect(
            samples(result, of: "shop_declined_total{") == [
                #"shop_declined_total{job="agent-teams",instance="here",provider="visa"} 2 1770465660"#,
                #"shop_declined_total{job="agent-teams",instance="here",provider="visa"} 2 1770465720"#,
                #"shop_declined_total{job="agent-teams",instance="here",provider="visa"} 2 1770465780"#,
                #"shop_declined_total{job="agent-teams",instance="here",provider="sepa"} 1 1770465840"#,
                #"shop_declined_total{job="agent-teams",instance="here",provider="visa"} 3 1770465840"#,
            ])
        #expect(result.undatedLines == 0 && result.lateLines == 0)
        #expect(String(decoding: result.exposition, as: UTF8.self).hasSuffix("# EOF\n"))
    }

    @Test("lines without a time belong to the time above, and late ones to what was reached")
    func oddLines() throws {
        let text =
            "no time yet: payment visa declined\n" + line("12:05:00") + "payment visa declined again\n"
            + line("12:00:00")
        let result = try run([text])
        #expect(result.undatedLines == 1 && result.lateLines == 1)
        let last = samples(result, of: "shop_declined_total{").last
        #expect(
            last == #"shop_declined_total{job="agent-teams",instance="here",provider="visa"} 3 1770465960"#)
    }

    @Test("a rule that shows new series at zero first does so in its history too")
    func firstAtZero() throws {
        let held = Self.rules.replacing("    labels:", with: "    first_at_zero: true\n    labels:")
        let result = try run([line("12:00:10") + line("12:01:10", "sepa") + line("12:03:05")], rules: held)
        #expect(
            samples(result, of: "shop_declined_total{").map { String($0.dropFirst(64)) } == [
                "visa\"} 0 1770465660", "sepa\"} 0 1770465720", "visa\"} 1 1770465720",
                "sepa\"} 1 1770465780", "visa\"} 1 1770465780", "sepa\"} 1 1770465840",
                "visa\"} 2 1770465840",
            ])
    }

    @Test("an empty log has an empty history")
    func empty() throws {
        #expect(try run([""]).exposition == Array("# EOF\n".utf8))
    }

    @Test("promtool makes blocks of it", .enabled(if: FileManager.default.isExecutableFile(atPath: promtool)))
    func promtoolTakesIt() throws {
        let lines = (0..<200).map { line("1\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60):30") }.joined()
        let result = try run([lines], includeBuiltIn: true)
        let place = try TemporaryDirectory("blocks")
        let file = try place.write(result.exposition, to: "history.txt")
        let made = try ChildProcess.run(
            Self.promtool, ["tsdb", "create-blocks-from", "openmetrics", file, place.path("data")])
        #expect(made.status == 0, "\(made.output)\(made.errorOutput)")
        // A dump asks for a log of what is written, which these blocks do not need.
        _ = try place.makeDirectory("data/wal")
        let dumped = try ChildProcess.run(
            Self.promtool, ["tsdb", "dump", "--match={__name__=\"shop_declined_total\"}", place.path("data")])
        #expect(dumped.output.split(separator: "\n").count == 200)
        #expect(dumped.output.contains(#"job="agent-teams""#))
    }

    private static let promtool: String = {
        let tools = ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_TOOLS"].map {
            "\($0)/bin/promtool"
        }
        return tools ?? "/usr/bin/promtool"
    }()
}
