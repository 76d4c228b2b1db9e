/// One rule in the languages of all the programs that are compared.
struct BenchRule {
    /// Group names in the spelling that all of them read, `(?P<name>`.
    let pattern: String
    /// Labels of the counter, each a group of the pattern.
    let labels: [String]
}

/// Rules over a corpus, no line of which matches two of them: so the sum of all counts is that of matching lines.
struct ScanWorkload {
    let name: String
    let title: String
    let rules: [BenchRule]
    let corpus: LogCorpus.Kind
    /// The fixed text for `grep -cF`, where the pattern is one.
    var literal: String?
    /// How many times faster than each peer the measured program must at least be (DESIGN, budgets).
    let budgets: [String: Double]

    /// pcre2grep with a file of the rules' patterns, one a line, as who has several rules gives them to it.
    static let list = "list"
    /// pcre2grep with all rules joined by hand into one pattern.
    static let joined = "joined"
    private static let pcre2grepList = Program.name(Peer.pcre2grep.name, used: list)

    static let all = [
        ScanWorkload(
            name: "literal", title: "one literal", rules: [BenchRule(pattern: "ERROR", labels: [])],
            corpus: .python(events: 16), literal: "ERROR", budgets: [Peer.grep.name: 1]),
        ScanWorkload(
            name: "captures4", title: "one rule, 4 captures, 2 labels",
            rules: [
                BenchRule(
                    pattern:
                        "ERROR - (?P<kind>\\w+) failed for (?P<agent>\\S+) of (?P<team>[\\w-]+) after (?P<millis>\\d+) ms",
                    labels: ["kind", "team"])
            ], corpus: .python(events: 16), budgets: [Peer.mtail.name: 60]),
        ScanWorkload(
            name: "rules16", title: "16 labelled rules, 1 % of the lines match", rules: eventRules(16),
            corpus: .python(events: 16),
            budgets: [Peer.mtail.name: 100, pcre2grepList: 10, Peer.ripgrep.name: 4]),
        ScanWorkload(
            name: "rules64", title: "64 labelled rules, 1 % of the lines match", rules: eventRules(64),
            corpus: .python(events: 64),
            budgets: [Peer.mtail.name: 400, pcre2grepList: 25, Peer.ripgrep.name: 3]),
        ScanWorkload(
            name: "mixed16", title: "mixed logs, 16 labelled rules, 25 % of the lines match",
            rules: MixedLog.rules, corpus: .mixed, budgets: [Peer.mtail.name: 70]),
        ScanWorkload(
            name: "everyline", title: "every line matches a rule",
            rules: [BenchRule(pattern: " - (?P<level>[A-Z]+) - (?P<word>\\w+)", labels: ["level"])],
            corpus: .python(events: 16), budgets: [Peer.mtail.name: 30, Peer.pcre2grep.name: 1]),
        ScanWorkload(
            name: "noliteral", title: "a rule without a literal",
            rules: [BenchRule(pattern: "(?P<level>[A-Z]{7})\\W+(?P<word>[A-Z]\\w+)", labels: ["word"])],
            corpus: .python(events: 16), budgets: [Peer.mtail.name: 15]),
    ]

    private static func eventRules(_ count: Int) -> [BenchRule] {
        CorpusWriter.events.prefix(count).map { event in
            BenchRule(
                pattern: "\(event) failed for (?P<agent>\\S+) of (?P<team>[\\w-]+)",
                labels: ["agent", "team"])
        }
    }

    static let counter = "bench_matches"

    private func counter(_ number: Int) -> String { "\(Self.counter)_\(number)_total" }

    /// A rule file of the measured program.
    var ruleFile: String {
        "rules:\n"
            + rules.enumerated().map { number, rule in
                let labels = rule.labels.map { "\($0): $\($0)" }.joined(separator: ", ")
                return """
                      - name: bench_\(number)
                        pattern: '\(rule.pattern.replacing("'", with: "''"))'
                        counter: \(counter(number))
                        help: Lines of the benchmark that match.

                    """ + (labels.isEmpty ? "" : "    labels: {\(labels)}\n")
            }.joined()
    }

    /// A program of mtail.
    var mtailProgram: String {
        rules.enumerated().map { number, rule in
            let by = rule.labels.isEmpty ? "" : " by " + rule.labels.joined(separator: ", ")
            let key = rule.labels.map { "[$\($0)]" }.joined()
            return """
                counter \(counter(number))\(by)
                /\(rule.pattern.replacing("/", with: "\\/"))/ {
                  \(counter(number))\(key)++
                }

                """
        }.joined()
    }

    /// The same patterns, one a line, for programs that take a file of them.
    var patternFile: String { rules.map { $0.pattern + "\n" }.joined() }

    /// One pattern for programs that count the lines of any of them.
    var alternation: String {
        // A name may stand once only.
        rules.count == 1
            ? rules[0].pattern
            : rules.map { $0.pattern.replacing(/\?P<\w+>/, with: "?:") }.joined(separator: "|")
    }
}

/// Reads counts out of what the programs print.
enum CountReading {
    /// The sum of all series of the families `PREFIX_NUMBER_total` in text exposition; nil when there is none.
    static func sum(of prefix: String, in exposition: String) -> Double? {
        var sum: Double?
        for line in exposition.split(separator: "\n") where line.hasPrefix(prefix + "_") {
            var rest = line.dropFirst(prefix.count + 1).drop(while: \.isNumber)
            guard rest.hasPrefix("_total") else { continue }
            rest = rest.dropFirst("_total".count)
            guard rest.hasPrefix("{") || rest.hasPrefix(" ") else { continue }
            let tail =
                rest.hasPrefix("{") ? rest[(rest.lastIndex(of: "}") ?? rest.startIndex)...].dropFirst() : rest
            guard let value = tail.split(separator: " ").first.flatMap({ Double($0) }) else { continue }
            sum = (sum ?? 0) + value
        }
        return sum
    }

    /// The first number of a text, as `grep -c` and `wc -l` print it.
    static func firstNumber(in text: String) -> Double? {
        text.split(whereSeparator: \.isWhitespace).first.flatMap { Double($0) }
    }
}
