import Testing

@testable import MetricModel

@Suite struct BucketBoundsTests {
    /// Canonical numbers of OpenMetrics 1.0, section "Considerations: Canonical Numbers", and what `%g` gives.
    static let table: [(Double, String, String)] = [
        (0, "0", "0.0"), (1, "1", "1.0"), (0.25, "0.25", "0.25"), (0.005, "0.005", "0.005"),
        (10, "10", "10.0"),
        (2.5, "2.5", "2.5"), (100_000, "100000", "100000.0"), (123_456, "123456", "123456.0"),
        (1e6, "1e+06", "1e+06"), (1_234_567, "1.234567e+06", "1.234567e+06"), (1e-4, "0.0001", "0.0001"),
        (1e-5, "1e-05", "1e-05"), (1.5e-5, "1.5e-05", "1.5e-05"), (1e10, "1e+10", "1e+10"),
        (1e21, "1e+21", "1e+21"), (1e100, "1e+100", "1e+100"), (99999.5, "99999.5", "99999.5"),
        (0.1 + 0.2, "0.30000000000000004", "0.30000000000000004"), (.infinity, "+Inf", "+Inf"),
    ]

    @Test("a bucket's bound has the text that scrapers store", arguments: table)
    func text(bound: Double, plain: String, canonical: String) {
        #expect(BucketBounds.text(bound, .plain) == plain)
        #expect(BucketBounds.text(bound, .canonical) == canonical)
        #expect(Double(plain) == bound)
    }
}
