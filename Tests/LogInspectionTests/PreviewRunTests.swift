import Compression
import LogRules
import TestSupport
import Testing

@testable import LogInspection

@Suite("preview of alerts")
struct PreviewRunTests {
    private static let rules = """
        rules:
          - name: declined
            pattern: 'payment (?<provider>\\w+) declined'
            counter: shop_declined_total
            labels: {provider: $provider}
            init: {provider: [visa, sepa]}
            examples: [{line: payment visa declined}]
            alert: {name: ShopDeclined, threshold: '> 2 per 5m', by: [provider], summary: Declined.}
          - name: level
            pattern: 'level (?<level>\\d+)'
            gauge: shop_level
            value: $level
            examples: [{line: level 7}]
            alert: {name: ShopLow, threshold: '< 10', for: 2m, keep_firing_for: 5m, summary: Low.}
          - name: fraud
            logs: [till]
            pattern: fraud
            counter: shop_frauds_total
            examples: [{line: fraud}]
            alert: {name: ShopFraud, threshold: '> 0 per 1h', summary: Somebody cheats.}
          - name: refunds
            pattern: refund
            counter: shop_refunds_total
            alert:
              name: ShopRefunds
              expr: shop_refunds_total > 5
              summary: Many refunds.
              tests:
                - {series: {shop_refunds_total: '9x9'}, at: 5m, fires: [{}]}
                - {series: {shop_refunds_total: '1x9'}, at: 5m}
        """

    /// 2026-02-07 12:00 in UTC.
    private static let noon: Int64 = 1_770_465_600

    private func ruleSet(_ text: String = rules) throws -> RuleSet {
        try RuleSet.load(files: [("shop.yml", Array(text.utf8))], includeBuiltIn: false)
    }

    private func run(
        _ texts: [String], rules text: String = rules, log: String = "shop", step: Int = 60,
        since: Int64 = .min
    ) throws -> PreviewResult {
        let place = try TemporaryDirectory("preview")
        let files = try texts.enumerated().map { try place.write($0.element, to: "\($0.offset).log") }
        let run = PreviewRun(
            ruleSet: try ruleSet(text), logName: log, time: try EntryTime(zone: .utc), stepSeconds: step)
        let now: Int64 = 1_800_000_000_000
        return try run.run(run.oldestFirst(files, now: now), now: now, since: since)
    }

    private func line(_ time: String, _ text: String, day: String = "2026-02-07") -> String {
        "\(day) \(time),000 INFO shop: \(text)\n"
    }

    private func minutes(_ preview: AlertPreview?) -> [[Double]] {
        (preview?.firings ?? []).map {
            [Double($0.start - Self.noon) / 60, Double($0.end - Self.noon) / 60]
        }
    }

    /// Three events in minute 2 are there from the sample at 12:03 on, until five samples later.
    @Test("a burst fires from the sample that holds it until the window has passed, for its own label set")
    func burst() throws {
        let text =
            line("12:00:01", "begin") + line("12:02:10", "payment visa declined")
            + line("12:02:20", "payment visa declined") + line("12:02:30", "payment visa declined")
            + line("12:02:31", "payment sepa declined") + line("12:30:00", "end")
        let preview = try run([text]).alerts.first
        #expect(preview?.alert == "ShopDeclined" && preview?.condition == "> 2 per 5m by provider")
        #expect(minutes(preview) == [[3.5, 7.5]])
        #expect(preview?.firings.map { $0.labels.map(\.value) } == [["visa"]])
        #expect(preview?.firings.map(\.isOpen) == [false])
        #expect(preview?.medianSeconds == 240 && preview?.longestSeconds == 240)
        #expect(preview?.peaks.map { $0.labels.map(\.value) } == [["visa"], ["sepa"]])
        // 3 events over 3 sampled minutes that began at zero, half a minute added at the end.
        #expect(abs((preview?.peaks.first?.value ?? 0) - 3.5) < 1e-9)
    }

    @Test("a gauge is compared as it is, and waits and is kept as the alert says")
    func gauge() throws {
        let text =
            line("12:00:00", "level 50") + line("12:05:00", "level 5") + line("12:06:00", "level 50")
            + line("12:10:00", "level 5") + line("12:20:00", "level 50") + line("12:40:00", "end")
        let preview = try run([text]).alerts.first { $0.alert == "ShopLow" }
        #expect(minutes(preview) == [[13.5, 26.5]])
        #expect(preview?.peaks.map(\.value) == [5])
    }

