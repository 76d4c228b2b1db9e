import Testing

@testable import Exposition

@Suite("MetricsCheckReport")
struct MetricsCheckReportTests {
    private func report(
        _ text: String, _ format: ExpositionFormat = .text004, lints: Bool = true, isStrict: Bool = false
    ) -> MetricsCheckReport {
        .check(Array(text.utf8), as: format, source: "m.txt", lints: lints, isStrict: isStrict)
    }

    @Test("a parse error shows its line with a caret and exits 1")
    func parseError() {
        let result = report("x 1\na{b=\"é\",b=\"2\"} 1\n")
        #expect(
            result.lines == [
                "m.txt:2:9: error: the label 'b' appears twice",
                "  2 | a{b=\"é\",b=\"2\"} 1",
                "    |         ^",
                "    = help: keep one of the two",
                "m.txt: refused as text 0.0.4",
            ])
        #expect(result.exitCode == 1)
    }

    @Test("a finding marks the word it speaks of, names its rule and sums up")
    func finding() {
        let result = report("# HELP a Help.\n# TYPE a gauge\na{kind=\"é\",type=\"x\"} 1\n")
        #expect(
            result.lines == [
                "m.txt:3:12: warning: the label 'type' of 'a' does not say of what [vague-label]",
                "  3 | a{kind=\"é\",type=\"x\"} 1",
                "    |            ^~~~",
                "    = help: name what is distinguished, such as 'operation' or 'level'",
                "m.txt: 0 errors, 1 warning (1 family, 1 sample, text 0.0.4)",
            ])
    }

    @Test("warnings exit 0, or 1 when they count; errors exit 1; unreadable input exits 2")
    func exitCodes() {
        let warning = "# HELP a Help.\na 1\n"
        #expect(report(warning).exitCode == 0)
        #expect(report(warning, isStrict: true).exitCode == 1)
        #expect(report("a 1\n").exitCode == 1)
        #expect(report("a 1\n", lints: false).exitCode == 0)
        #expect(report("a 1", lints: false).exitCode == 1)
        let unreadable = MetricsCheckReport.unreadable(
            source: "m.txt", reason: "no such file; check the path")
        #expect(unreadable.lines == ["m.txt: error: no such file; check the path"])
        #expect(unreadable.exitCode == 2)
    }

    @Test(
        "a clean exposition is one line",
        arguments: [("", "0 families, 0 samples"), ("a 1\n", "1 family, 1 sample")])
    func clean(text: String, size: String) {
        #expect(report(text, lints: false).lines == ["m.txt: ok (\(size), text 0.0.4)"])
    }

    @Test("a long line is shown around its fault, cut on both sides")
    func longLine() {
        let value = String(repeating: "é", count: 300)
        let lines = report("a{b=\"\(value)\",c=,d=\"\(value)\"} 1\n").lines
        #expect(lines[0].hasPrefix("m.txt:1:310: error: expected '\"'"))
        #expect(lines[1].hasPrefix("  1 | ...éé") && lines[1].hasSuffix("éé..."))
        #expect(lines[1].count < 120)
        let mark = lines[2].count - 1
        #expect(Array(lines[1])[mark] == ",")
    }

    @Test("control characters of the input never reach the terminal")
    func controlCharacters() {
        let result = MetricsCheckReport.check(
            Array("a{b=\"\u{1b}[31m\",\u{7}} 1\n".utf8), as: .text004, source: "x\u{1b}[2J")
        for line in result.lines {
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }
}
