import TestSupport
import Testing

@testable import Exposition

@Suite("ExpositionParser, any bytes")
struct ExpositionParserFuzzTests {
    private static let valid: [(ExpositionFormat, String)] = [
        (
            .openMetrics100,
            """
            # TYPE a_seconds histogram
            # UNIT a_seconds seconds
            # HELP a_seconds Some \\\\ help\\n.
            a_seconds_bucket{x="é",le="0.5"} 1 # {t="abc"} 0.4 12.5
            a_seconds_bucket{x="é",le="+Inf"} 3
            a_seconds_sum{x="é"} 2.5
            a_seconds_count{x="é"} 3
            # TYPE b counter
            b_total 4 1700000000.5
            # EOF

            """
        ),
        (
            .text004,
            """
            # HELP a_seconds Some \\\\ help\\n.
            # TYPE a_seconds histogram
            a_seconds_bucket{x="é \\"q\\"",le="0.5",} 1
            a_seconds_bucket{x="é",le="+Inf"} 3 1700000000000
            a_seconds_sum{x="é"} 2.5
            # comment

            # TYPE s summary
            s{quantile="0.5"} NaN
            s_count 3

            """
        ),
    ]

    private static let fragments: [[UInt8]] =
        [
            "{", "}", "\"", "\\", ",", "=", "#", "# ", " ", "\n", "\t", "\r", "\0", "_total", "NaN", "+Inf",
            "-", ".", "e9",
            "le=\"1\"", "# EOF\n", "# TYPE a gauge\n", "# HELP a x\n", "a 1\n", "\u{feff}", "☃",
        ].map { Array($0.utf8) } + [[0xff], [0xc3], [0xe2, 0x98], [0x80]]

    @Test(
        "mutated expositions are read or refused, and what is read can be linted and shown", arguments: 0..<40
    )
    func mutations(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let (format, text) = Self.valid[Int.random(in: 0..<Self.valid.count, using: &generator)]
            var bytes = Array(text.utf8)
            for _ in 0...Int.random(in: 0...4, using: &generator) { mutate(&bytes, &generator) }
            let report = MetricsCheckReport.check(bytes, as: format, source: "fuzz")
            #expect(!report.lines.isEmpty && (0...1).contains(report.exitCode), "seed \(seed)")
            #expect(report.lines.allSatisfy { !$0.utf8.contains { $0 < 32 } }, "seed \(seed)")
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        let index = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.insert(contentsOf: Self.fragments.randomElement(using: &generator) ?? [], at: index)
        case 1:
            bytes.removeSubrange(index..<min(index + Int.random(in: 1...9, using: &generator), bytes.count))
        default: if index < bytes.count { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
        }
    }

    @Test("random bytes are refused or read, and never crash", arguments: ExpositionFormat.allCases)
    func noise(format: ExpositionFormat) {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        for length in 0..<300 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(MetricsCheckReport.check(bytes, as: format, source: "-").exitCode <= 1, "seed \(seed)")
        }
    }

    @Test("every prefix of a valid exposition is read or refused")
    func prefixes() {
        for (format, text) in Self.valid {
            for count in 0...text.utf8.count {
                let bytes = Array(text.utf8.prefix(count))
                #expect(MetricsCheckReport.check(bytes, as: format, source: "-").exitCode <= 1)
            }
        }
    }

    @Test("a line of several megabytes and one of many labels are read", arguments: ExpositionFormat.allCases)
    func longLines(format: ExpositionFormat) throws {
        let value = String(repeating: "x", count: 3_000_000)
        let labels = (0..<20_000).map { "l\($0)=\"1\"" }.joined(separator: ",")
        let text = "a{b=\"\(value)\"} 1\nc{\(labels)} 1\n# EOF\n"
        let exposition = try ExpositionParser.parse(Array(text.utf8), as: format)
        #expect(exposition.families[0].samples[0].label("b")?.utf8.count == 3_000_000)
        #expect(exposition.families[1].samples[0].labels.count == 20_000)
        let report = MetricsCheckReport.check(Array(text.dropLast(8).utf8), as: format, source: "long")
        #expect(report.lines.allSatisfy { $0.utf8.count < 400 })
    }
}