    @Test("what still fires at the end of the log is open, and ends there")
    func open() throws {
        let text = line("12:00:00", "level 5") + line("12:09:00", "end")
        let preview = try run([text]).alerts.first { $0.alert == "ShopLow" }
        #expect(minutes(preview) == [[3.5, 10.5]])
        #expect(preview?.firings.map(\.isOpen) == [true])
    }

    @Test("years without an entry change nothing but the time")
    func quietYears() throws {
        let burst = (1...3).map { line("12:02:0\($0)", "payment visa declined") }.joined()
        let late = (1...3).map { line("12:02:0\($0)", "payment visa declined", day: "2029-02-07") }.joined()
        let end = line("12:30:00", "end", day: "2029-02-07")
        let result = try run([line("12:00:00", "begin") + burst + late + end])
        let three = 1096.0 * 24 * 60
        #expect(minutes(result.alerts.first) == [[3.5, 7.5], [three + 3.5, three + 7.5]])
    }

    @Test("files are put in the order of their times, compressed ones too")
    func order() throws {
        let place = try TemporaryDirectory("preview")
        let newer = try place.write(line("12:10:00", "level 50"), to: "shop.log")
        var packed: [UInt8] = []
        try GzipEncoder().compress(Array(line("12:00:00", "level 5").utf8), into: &packed)
        let older = try place.write(packed, to: "shop.log.1.gz")
        let none = try place.write("no time\n", to: "shop.txt")
        let run = PreviewRun(ruleSet: try ruleSet(), logName: "shop", time: try EntryTime(zone: .utc))
        #expect(run.oldestFirst([none, newer, older], now: 1_800_000_000_000) == [older, newer, none])
        let alerts = try run.run([older, newer], now: 1_800_000_000_000).alerts
        #expect(minutes(alerts.first { $0.alert == "ShopLow" }) == [[3.5, 11.5]])
    }

    @Test("expressions and rules of other logs are named as not played")
    func notPlayed() throws {
        let result = try run([line("12:00:00", "fraud")])
        #expect(result.alerts.map(\.alert) == ["ShopDeclined", "ShopLow"])
        #expect(result.notPlayed.map(\.alert) == ["ShopFraud", "ShopRefunds"])
        #expect(result.notPlayed.map(\.reason) == [.otherLogs(["till"]), .expression])
        let till = try run(
            [line("12:00:00", "begin") + line("12:05:00", "fraud") + line("12:20:00", "end")], log: "till")
        #expect(till.alerts.map(\.alert).contains("ShopFraud"))
    }

    @Test("what was over before the time asked for is left out, but counts")
    func since() throws {
        let bursts = ["12:02", "14:02"].map { time in
            (1...3).map { line("\(time):0\($0)", "payment visa declined") }.joined()
        }
        let text = line("12:00:00", "begin") + bursts.joined() + line("15:00:00", "end")
        let preview = try run([text], since: Self.noon + 3600).alerts.first
        #expect(minutes(preview) == [[123.5, 127.5]])
    }

    @Test(
        "a series that begins with its first event is seen to rise only where the rule shows it at zero first"
    )
    func firstAtZero() throws {
        let rules = """
            rules:
              - name: fraud
                pattern: 'fraud by (?<who>\\w+)'
                counter: shop_frauds_total
                labels: {who: $who}
                examples: [{line: fraud by me}]
                alert: {name: ShopFraud, threshold: '> 0 per 5m', summary: Somebody cheats.}
            """
        let text = line("12:00:00", "begin") + line("12:05:00", "fraud by me") + line("12:20:00", "end")
        #expect(try run([text], rules: rules).alerts.map(\.firings.count) == [0])
        let held = rules.replacing("    labels:", with: "    first_at_zero: true\n    labels:")
        // The sample at 12:06 is 0, that at 12:07 is 1.
        #expect(minutes(try run([text], rules: held).alerts.first) == [[7.5, 11.5]])
    }

    @Test("a shorter step sees the same, only sooner")
    func steps() throws {
        let burst = (1...3).map { line("12:02:0\($0)", "payment visa declined") }.joined()
        let text = line("12:00:00", "begin") + burst + line("12:30:00", "end")
        // Samples each 15 s: the one at 12:02:15 holds it, and 7.5 s later it is looked at.
        let firing = try run([text], step: 15).alerts.first?.firings.first
        #expect(firing?.start == Self.noon + 2 * 60 + 15 + 7)
    }
}
