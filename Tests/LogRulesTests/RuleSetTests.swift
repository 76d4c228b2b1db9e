import LogRules
import MetricModel
import TestSupport
import Testing
import YAMLReading

@Suite("RuleSet")
struct RuleSetTests {
    private func load(_ text: String) throws(RuleFileErrors) -> RuleSet {
        try RuleSet.load(files: [("rules.yml", Array(text.utf8))], includeBuiltIn: false)
    }

    /// One rule with the given lines in place of those of the same key.
    private func rule(_ lines: String..., pattern: String = "'a (?<x>\\w+) b'") -> String {
        var text = "rules:\n  - name: r\n    pattern: \(pattern)\n"
        if !lines.contains(where: { $0.hasPrefix("counter:") }) { text += "    counter: r_total\n" }
        return text + lines.map { "    \($0)\n" }.joined()
    }

    private func faults(_ text: String) -> [String] {
        do {
            return try load(text).warnings.map { $0.oneLine }
        } catch {
            return error.diagnostics.map { $0.oneLine }
        }
    }

    @Test("a whole rule is read as written")
    func complete() throws {
        let text = """
            rules:
              - name: payment_failures
                logs: [shop]
                match: line
                pattern: 'payment (?<provider>\\w+) failed: (?<reason>[a-z_]+)'
                counter: shop_payment_failures_total
                help: Payments that a provider refused.
                labels: {reason: $reason, provider: '${provider}', kind: card}
                init: {provider: [visa, sepa], reason: [declined]}
                max_series: 50
                examples:
                  - line: '2026-02-07 12:00:00,123 ERROR shop.pay: payment visa failed: declined'
                    labels: {provider: visa, reason: declined}
                  - no_match: '2026-02-07 12:00:00,123 INFO shop.pay: ok'
            """
        let rule = try #require(try load(text).rules.first)
        #expect(rule.name == "payment_failures")
        #expect(rule.metric.labels.map(\.text) == ["kind", "provider", "reason"])
        #expect(rule.labels == [[.text("card")], [.capture(1)], [.capture(0)]])
        #expect(rule.captures.map(\.groups) == [[2], [1]])
        #expect(
            rule.initialLabelSets(forLog: "shop") == [
                ["card", "visa", "declined"], ["card", "sepa", "declined"],
            ])
        #expect(rule.maxSeries == 50)
        #expect(rule.applies(toLog: "shop"))
        #expect(!rule.applies(toLog: "other"))
    }

    @Test("an empty file set has no rules, and the built-in formats when asked")
    func builtIn() throws {
        #expect(try RuleSet.load(files: [], includeBuiltIn: true).levelFormats != nil)
        #expect(try RuleSet.load(files: [], includeBuiltIn: false).levelFormats == nil)
    }

    @Test("every fault is reported at once, in the order of the file")
    func allAtOnce() {
        let text = """
            rules:
              - name: one
                pattern: 'a(b'
                counter: one
              - name: one
                patern: x
                counter: orchestrator_x_total
            """
        #expect(
            faults(text) == [
                "rules.yml:3:18: error: bad pattern: missing closing parenthesis",
                "rules.yml:4:14: error: counter 'one' must end in '_total'; name it 'one_total'",
                "rules.yml:5:11: error: rule 'one' is already defined at line 2; rename or remove one",
                "rules.yml:6:5: error: unknown key 'patern'; did you mean 'pattern'?",
                "rules.yml:7:14: error: counter 'orchestrator_x_total' belongs to the program: names that start with "
                    + "'orchestrator_' do; choose a name of your own, such as 'shop_one_total'",
            ])
    }

    @Test("the caret stands under the fault inside the pattern")
    func caret() throws {
        let text = rule(pattern: "'it''s [a-'")
        let error = #expect(throws: RuleFileErrors.self) { try load(text) }
        let rendered = error?.diagnostics.first?.rendered(source: Array(text.utf8)) ?? ""
        #expect(
            rendered == """
                rules.yml:3:24: error: bad pattern: missing terminating ] for character class
                3 |     pattern: 'it''s [a-'
                  |                        ^
                """)
    }

    @Test("where a caret cannot stand the offset is told")
    func foldedPattern() {
        let found = faults(rule(pattern: ">-\n      first (x\n      second"))
        #expect(
            found == [
                "rules.yml:3:14: error: bad pattern: missing closing parenthesis; "
                    + "the fault is behind 'first (x second', at byte 15 of the pattern"
            ])
    }

    @Test(
        "a rule that says something impossible is refused",
        arguments: [
            ("labels: {y: $z}", "unknown capture '$z'"), ("labels: {y: $X}", "did you mean '$x'?"),
            ("labels: {y: $2}", "unknown capture '$2'"), ("labels: {__y: $x}", "starts with '__'"),
            ("labels: {le: $x}", "reserved"), ("labels: {a-b: $x}", "must match"),
            ("labels: {y: 'a $'}", "write $name or ${name}"), ("labels: {y: '${x'}", "write $name"),
            ("counter: 9x_total", "must match"),
            ("counter: process_x_total", "belongs to the program"),
            ("counter: scrape_x_total", "belongs to the program"),
            ("counter: agent_teams_exporter_x_total", "belongs to the program"),
            ("counter: _total", "no name before"),
            ("match: block", "'match' cannot be 'block'"), ("max_series: 0", "at least 1"),
            ("init: {y: [a]}", "no label of the rule"),
            ("examples: [{line: 'a 1 c'}]", "does not match this example"),
            ("examples: [{no_match: 'a 1 b'}]", "and must not"),
            ("examples: [{}]", "either 'line' or 'no_match'"),
            ("examples: [{line: 'a 1 b', labels: {x: 1}}]", "no label of rule"),
            ("examples: [{line: \"a 1 b\\na 2 b\", count: 3}]", "matches 2 of these lines, not 3"),
        ])
    func refused(line: String, expected: String) {
        let found = faults(rule(line))
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(expected) == true && found.first?.contains("error") == true, "\(found)")
    }

    @Test(
        "a metric, its value and its map must make sense together",
        arguments: [
            ("gauge: g", "needs a 'value'"), ("histogram: h, buckets: [1]", "needs a 'value'"),
            ("histogram: h, value: $x", "needs 'buckets'"),
            ("histogram: h, value: $x, buckets: []", "needs 'buckets'"),
            ("histogram: h, value: $x, buckets: [1, 1]", "not above the one before"),
            ("histogram: h, value: $x, buckets: [-1]", "'-1' is no bound"),
            ("histogram: h_seconds, value: $x, buckets: [3KB]", "no bound in seconds"),
            ("histogram: h, value: $x, buckets: [[1]]", "must be a number"),
            ("gauge: g_total, value: 1", "must not end in '_total'"),
            ("histogram: h_count, value: $x, buckets: [1]", "must not end in '_count'"),
            ("counter: c_total, op: inc", "'op' is for gauges"), ("gauge: g, op: add", "op: add needs"),
            ("gauge: g, op: up", "'op' cannot be 'up'"), ("counter: c_total, unit: ms", "goes with 'value'"),
            ("counter: c_total, buckets: [1]", "only a histogram has buckets"),
            ("counter: c_total, value: -1", "never takes a negative"),
            ("counter: c_total, value: 'a $x'", "neither one capture nor a number"),
            ("counter: c_total, value: ten", "neither one capture nor a number"),
            ("counter: c_total, value: $y", "unknown capture '$y'"),
            ("counter: c_seconds_total, value: $x, unit: KB", "measures bytes"),
            ("counter: c_seconds_total, value: $x, unit: MS", "did you mean 'ms'?"),
            ("counter: c_seconds_total, value: $x, unit: parsec", "is no unit"),
            ("gauge: g, op: inc, first_at_zero: true", "is for counters and histograms"),
            ("gauge: g, value: $x, labels: {y: $x}, init: {y: [a]}", "has no value before its first line"),
            ("counter: c_total, gauge: g", "a rule writes one metric"),
            ("labels: {y: $x}", "names no metric"), ("counter: ", "has no value"),
            ("gauge: process_x, value: 1", "gauge 'process_x' belongs to the program"),
            ("counter: c_total, labels: {y: $x}, map: {z: {a: b}}", "unknown capture '$z'"),
            ("counter: c_total, labels: {y: $x}, map: {x: {}}", "is empty"),
            ("counter: c_total, labels: {y: $x}, map: {x: a}", "must be a mapping"),
            ("counter: c_total, labels: {y: $x}, map: {x: {a: [b]}}", "must stand for text"),
            ("gauge: g, value: $x, map: {x: {up: 1, down: none}}", "which 'value' cannot use"),
            ("counter: c_total, match: entry, examples: [{line: 'a 1 b'}]", "either 'entry' or 'no_match'"),
            ("counter: c_total, value: $x, examples: [{line: 'a 1 b', value: 2}]", "the value is 1.0, not 2"),
            ("counter: c_total, examples: [{line: 'a 1 b', value: 2}]", "has no 'value'"),
            ("counter: c_total, value: $x, examples: [{line: 'a y b'}]", "is no number"),
        ])
    func metricFaults(keys: String, expected: String) {
        let found = faults("rules:\n  - {name: r, pattern: 'a (?<x>\\w+) b', \(keys)}\n")
        #expect(found.contains { $0.contains(expected) && $0.contains("error") }, "\(found)")
        let others = found.filter { !$0.contains(expected) && !$0.contains("allowed here") }
        #expect(others.isEmpty, "\(found)")
    }

    @Test("an order of rules is 'all' or 'first'")
    func order() {
        #expect(faults("order: any\n" + rule()).first?.contains("'order' cannot be 'any'") == true)
        #expect(faults("order: first\n" + rule()) == [])
    }

    @Test("what makes values or labels hard to understand is warned of")
    func valueWarnings() {
        let wait = faults(rule("counter: wait_total", "value: $x", "unit: ms"))
        #expect(
            wait == [
                "rules.yml:4:14: warning: the values become seconds, whatever unit the log has, and 'wait_total' "
                    + "does not say so; name it 'wait_seconds_total'"
            ])
        #expect(faults(rule("map: {x: {a: b}}")).first?.contains("neither a label nor 'value' uses") == true)
    }

    @Test("metrics shared by rules must agree in all they are")
    func sharedKinds() {
        func pair(_ first: String, _ second: String) -> [String] {
            faults(
                "rules:\n  - {name: a, pattern: x, help: H, \(first)}\n  - {name: b, pattern: y, help: H, \(second)}\n"
            )
        }
        #expect(pair("gauge: g, op: inc", "gauge: g, op: dec") == [])
        #expect(pair("gauge: g, op: inc", "gauge: g, value: 3") == [])
        let buckets = pair("histogram: h, value: 1, buckets: [1]", "histogram: h, value: 1, buckets: [2]")
        #expect(buckets.first?.contains("with other buckets") == true)
        let kinds = pair("gauge: h, value: 1", "histogram: h, value: 1, buckets: [2]")
        #expect(kinds.first?.contains("with other keys (gauge and histogram)") == true)
        let uses = pair("counter: a_bytes_total", "counter: a_bytes_total, value: 3")
        #expect(uses.first?.contains("with other use of 'value'") == true)
    }

    @Test(
        "a rule keeps its identity and descriptor when others change, and loses it when it counts otherwise")
    func identity() throws {
        func rules(_ lines: String...) throws -> RuleSet {
            try load("rules:\n" + lines.map { "  - {\($0)}\n" }.joined())
        }
        let plain = "name: a, pattern: 'x (?<x>\\w)', counter: a_total, labels: {x: $x}"
        let other = "name: b, pattern: y, counter: b_total"
        let first = try rules(plain, other)
        let second = try rules("name: b, pattern: yy, gauge: b, value: 1", plain)
        #expect(first.rules[0].identity == second.rules[1].identity)
        #expect(first.rules[0].metric == second.rules[1].metric)
        #expect(first.hash != second.hash)
        #expect(try first.hash == rules(plain, other).hash)
        let free = try rules(plain + ", max_series: 9, examples: [{line: x y}]")
        #expect(free.rules[0].identity == first.rules[0].identity)
        let changed = [
            "name: c, pattern: 'x (?<x>\\w)', counter: a_total, labels: {x: $x}",
            "name: a, pattern: 'x  (?<x>\\w)', counter: a_total, labels: {x: $x}",
            "name: a, pattern: 'x (?<x>\\w)', counter: c_total, labels: {x: $x}",
            plain + ", logs: [l]", plain + ", match: entry", plain + ", map: {x: {a: b}}",
            plain + ", map: {x: {a: b, '*': c}}", plain + ", value: 2", plain + ", value: 3",
            "name: a, pattern: 'x (?<x>\\w)', counter: a_total, labels: {x: 'a$x'}",
        ]
        let identities = try changed.map { try rules($0).rules[0].identity }
        #expect(Set(identities + [first.rules[0].identity]).count == changed.count + 1)
        // FNV-1a of the meaning: the same in every run and release, because it is stored.
        #expect(first.rules[1].identity == "b@e5726a74634a7461")
    }

    @Test("init must name each captured label and stay within max_series")
    func initFaults() {
        let labels = "labels: {x: $x, y: $1, k: text}"
        #expect(faults(rule(labels, "init: {x: [a]}")).first?.contains("no values for label 'y'") == true)
        #expect(faults(rule(labels, "init: {k: [a]}")).first?.contains("same text in every series") == true)
        let many = "[" + (0..<11).map(String.init).joined(separator: ",") + "]"
        #expect(faults(rule(labels, "init: {x: \(many), y: \(many)}")).first?.contains("121 series") == true)
        #expect(faults(rule(labels, "init: {x: \(many), y: [b]}")) == [])
    }

    @Test("an example's wrong label is pointed at")
    func wrongLabel() {
        let found = faults(rule("labels: {y: $x}", "examples: [{line: 'a 1 b', labels: {y: 2}}]"))
        #expect(
            found == ["rules.yml:6:44: error: label 'y' is '1', not '2'; change the pattern or the example"])
    }

    @Test("two rules may share a counter of the same shape, and the larger limit holds for both")
    func sharedCounter() throws {
        func pair(_ second: String) -> String {
            "rules:\n  - {name: a, pattern: x, counter: c_total, help: H, max_series: 7}\n  - {name: b, pattern: y, \(second)}\n"
        }
        let rules = try load(pair("counter: c_total, help: H, max_series: 9")).rules
        #expect(rules.map(\.maxSeries) == [9, 9])
        #expect(faults(pair("counter: c_total, help: Other")).first?.contains("with other help") == true)
        #expect(
            faults(pair("counter: c_total, help: H, labels: {l: t}")).first?.contains("with other labels")
                == true)
        #expect(faults(pair("counter: c_total_total, help: H")).first?.contains("would both write") == true)
    }

    @Test("a rule defined in another file is named with its file")
    func duplicateAcrossFiles() {
        let file = Array("rules:\n  - {name: a, pattern: x, counter: c_total}\n".utf8)
        let error = #expect(throws: RuleFileErrors.self) {
            try RuleSet.load(files: [("one.yml", file), ("two.yml", file)], includeBuiltIn: true)
        }
        #expect(
            error?.diagnostics.map { $0.oneLine } == [
                "two.yml:2:12: error: rule 'a' is already defined at one.yml:2; rename or remove one"
            ])
    }

    @Test(
        "what may go wrong later is warned of",
        arguments: [
            ("'(a+)+$'", "a repetition inside a repetition"), ("'x*'", "matches an empty line"),
        ])
    func warnings(pattern: String, expected: String) {
        let found = faults(rule(pattern: pattern))
        #expect(found.contains { $0.contains("warning") && $0.contains(expected) }, "\(found)")
    }

    @Test("more rules than can be numbered are refused at the first that is too many")
    func tooManyRules() {
        let text =
            "rules:\n" + String(repeating: "- {name: r, pattern: x, counter: r_total}\n", count: 10_001)
        #expect(
            faults(text) == [
                "rules.yml:10002:3: error: there are 10001 rules, and at most 10000 may run; leave rules out, or "
                    + "join rules of one counter into one pattern with alternatives"
            ])
    }

    @Test("an empty pattern is refused")
    func emptyPattern() {
        #expect(faults(rule(pattern: "''")).first?.contains("the pattern is empty") == true)
    }

    @Test("any text at all ends in rules or in faults", arguments: 0..<10)
    func randomText(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let words = [
            "rules:", "\n", "  - ", "name: ", "pattern: ", "counter: ", "a_total", "$x", "'(?<x>a)'",
            "init: ", "{", "}", "[", "]", ":", "examples:", "labels:", "1",
        ]
        for _ in 0..<200 {
            let text = (0..<20).map { _ in words.randomElement(using: &random) ?? "" }.joined()
            #expect(faults(text).allSatisfy { $0.hasPrefix("rules.yml") }, "seed \(seed)")
        }
    }
}
