import MetricModel
import TestSupport
import Testing

@testable import LogRules

@Suite("LineCounter")
struct LineCounterTests {
    @Test("lines, bytes and levels are counted, and all series are there at 0 before")
    func basics() throws {
        let bench = try Bench(rules: nil)
        #expect(bench.value("orchestrator_log_lines_total", "app") == 0)
        #expect(bench.value("orchestrator_log_entries_total", "app", "CRITICAL") == 0)
        try bench.count("INFO:root:a\n  more\nERROR:root:b\n\n")
        #expect(bench.value("orchestrator_log_lines_total", "app") == 4)
        #expect(bench.value("orchestrator_log_read_bytes_total", "app") == 33)
        #expect(bench.value("orchestrator_log_entries_total", "app", "INFO") == 1)
        #expect(bench.value("orchestrator_log_entries_total", "app", "ERROR") == 1)
        #expect(bench.value("orchestrator_log_truncated_lines_total", "app") == 0)
    }

    @Test("the head of an over-long line is one line, matched on what was kept", arguments: ["", "\n"])
    func truncated(end: String) throws {
        let bench = try Bench(rules: "- {name: r, pattern: 'disk \\w+ full', counter: r_total}")
        try bench.count("ERROR:root:disk sda full and so on" + end, isTruncatedLine: true)
        #expect(bench.value("orchestrator_log_lines_total", "app") == 1)
        #expect(bench.value("orchestrator_log_truncated_lines_total", "app") == 1)
        #expect(bench.value("orchestrator_log_entries_total", "app", "ERROR") == 1)
        #expect(bench.value("r_total") == 1)
    }

    @Test("labels come from captures and texts, and init series are there from the start")
    func labels() throws {
        let bench = try Bench(
            rules: """
                - name: pay
                  pattern: 'payment (?<p>\\w+) (?:failed: (?<r>\\w+)|lost)'
                  counter: pay_total
                  labels: {p: $p, r: $r, kind: card}
                  init: {p: [visa], r: [declined]}
                """)
        #expect(bench.value("pay_total", "card", "visa", "declined") == 0)
        try bench.count(
            "payment visa failed: declined\npayment sepa lost\npayment visa failed: declined\r\nno payment\n")
        #expect(bench.value("pay_total", "card", "visa", "declined") == 2)
        #expect(bench.value("pay_total", "card", "sepa", "") == 1)
        #expect(bench.value("orchestrator_log_rule_matches_total", "pay") == 3)
    }

    @Test("subtotals tell what each block gave, flushed or not")
    func subtotals() throws {
        let bench = try Bench(
            rules: """
                - {name: other, logs: [other], pattern: disk, counter: a_total}
                - {name: disk, pattern: disk, counter: b_total}
                - {name: word, pattern: '(?<w>\\w+) full', counter: c_total, labels: {w: $w}}
                """)
        #expect(bench.ruleNames == ["disk", "word", "builtin_exceptions"])
        try bench.count("ERROR:root:disk full\nINFO:root:disk\n", flush: false)
        let first = bench.subtotals
        #expect((first.lines, first.bytes, first.truncatedLines) == (2, 36, 0))
        #expect(first.entries == [0, 1, 0, 0, 1, 0])
        #expect(first.matches == [2, 1, 0])
        try bench.count("ERROR:root:ram full", isTruncatedLine: true)
        let news = bench.subtotals.since(first)
        #expect((news.lines, news.bytes, news.truncatedLines) == (1, 19, 1))
        #expect(news.entries == [0, 0, 0, 0, 1, 0])
        #expect(news.matches == [0, 1, 0])
        #expect(bench.value("orchestrator_log_lines_total", "app") == 3)
        #expect(bench.subtotals.since(first) == news)
    }

    @Test("a rule bound to another log does not run")
    func otherLog() throws {
        let bench = try Bench(
            rules:
                "- {name: a, logs: [other], pattern: line, counter: a_total}\n- {name: b, logs: [app], pattern: line, counter: b_total}"
        )
        try bench.count("line\n")
        #expect(bench.value("a_total") == nil)
        #expect(bench.value("b_total") == 1)
    }

