import MetricModel
import TestSupport
import Testing
import YAMLReading

@testable import LogRules

@Suite("Quantities")
struct QuantityTests {
    private func read(_ text: String, _ dimension: Dimension? = nil, unit: String? = nil) -> Double? {
        let reader = QuantityReader(
            dimension: dimension, plainUnit: unit.flatMap { QuantityUnit.named($0) })
        return reader.read(Array(text.utf8).span)
    }

    @Test(
        "a quantity becomes its base unit",
        arguments: [
            ("12", 12), ("-12.5", -12.5), ("+3", 3), (".5", 0.5), ("5.", 5), ("1e3", 1000),
            ("1.5E-3", 0.0015),
            ("12ms", 0.012), ("1.5s", 1.5), ("3m20s", 200), ("1h2m3.5s", 3723.5), ("1 h 2 min", 3720),
            ("250us", 0.00025), ("250\u{B5}s", 0.00025), ("7ns", 7e-9), ("2d", 172_800), ("3sec", 3),
            ("3KB", 3000), ("2MiB", 2_097_152), ("1.5 GB", 1.5e9), ("9B", 9), ("45%", 0.45), (" 7 ", 7),
            ("0", 0), ("1e3ms", 1), ("-3ms", -0.003),
        ])
    func read(text: String, expected: Double) { #expect(read(text) == expected) }

    @Test(
        "what is no finite quantity is refused",
        arguments: [
            "", " ", "-", "abc", "NaN", "nan", "inf", "Infinity", "-inf", "1e999", "0x10", "1_000", "1,000",
            "12 apples", "3K", "3M", "12ms5s", "1s2s", "3KB2B", "1h30", "--3", "1e", "1.2.3", "12mss", "9e19",
            "1 2", "\u{FF11}", String(repeating: "1", count: 65),
        ])
    func refused(text: String) { #expect(read(text) == nil, "\(text)") }

    @Test("a unit of another dimension is refused, and a plain number takes the rule's unit")
    func dimensions() {
        #expect(read("3KB", .seconds) == nil)
        #expect(read("3s", .bytes) == nil)
        #expect(read("45%", .ratio) == 0.45)
        #expect(read("250", .seconds, unit: "ms") == 0.25)
        #expect(read("2s", .seconds, unit: "ms") == 2)
        #expect(read("-250", .seconds, unit: "ms") == -0.25)
    }

    @Test("random bytes never trap, and give a finite number or none", arguments: 0..<10)
    func randomBytes(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let alphabet = Array("0123456789.-+eEmskKMGiBhd% ".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<12, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let value = QuantityReader(dimension: nil, plainUnit: nil).read(bytes.span)
            #expect(value.map { $0.isFinite } ?? true, "seed \(seed) \(bytes)")
        }
    }
}

@Suite("Rules with a value")
struct ValueTests {
    @Test("a counter goes up by what is captured, in base units")
    func counter() throws {
        let bench = try Bench(
            rules:
                "- {name: sent, pattern: 'sent (?<n>\\S+) to (?<to>\\w+)', counter: sent_bytes_total, value: $n, labels: {to: $to}}"
        )
        #expect(bench.value("orchestrator_log_rule_bad_values_total", "sent") == 0)
        try bench.count(
            "sent 3KB to a\nsent 500 to a\nsent 2MiB to b\nsent -1 to a\nsent NaN to a\nsent inf to c\n")
        #expect(bench.value("sent_bytes_total", "a") == 3500)
        #expect(bench.value("sent_bytes_total", "b") == 2_097_152)
        #expect(bench.value("sent_bytes_total", "c") == nil)
        #expect(bench.value("orchestrator_log_rule_bad_values_total", "sent") == 3)
        #expect(bench.value("orchestrator_log_rule_matches_total", "sent") == 6)
    }

    @Test("a gauge takes the last value read, whichever rule read it")
    func gaugeSet() throws {
        let bench = try Bench(
            rules: """
                - {name: up, pattern: 'connected to (?<h>\\w+)', gauge: link_up, value: 1, labels: {h: $h}, help: H}
                - {name: down, pattern: '(?<h>\\w+) is gone', gauge: link_up, value: 0, labels: {h: $h}, help: H}
                """)
        #expect(bench.seriesCount("link_up") == 0)
        try bench.count("connected to a\na is gone\nconnected to b\nconnected to a\nb is gone\n")
        #expect(bench.value("link_up", "a") == 1)
        #expect(bench.value("link_up", "b") == 0)
        try bench.count("a is gone\n", flush: false)
        try bench.count("connected to a\n")
        #expect(bench.value("link_up", "a") == 1)
    }

    @Test("a gauge goes up and down, by one or by a value, and a set in between holds")
    func gaugeSteps() throws {
        let bench = try Bench(
            rules: """
                - {name: in, pattern: 'login', gauge: sessions, op: inc, help: H}
                - {name: out, pattern: 'logout', gauge: sessions, op: dec, help: H}
                - {name: set, pattern: 'now (?<n>\\S+)', gauge: sessions, value: $n, help: H}
                - {name: add, pattern: 'more (?<n>\\S+)', gauge: sessions, op: add, value: $n, help: H}
                """)
        #expect(faultsOf(bench) == [])
        try bench.count("login\nlogin\nlogout\n")
        #expect(bench.value("sessions") == 1)
        try bench.count("login\nnow 10\nlogout\nmore 2.5\nmore -1\nmore x\n")
        #expect(bench.value("sessions") == 10.5)
        #expect(bench.value("orchestrator_log_rule_bad_values_total", "add") == 1)
    }

    private func faultsOf(_ bench: Bench) -> [String] { bench.ruleSet.warnings.map { $0.oneLine } }

    @Test("a histogram takes values in, with bounds in any unit")
    func histogram() throws {
        let bench = try Bench(
            rules: """
                - name: took
                  pattern: 'took (?<t>\\S+)'
                  histogram: took_seconds
                  value: $t
                  unit: ms
                  buckets: [10ms, 100ms, 1]
                """)
        #expect(bench.ruleSet.rules.first?.metric.buckets == [0.01, 0.1, 1])
        #expect(bench.ruleSet.rules.first?.metric.unit == "seconds")
        #expect(bench.value("took_seconds") == 0)
        try bench.count("took 5\ntook 10ms\ntook 99\ntook 2s\ntook -5\ntook 3KB\n")
        #expect(bench.value("took_seconds") == 4)
        #expect(bench.histogramSum("took_seconds") == 0.005 + 0.01 + 0.099 + 2)
        #expect(bench.value("orchestrator_log_rule_bad_values_total", "took") == 2)
    }

    @Test("maps turn captured texts into label values and into numbers")
    func maps() throws {
        let bench = try Bench(
            rules: """
                - name: level
                  pattern: 'L=(?<level>\\w*)'
                  counter: level_total
                  labels: {level: $level}
                  map: {level: {w: warning, e: error, '*': other}}
                  init: {level: [warning, error, other]}
                - name: state
                  pattern: 'S=(?<s>\\w*)'
                  gauge: state
                  value: $s
                  map: {s: {up: 1, down: 0}}
                """)
        #expect(bench.seriesCount("level_total") == 3)
        try bench.count("L=w\nL=e\nL=zzz\nL=w\nL=\nS=up\nS=what\n")
        #expect(bench.value("level_total", "warning") == 2)
        #expect(bench.value("level_total", "error") == 1)
        #expect(bench.value("level_total", "other") == 2)
        #expect(bench.value("state") == 1)
        #expect(bench.value("orchestrator_log_rule_bad_values_total", "state") == 1)
    }

    @Test("many texts that a map folds into few label sets need little memory and no overflow")
    func foldedTexts() throws {
        let bench = try Bench(
            rules:
                "- {name: a, pattern: 'u=(?<u>\\w+)', counter: a_total, labels: {u: $u}, map: {u: {root: root, '*': user}}, max_series: 2}"
        )
        for round in 0..<5 {
            try bench.count((0..<6_000).map { "u=u\(round)_\($0)\n" }.joined() + "u=root\n")
        }
        #expect(bench.value("a_total", "user") == 30_000)
        #expect(bench.value("a_total", "root") == 5)
        #expect(bench.value("orchestrator_log_rule_overflow_total", "a") == 0)
    }

    @Test("a label may mix text, captures, dollars and the name of the log")
    func templates() throws {
        let bench = try Bench(
            rules:
                "- {name: a, pattern: '(?<m>[A-Z]+) (?<s>\\d)\\d\\d', counter: a_total, labels: {c: '${s}xx', t: '$m-$s $$5', log: $log, l: 'in $log'}}"
        )
        try bench.count("GET 204\nPUT 503\nGET 200\n")
        #expect(bench.value("a_total", "2xx", "in app", "app", "GET-2 $5") == 2)
        #expect(bench.value("a_total", "5xx", "in app", "app", "PUT-5 $5") == 1)
    }

    @Test("a capture called log wins over the name of the log")
    func logCapture() throws {
        let bench = try Bench(
            rules: "- {name: a, pattern: 'log (?<log>\\w+)', counter: a_total, labels: {l: $log}}")
        try bench.count("log x\n")
        #expect(bench.value("a_total", "x") == 1)
    }

    @Test("however a file is cut into blocks, values come out the same", arguments: 0..<20)
    func anyBlocks(seed: Int) throws {
        let rules = """
            - {name: a, pattern: 'a(?<n>-?\\d+)', gauge: g, value: $n, help: H}
            - {name: b, pattern: 'b(?<n>-?\\d+)', gauge: g, op: add, value: $n, help: H}
            - {name: c, pattern: '(?<n>\\d+)$', counter: c_total, value: $n}
            - {name: d, pattern: '(?<n>\\d+)$', histogram: d, value: $n, buckets: [1, 5, 25]}
            """
        var random = SeededGenerator(seed: UInt64(seed))
        let lines = (0..<400).map { _ in
            "\(["a", "b", "ab", "c"].randomElement(using: &random) ?? "")\(Int.random(in: -9...99, using: &random))\n"
        }
        let whole = try Bench(rules: rules)
        try whole.count(lines.joined())
        let pieces = try Bench(rules: rules)
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + Int.random(in: 1...9, using: &random))
            try pieces.count(lines[start..<end].joined(), flush: Bool.random(using: &random))
            start = end
        }
        try pieces.count("")
        #expect(whole.everything() == pieces.everything(), "seed \(seed)")
        #expect(whole.histogramSum("d") == pieces.histogramSum("d"), "seed \(seed)")
    }

    @Test("the work on a rule is told: candidates at once, seconds by sample")
    func cost() throws {
        let bench = try Bench(rules: "- {name: a, pattern: 'payment \\d', counter: a_total}")
        try bench.count(String(repeating: "payment 1\npayment x\nother\n", count: 100))
        #expect(bench.value("orchestrator_log_rule_candidates_total", "a") == 200)
        #expect(bench.value("orchestrator_log_rule_seconds_total", "a") ?? 0 > 0)
        #expect(bench.value("a_total") == 100)
    }

    @Test("loading the rules anew ends a rule's quarantine")
    func quarantineEnds() throws {
        let rules = "- {name: evil, pattern: '(a+)+$', counter: evil_total}"
        let bench = try Bench(rules: rules)
        try bench.count(String(repeating: String(repeating: "a", count: 40) + "b\n", count: 100))
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 1)
        try bench.reload()
        #expect(bench.value("orchestrator_log_rule_quarantined", "app", "evil") == 0)
        try bench.count("aaa\n")
        #expect(bench.value("evil_total") == 1)
    }
}
