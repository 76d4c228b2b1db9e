import Foundation
import TestSupport
import Testing

@testable import Exposition

private func parse(_ text: String) throws(ExpositionError) -> ParsedExposition {
    try ExpositionParser.parse(Array(text.utf8), as: .openMetrics100)
}

private func fault(in text: String) -> ExpositionError? {
    do throws(ExpositionError) {
        _ = try parse(text)
        return nil
    } catch {
        return error
    }
}

@Suite("ExpositionParser, OpenMetrics 1.0")
struct OpenMetricsParserTests {
    private struct Verdict: Decodable { let shouldParse: Bool }

    @Test("each case of the conformance suite gets the verdict the suite asks for")
    func conformance() throws {
        let root = Fixtures.path("openmetrics")
        let names = try FileManager.default.contentsOfDirectory(atPath: root).filter { $0 != "README.md" }
        #expect(names.count > 100)
        for name in names.sorted() {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)/test.json"))
            let verdict = try JSONDecoder().decode(Verdict.self, from: data)
            let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: "\(root)/\(name)/metrics")))
            var error: ExpositionError?
            do throws(ExpositionError) {
                _ = try ExpositionParser.parse(bytes, as: .openMetrics100)
            } catch let caught {
                error = caught
            }
            #expect((error == nil) == verdict.shouldParse, "\(name): \(error?.message ?? "accepted")")
        }
    }

    @Test(
        "what the specification allows is accepted",
        arguments: OpenMetricsLineCases.acceptedLabels + OpenMetricsLineCases.acceptedNumbers
            + OpenMetricsLineCases.acceptedOrder + OpenMetricsLineCases.acceptedExemplars
            + OpenMetricsFamilyCases.acceptedMetadata + OpenMetricsFamilyCases.acceptedTypes
            + OpenMetricsFamilyCases.acceptedHistograms)
    func accepted(text: String) {
        let error = fault(in: text + "# EOF\n")
        #expect(error == nil, "\(error?.message ?? "")")
    }

    @Test(
        "what the specification forbids is refused, with a place and a hint",
        arguments: OpenMetricsLineCases.refusedLabels + OpenMetricsLineCases.refusedNumbers
            + OpenMetricsLineCases.refusedOrder + OpenMetricsLineCases.refusedExemplars
            + OpenMetricsFamilyCases.refusedMetadata + OpenMetricsFamilyCases.refusedTypes
            + OpenMetricsFamilyCases.refusedHistograms)
    func refused(text: String) throws {
        let error = try #require(fault(in: text + "# EOF\n"))
        #expect(error.place.line <= text.count { $0 == "\n" } + 1)
        #expect(!error.message.isEmpty && !error.hint.isEmpty)
    }

    @Test("an exposition ends in '# EOF', with or without a line feed, and nothing after it")
    func end() {
        for text in OpenMetricsLineCases.acceptedEnds { #expect(fault(in: text) == nil, "\(text)") }
        for text in OpenMetricsLineCases.refusedEnds { #expect(fault(in: text) != nil, "\(text)") }
    }

    @Test(
        "exemplar labels may have 128 code points, however many bytes these take", arguments: ["x", "é", "𝄞"])
    func exemplarLength(character: String) {
        func text(_ count: Int) -> String {
            let value = String(repeating: character, count: count)
            return "# TYPE a counter\na_total 1 # {b=\"\(value)\"} 1\n# EOF\n"
        }
        #expect(fault(in: text(127)) == nil)
        #expect(fault(in: text(128)) != nil)
    }

    @Test("sum and count of different metrics do not stand in for each other")
    func histogramsOfOneFamily() {
        let head = "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_bucket{x=\"1\",le=\"+Inf\"} 1\n"
        #expect(fault(in: head + "a_count{x=\"1\"} 1\na_sum{x=\"1\"} 1\n# EOF\n") == nil)
        #expect(fault(in: head + "a_count 1\na_sum 1\n# EOF\n") != nil)
    }

    @Test("a gauge histogram with buckets below zero may have a negative sum")
    func negativeGaugeSum() {
        let text = """
            # TYPE a gaugehistogram
            a_bucket{le="-1"} 0
            a_bucket{le="+Inf"} 1
            a_gcount 1
            a_gsum -1
            # EOF

            """
        #expect(fault(in: text) == nil)
    }

    @Test(
        "invalid UTF-8 is refused at its first byte, wherever it stands",
        arguments: ["a{b=\"é", "# HELP a é", "é"])
    func invalidUTF8(head: String) throws {
        let bytes = Array("x 1\n\(head)".utf8) + [0xff] + Array("\"} 1\n# EOF\n".utf8)
        let error = #expect(throws: ExpositionError.self) {
            try ExpositionParser.parse(bytes, as: .openMetrics100)
        }
        #expect(error?.place == SourcePlace(line: 2, column: head.count + 1, offset: 4 + head.utf8.count))
    }

    @Test(
        "a message names the place, the fault and the way out",
        arguments: [
            ("a{b=\"é\",b=\"2\"} 1\n# EOF\n", 1, 9, "the label 'b' appears twice", "keep one of the two"),
            (
                "# TYPE a_total counter\na_total 1\n# EOF\n", 2, 1,
                "the samples of the counter 'a_total' are called a_total_created, a_total_total",
                "OpenMetrics names a counter without `_total` in TYPE, UNIT and HELP"
            ),
            (
                "a 1\nb 1\na{x=\"1\"} 1\n# EOF\n", 3, 1,
                "the family 'a' appears a second time, first in line 1",
                "write all lines of a family together"
            ),
            (
                "# TYPE a counter\n# TYPE a_created gauge\n# EOF\n", 2, 1,
                "'a_created' and 'a' of line 1 both own the name 'a_created'",
                "rename one of the two families"
            ),
            (
                "a 1 1e3z\n# EOF\n", 1, 5, "the timestamp '1e3z' is no number of seconds",
                "leave the timestamp out, or write seconds since 1970, such as 1700000000.25"
            ),
            (
                "a 1\u{1b}[2J\n# EOF\n", 1, 3, "the value '1?[2J' is not a number",
                "write a decimal number such as 3, 0.25 or 1e6, or NaN, +Inf, -Inf"
            ),
            (
                "a 1\n", 2, 1, "the exposition does not end in '# EOF'",
                "write '# EOF' as the last line; if it was written, the body was cut off on its way"
            ),
        ])
    func messages(text: String, line: Int, column: Int, message: String, hint: String) throws {
        let error = try #require(fault(in: text))
        #expect(error.message == message)
        #expect(error.hint == hint)
        #expect((error.place.line, error.place.column) == (line, column))
    }
}