    @Test("a rule counts a line once, however often its literals stand in it")
    func oncePerLine() throws {
        let bench = try Bench(rules: "- {name: a, pattern: 'first|second', counter: a_total}")
        try bench.count("first second first first\nsecondsecond\nthird\n")
        #expect(bench.value("a_total") == 2)
    }

    @Test("more label sets than allowed go to the overflow series, and the sum stays exact")
    func overflow() throws {
        let bench = try Bench(
            rules:
                "- {name: a, pattern: 'user (?<u>\\w+)', counter: a_total, labels: {u: $u}, max_series: 10}")
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5 {
            let users = (0..<3_000).map { _ in "user u\(Int.random(in: 0..<20_000, using: &random))\n" }
            try bench.count(users.joined())
        }
        #expect(bench.sum("a_total") == 15_000)
        let overflow = bench.value("orchestrator_log_rule_overflow_total", "a") ?? 0
        #expect(overflow > 14_000 && overflow <= 15_000)
        #expect(bench.overflow("a_total") == overflow)
    }

    @Test("label values are repaired, and long ones stay apart")
    func labelValues() throws {
        let bench = try Bench(
            rules: "- {name: a, pattern: 'v=(?<v>\\S*)', counter: a_total, labels: {v: $v}}")
        let long = String(repeating: "x", count: 3_000)
        try bench.count(Array("v=".utf8) + [0xFF, 0x0A] + Array("v=\(long)1\nv=\(long)2\nv=\(long)1\n".utf8))
        #expect(bench.value("a_total", "\u{FFFD}") == 1)
        #expect(bench.sum("a_total") == 4)
        #expect(bench.seriesCount("a_total") == 3)
    }

