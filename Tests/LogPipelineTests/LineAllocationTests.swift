import LogRules
import MetricModel
import TestSupport
import Testing

/// What a line costs that no rule matches.
@Suite struct LineAllocationTests {
    @Test("counting ten thousand lines that do not match allocates no more than counting one does")
    func perLine() async {
        await #expect(processExitsWith: .success) {
            let scenario = try CountingScenario()
            scenario.countOne()
            scenario.countMany()
            let one = try HeapGrowth.bytes { scenario.countOne() }
            let many = try HeapGrowth.bytes { scenario.countMany() }
            // A block may return what an earlier one took; a byte a line would show as ten thousand.
            try #require(many <= one + 1024, "one line: \(one) bytes, ten thousand: \(many)")
            try #require(one <= 1024, "a block of one line takes \(one) bytes for a moment")
        }
    }
}

/// Sound: used by one thread at a time, each of which ended before the next one begins.
private final class CountingScenario: @unchecked Sendable {
    private var counter: LineCounter
    private var entries = EntryState()
    private let one: [UInt8]
    private let many: [UInt8]

    init() throws {
        let rules = """
            rules:
              - name: failures
                pattern: 'payment (?<provider>\\w+) failed'
                counter: shop_failures_total
                labels: {provider: $provider}
              - name: sizes
                pattern: 'took (?<time>[0-9.]+)ms$'
                counter: shop_slow_total
            """
        let ruleSet = try RuleSet.load(files: [("rules.yml", Array(rules.utf8))], includeBuiltIn: true)
        counter = try LineCounter(
            ruleSet: ruleSet, log: "app", registry: MetricRegistry(), entryPolicy: .auto)
        let line = "a visitor looked at item number"
        one = Array("\(line) 0\n".utf8)
        many = Array((0..<10_000).map { "\(line) \($0)\n" }.joined().utf8)
    }

    func countOne() { count(one) }

    func countMany() { count(many) }

    private func count(_ lines: [UInt8]) {
        counter.count(lines.span, entries: &entries, isTruncatedLine: false)
    }
}
