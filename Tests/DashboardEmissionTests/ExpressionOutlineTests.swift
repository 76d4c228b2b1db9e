import Testing

@testable import DashboardEmission

@Suite struct ExpressionOutlineTests {
    @Test(
        "names, ranges and functions are found",
        arguments: [
            ("up", "up[] in "),
            ("a + on (x) group_left (y) b", "a[] in  b[] in "),
            ("sum by (x) (rate(a_total{b=\"c\"}[5m]))", "a_total[5m] in sum rate"),
            ("sum(rate(a[$__rate_interval])) by (x)", "a[$__rate_interval] in sum rate"),
            ("max_over_time(deriv(a[1h30m])[1d:5m])", "a[1h30m] in max_over_time deriv"),
            ("{__name__=\"a\",b!~'c'}", "a[] in "),
            ("1 - avg(a offset 5m) > bool 1e+06", "a[] in avg"),
            ("a and b unless c # or d", "a[] in  b[] in  c[] in "),
            ("level:a:rate5m / -2 ^ 0x1F", "level:a:rate5m[] in "),
            ("count_values(\"v\", a{x=\"}\\\"\"}) or vector(0)", "a[] in count_values"),
        ])
    func finds(expression: String, expected: String) throws {
        let found = try ExpressionOutline(expression).selectors.map { selector in
            "\(selector.name ?? "")[\(selector.range ?? "")] in \(selector.functions.joined(separator: " "))"
        }
        #expect(found.joined(separator: " ") == expected)
    }

    @Test("labels that an expression groups by are found")
    func groups() throws {
        let outline = try ExpressionOutline(
            "sum by (a, b) (x) / ignoring (c) group_left (d) count without (e) (y{f=\"g\"})")
        #expect(outline.groupingLabels == ["a", "b", "c", "d", "e"])
        #expect(outline.selectors.map { $0.matchers.map(\.label) } == [[], ["f"]])
    }

    @Test(
        "what cannot be PromQL is refused",
        arguments: [
            "", "(a", "a)", "a{b}", "a{b=c}", "a[5m", "a]", "a}", "sum by (a (b)", "'x", "a ; b", "${x",
            "a[\"b\"]",
        ])
    func refuses(expression: String) {
        #expect(throws: DashboardFileError.self) { try ExpressionOutline(expression) }
    }
}