    @Test("a catastrophic line costs that rule its budget only, and after many the rule is set aside")
    func limits() throws {
        let bench = try Bench(
            rules:
                "- {name: evil, pattern: '(a+)+$', counter: evil_total}\n- {name: good, pattern: 'b', counter: good_total}"
        )
        let bad = String(repeating: "a", count: 40) + "b\n"
        try bench.count(bad + "aaa\n")
        #expect(bench.value("orchestrator_log_rule_limits_exceeded_total", "evil") == 1)
        #expect(bench.value("evil_total") == 1)
        #expect(bench.value("good_total") == 1)
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 0)
        try bench.count(String(repeating: bad, count: 120))
        #expect(bench.value("orchestrator_log_rule_limits_exceeded_total", "evil") == 101)
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 1)
        #expect(bench.value("good_total") == 121)
        try bench.count("aaa\n")
        #expect(bench.value("evil_total") == 1)
    }

    @Test(
        "X1: a catastrophic line of a megabyte costs its rule that line, and no other line or rule anything")
    func catastrophicLine() throws {
        let bench = try Bench(
            rules:
                "- {name: evil, pattern: '(a+)+$', counter: evil_total}\n- {name: good, pattern: 'ab', counter: good_total}"
        )
        let runs = String(repeating: String(repeating: "a", count: 18) + "b", count: 1_000_000 / 19)
        try bench.count("ends in a\n\(runs)\nends in b\nends in aa\n")
        #expect(bench.value("orchestrator_log_rule_limits_exceeded_total", "evil") == 1)
        #expect(bench.value("evil_total") == 2)
        #expect(bench.value("good_total") == 1)
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 0)
    }

    @Test("a rare bad line never ends a rule: each line it answers, match or not, starts the row anew")
    func rareBadLines() throws {
        let bench = try Bench(
            rules: "- {name: evil, pattern: '(a+)+$', counter: evil_total}")
        let bad = String(repeating: "a", count: 40) + "b\n"
        for _ in 0..<2 {
            try bench.count(String(repeating: bad, count: 99) + "ab\n")
            try bench.count(String(repeating: bad, count: 99) + "aaa\n")
        }
        #expect(bench.value("orchestrator_log_rule_limits_exceeded_total", "evil") == 396)
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 0)
        #expect(bench.value("evil_total") == 2)
    }

    @Test("a rule set aside in one log still counts in another")
    func quarantinePerLog() throws {
        let bench = try Bench(rules: "- {name: evil, pattern: '(a+)+$', counter: evil_total}")
        let bad = String(repeating: "a", count: 40) + "b\n"
        try bench.count(String(repeating: bad, count: 100))
        let rules = try Bench.ruleSet("- {name: evil, pattern: '(a+)+$', counter: evil_total}")
        try LineCounterTests.count("aaa\n", rules, log: "other", bench.registry)
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 1)
        #expect(bench.value("orchestrator_log_rule_quarantined", "other", "evil") == 0)
        #expect(bench.value("evil_total") == 1)
    }

    private static func count(
        _ text: String, _ rules: RuleSet, log: String, _ registry: MetricRegistry
    ) throws {
        var counter = try LineCounter(ruleSet: rules, log: log, registry: registry)
        var entries = EntryState()
        counter.count(Array(text.utf8).span, entries: &entries, isTruncatedLine: false)
        registry.update { table in counter.flush(into: &table) }
    }

    @Test("a counter that is registered otherwise is an error, not a crash")
    func clash() throws {
        let bench = try Bench(rules: "- {name: a, pattern: x, counter: a_total}")
        let other = try Bench.ruleSet("- {name: a, pattern: x, counter: a_total, help: Other}")
        #expect(throws: RegistryError.self) {
            try LineCounterTests.make(other, bench.registry)
        }
    }

    private static func make(_ rules: RuleSet, _ registry: MetricRegistry) throws {
        let counter = try LineCounter(ruleSet: rules, log: "app", registry: registry)
        _ = consume counter
    }

    @Test("however a file is cut into blocks, the counts are the same", arguments: 0..<25)
    func anyBlocks(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let lines = RandomLog.lines(count: 300, using: &random)
        let whole = try Bench(rules: RandomLog.rules)
        try whole.count(lines.joined())
        let pieces = try Bench(rules: RandomLog.rules)
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + Int.random(in: 1...9, using: &random))
            try pieces.count(lines[start..<end].joined(), flush: Bool.random(using: &random))
            start = end
        }
        try pieces.count("")
        #expect(whole.everything() == pieces.everything(), "seed \(seed)")
    }

    @Test(
        "where only lines with a rule's literal matter, the counts are those of looking at each",
        arguments: 0..<25)
    func hitsOnly(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 2_000)
        let rules =
            RandomLog.rules.split(separator: "\n").filter { !$0.contains("digits") }.joined(separator: "\n")
                + """

                - {name: g1, pattern: 'retry (?<n>\\d+)', gauge: last, help: Last., value: $n}
                - {name: g2, pattern: 'declined (?<n>\\d+)', gauge: last, help: Last., value: $n}
                """
        let hits = try Bench(rules: rules, includeBuiltIn: false)
        let all = try Bench(rules: rules, usesFilter: false, includeBuiltIn: false)
        for _ in 0..<4 {
            var text = RandomLog.lines(count: 120, using: &random).joined()
            if Bool.random(using: &random) { text += "payment at the end" }
            try hits.count(text)
            try all.count(text)
        }
        #expect(hits.everything() == all.everything(), "seed \(seed)")
        #expect((all.value("last") ?? 0) > 0, "seed \(seed)")
    }

    @Test("with and without the literal filter the counts are the same", arguments: 0..<25)
    func filterAgrees(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1_000)
        let text = RandomLog.lines(count: 400, using: &random).joined()
        let rules = RandomLog.randomRules(using: &random)
        // Without levels, lines that no rule has a literal for are not even looked at.
        let hasLevels = seed % 2 == 0
        let filtered = try Bench(rules: rules, includeBuiltIn: hasLevels)
        let plain = try Bench(rules: rules, usesFilter: false, includeBuiltIn: hasLevels)
        try filtered.count(text)
        try plain.count(text)
        #expect(filtered.everything() == plain.everything(), "seed \(seed)\n\(rules)")
    }

    @Test("random bytes are counted as lines, whatever they are", arguments: 0..<10)
    func randomBytes(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let bytes = random.bytes(count: 20_000).map { $0 % 7 == 0 ? $0 : $0 & 0x1F } + [0x0A]
        let bench = try Bench(rules: RandomLog.rules)
        try bench.count(bytes)
        #expect(
            bench.value("orchestrator_log_lines_total", "app") == Double(bytes.count { $0 == 0x0A }),
            "seed \(seed)")
    }
}
