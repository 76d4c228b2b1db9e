import Exposition
import MetricModel
import TestSupport
import Testing

@Suite struct DottedNamesTests {
    private func encode(_ format: ScrapeFormat) throws -> String {
        let registry = MetricRegistry()
        let counter = try registry.register(
            MetricDescriptor(
                "a_b_seconds_total", .counter, unit: "seconds", labels: ["team_name"], help: "A_B.",
                collector: "t"))
        let histogram = try registry.register(
            MetricDescriptor(
                "c_d", .histogram, labels: ["x_y"], help: "C.", collector: "t", buckets: [0.5]))
        registry.update { table in
            table.add(table.series(counter, "q\"_\\_\n_"), 1)
            table.observe(table.series(histogram, "v_w"), 0.25)
        }
        var out: [UInt8] = []
        ExpositionEncoder.encode(registry, as: format, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    @Test("dots double the underscores of names and labels, not those of suffixes, values and help")
    func dots() throws {
        let text = try encode(ScrapeFormat(.openMetrics100, escaping: .dots))
        let expected = #"""
            # TYPE a__b__seconds_ counter
            # HELP a__b__seconds_ A_B.
            a__b__seconds__total{team__name="q\"_\\_\n_"} 1
            # TYPE c__d histogram
            # HELP c__d C.
            c__d_bucket{x__y="v_w",le="0.5"} 1
            c__d_bucket{x__y="v_w",le="+Inf"} 1
            c__d_sum{x__y="v_w"} 0.25
            c__d_count{x__y="v_w"} 1
            # EOF

            """#
        #expect(text == expected)
        _ = try ExpositionParser.parse(Array(text.utf8), as: .openMetrics100)
        let plain = try encode(ScrapeFormat(.text100, escaping: .dots))
        #expect(plain.contains("# TYPE a__b__seconds__total counter\n"))
        _ = try ExpositionParser.parse(Array(plain.utf8), as: .text004)
    }

    @Test("the other schemes leave names as they are", arguments: ScrapeFormat.Syntax.allCases)
    func others(syntax: ScrapeFormat.Syntax) throws {
        let plain = try encode(ScrapeFormat(syntax))
        for escaping in [NameEscaping.allowUTF8, .underscores, .values] {
            #expect(try encode(ScrapeFormat(syntax, escaping: escaping)) == plain)
        }
        #expect(try encode(ScrapeFormat(syntax, escaping: .dots)) != plain)
    }
}
