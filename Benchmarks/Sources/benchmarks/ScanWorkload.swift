/// One pattern over the corpus, in the languages of all the programs that are compared.
struct ScanWorkload {
    let title: String
    /// For the measured program, pcre2grep, ripgrep and mtail; group names in mtail's spelling, `(?P<name>`.
    let pattern: String
    /// Labels of the counter, each a group of the pattern.
    let labels: [String]
    /// The fixed text for `grep -cF`, where the pattern is one.
    let literal: String?
    /// How many times faster than each peer the measured program must at least be (DESIGN, budgets).
    let budgets: [String: Double]

    static let all = [
        ScanWorkload(
            title: "one literal", pattern: "ERROR", labels: [], literal: "ERROR", budgets: [Peer.grep.name: 1]
        ),
        ScanWorkload(
            title: "one rule, 4 captures, 2 labels",
            pattern:
                "ERROR - Health check error: (?P<kind>\\w+) in (?P<team>[^/]+)/(?P<agent>\\S+) after (?P<millis>\\d+) ms",
            labels: ["kind", "team"], literal: nil, budgets: [Peer.mtail.name: 60]),
    ]

    static let counter = "bench_errors_total"

    /// A rule file of the measured program.
    var ruleFile: String {
        let labelText = labels.map { "\($0): $\($0)" }.joined(separator: ", ")
        let labelLine = labels.isEmpty ? "" : "    labels: {\(labelText)}\n"
        return """
            rules:
              - name: bench_errors
                pattern: '\(pattern.replacing("'", with: "''"))'
                counter: \(Self.counter)
                help: Errors in the benchmark's log.

            """ + labelLine
    }

    /// A program of mtail.
    var mtailProgram: String {
        let by = labels.isEmpty ? "" : " by " + labels.joined(separator: ", ")
        let key = labels.map { "[$\($0)]" }.joined()
        return """
            counter \(Self.counter)\(by)
            /\(pattern.replacing("/", with: "\\/"))/ {
              \(Self.counter)\(key)++
            }

            """
    }
}

/// Reads counts out of what the programs print.
enum CountReading {
    /// The sum of all series of a family in text exposition; nil when there is none.
    static func sum(of family: String, in exposition: String) -> Double? {
        var sum: Double?
        for line in exposition.split(separator: "\n") where line.hasPrefix(family) {
            let rest = line.dropFirst(family.count)
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
