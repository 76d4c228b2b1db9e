import Testing

@testable import Exposition

@Suite("ParsedExposition")
struct ParsedExpositionTests {
    private func parse(_ text: String, _ format: ExpositionFormat) throws -> ParsedExposition {
        try ExpositionParser.parse(Array(text.utf8), as: format)
    }

    @Test("families keep their metadata, samples their values, in the order of the lines")
    func openMetrics() throws {
        let exposition = try parse(
            """
            # TYPE a_seconds counter
            # UNIT a_seconds seconds
            # HELP a_seconds Line\\none \\"q\\" \\x
            a_seconds_total{x="1",y="\\\\ \\" \\n \\z é"} 1.5e3 12.25 # {t="abc"} 0.5 1
            # TYPE b info
            b_info{v="1"} 1
            c NaN
            # EOF

            """, .openMetrics100)
        #expect(exposition.families.map(\.name) == ["a_seconds", "b", "c"])
        #expect(exposition.families.map(\.kind) == [.counter, .info, .unknown])
        #expect(exposition.sampleCount == 3)
        let family = exposition.families[0]
        #expect(family.unit == .init(value: "seconds", line: 2))
        #expect(family.help == .init(value: "Line\none \"q\" \\x", line: 3))
        let sample = family.samples[0]
        #expect(sample.name == "a_seconds_total")
        #expect(sample.labels == [.init(name: "x", value: "1"), .init(name: "y", value: "\\ \" \n \\z é")])
        #expect(sample.label("x") == "1")
        #expect((sample.value, sample.line, sample.timestamp?.seconds) == (1500, 4, 12.25))
        let exemplar = try #require(sample.exemplar)
        #expect(exemplar.labels == [.init(name: "t", value: "abc")])
        #expect((exemplar.value, exemplar.timestamp?.seconds) == (0.5, 1))
        #expect(exposition.families[2].type == nil)
        #expect(exposition.families[2].samples[0].value.isNaN)
    }

    @Test("in text, the samples of a histogram and of a summary join their family, and families may mix")
    func text() throws {
        let exposition = try parse(
            """
            # a comment

            # TYPE h histogram
            h_bucket{le="+Inf"} 2
            other 7
            h_sum 3
            h_count 2
            # TYPE s summary
            s{quantile="0.5"} 1
            s_count{ x = "y", } 4 1700000000123
            s_bucket 1

            """, .text004)
        #expect(exposition.families.map(\.name) == ["h", "other", "s", "s_bucket"])
        #expect(exposition.families[0].samples.map(\.name) == ["h_bucket", "h_sum", "h_count"])
        #expect(exposition.families[0].samples.map(\.line) == [4, 6, 7])
        let count = exposition.families[2].samples[1]
        #expect(count.label("x") == "y")
        #expect(count.timestamp?.seconds == 1_700_000_000.123)
    }

    @Test(
        "timestamps are compared as written, beyond the precision of a float",
        arguments: [
            ("0", "0.0000000001"), ("1700000000.123456788", "1700000000.123456789"), ("-1.5", "-1.4"),
            ("-1.1", "-1"), ("-0.5", "0"), ("9.9999999999999999", "10"), ("1e3", "1000.5"), ("-1e0", "-0.25"),
        ])
    func timestampOrder(earlier: String, later: String) throws {
        let first = try #require(ParsedTimestamp(seconds: Array(earlier.utf8)[...]))
        let second = try #require(ParsedTimestamp(seconds: Array(later.utf8)[...]))
        #expect(first < second)
        #expect(!(second < first))
    }

    @Test(
        "the format is told by Content-Type and by the last line",
        arguments: [
            ("text/plain", ExpositionFormat.text004), ("text/plain; version=0.0.4; charset=utf-8", .text004),
            ("Application/OpenMetrics-Text ; version = 1.0.0", .openMetrics100), ("text/html", nil),
            ("text/plain; version=1.0.0; escaping=values", .text004), ("text/plain; version=2.0.0", nil),
            ("application/openmetrics-text; version=2.0.0", nil),
            ("", nil),
        ])
    func contentTypes(contentType: String, format: ExpositionFormat?) {
        #expect(ExpositionFormat(contentType: contentType) == format)
        #expect(ExpositionFormat(detectedIn: Array("a 1\n# EOF\n".utf8)) == .openMetrics100)
        #expect(ExpositionFormat(detectedIn: Array("# EOF\na 1\n".utf8)) == .text004)
        #expect(ExpositionFormat(detectedIn: []) == .text004)
    }
}
