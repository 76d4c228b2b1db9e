import Testing

@testable import Exposition

@Suite("ExpositionLint")
struct ExpositionLintTests {
    /// `rule@line` of each finding.
    private func findings(_ text: String, _ format: ExpositionFormat) throws -> [String] {
        let exposition = try ExpositionParser.parse(Array(text.utf8), as: format)
        return ExpositionLint.check(exposition).map { "\($0.rule.rawValue)@\($0.line)" }
    }

    @Test("a family by the book has no findings")
    func clean() throws {
        let text = """
            # HELP app_requests_total Requests served.
            # TYPE app_requests_total counter
            app_requests_total{code="200",handler="/"} 3
            app_requests_total{code="500",handler="/"} 0
            # HELP app_latency_seconds Time to answer.
            # TYPE app_latency_seconds histogram
            app_latency_seconds_bucket{le="0.5"} 1
            app_latency_seconds_bucket{le="+Inf"} 2
            app_latency_seconds_sum 1.5
            app_latency_seconds_count 2
            # HELP app_build_info Build.
            # TYPE app_build_info gauge
            app_build_info{version="1"} 1
            # HELP process_cpu_seconds_total CPU time.
            # TYPE process_cpu_seconds_total counter
            process_cpu_seconds_total 3.25
            # HELP app_start_timestamp_seconds Start.
            # TYPE app_start_timestamp_seconds gauge
            app_start_timestamp_seconds 1.7e9

            """
        #expect(try findings(text, .text004) == [])
    }

    @Test("what promtool reports about a name is an error here", arguments: LintCases.names)
    func names(name: String, kind: String, expected: [String]) throws {
        let samples =
            switch kind {
            case "histogram": "\(name)_bucket{le=\"+Inf\"} 1\n\(name)_sum 1\n\(name)_count 1\n"
            case "summary": "\(name){quantile=\"0.5\"} 1\n\(name)_sum 1\n\(name)_count 1\n"
            default: "\(name) 1\n"
            }
        let text = "# HELP \(name) Help.\n# TYPE \(name) \(kind)\n\(samples)"
        let exposition = try ExpositionParser.parse(Array(text.utf8), as: .text004)
        let rules = ExpositionLint.check(exposition).filter { $0.rule != .missingType }.map(\.rule.rawValue)
        #expect(rules.sorted() == expected.sorted())
    }

    @Test("faults of samples and metadata in text are found at their line", arguments: LintCases.text)
    func text(lines: String, expected: [String]) throws {
        #expect(try findings(lines, .text004) == expected)
    }

    @Test(
        "faults of samples and metadata in OpenMetrics are found at their line",
        arguments: LintCases.openMetrics)
    func openMetrics(lines: String, expected: [String]) throws {
        #expect(try findings(lines + "# EOF\n", .openMetrics100) == expected)
    }

    @Test("a family of more than 1,000 series names the label that makes it large")
    func manySeries() throws {
        var text = "# HELP a Help.\n# TYPE a gauge\n"
        for index in 0..<1001 { text += "a{id=\"\(index)\",kind=\"\(index % 3)\"} 1\n" }
        let exposition = try ExpositionParser.parse(Array(text.utf8), as: .text004)
        let findings = ExpositionLint.check(exposition)
        #expect(findings.map(\.message) == ["'a' has 1001 series, the label 'id' alone has 1001 values"])
        #expect(findings.map(\.severity) == [.warning])
    }

    @Test("one fault on many lines is one finding that counts them")
    func repeats() throws {
        let text =
            "# HELP a_total Help.\n# TYPE a_total counter\na_total{b=\"1\"} -1\na_total{b=\"2\"} -1\na_total -1\n"
        let exposition = try ExpositionParser.parse(Array(text.utf8), as: .text004)
        let finding = try #require(ExpositionLint.check(exposition).first { $0.rule == .counterValue })
        #expect(finding.message == "the counter 'a_total' is negative (and 2 more lines)")
        #expect((finding.line, finding.family, finding.severity) == (3, "a_total", .error))
    }

    @Test("each rule is shown by a case of these tables", arguments: LintRule.allCases)
    func allRules(rule: LintRule) {
        let named = LintCases.names.flatMap(\.2) + (LintCases.text + LintCases.openMetrics).flatMap(\.1)
        let isShown = named.contains { $0 == rule.rawValue || $0.hasPrefix(rule.rawValue + "@") }
        #expect(isShown || rule == .manySeries)
    }
}
