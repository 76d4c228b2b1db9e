import TestSupport
import Testing

@testable import Exposition

@Suite struct NumberTextTests {
    private func text(_ value: Double) -> String {
        let number = NumberText(value)
        return String(decoding: (0..<number.count).map { number.bytes[$0] }, as: UTF8.self)
    }

    static let table: [(Double, String)] = [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (5, "5"), (10, "10"), (0.25, "0.25"), (-0.25, "-0.25"),
        (1_770_460_800.123, "1770460800.123"), (9_007_199_254_740_991, "9007199254740991"),
        (-9_007_199_254_740_991, "-9007199254740991"), (9_007_199_254_740_992, "9007199254740992"),
        (1e21, "1e+21"),
        (1e-5, "1e-05"), (0.0001, "0.0001"), (0.1 + 0.2, "0.30000000000000004"),
        (1.0 / 3, "0.3333333333333333"),
        (.nan, "NaN"), (-.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (1e15, "1000000000000000"),
        (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
        (-2.2250738585072014e-308, "-2.2250738585072014e-308"), (1.5e300, "1.5e+300"),
    ]

    @Test(
        "a number is written the shortest way, whole numbers without fraction or exponent", arguments: table)
    func format(value: Double, expected: String) {
        #expect(text(value) == expected)
    }

    @Test(
        "any number reads back as itself and is no longer than the library's text",
        arguments: [21, 22] as [UInt64])
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<20_000 {
            let value = sample(round, &random)
            let written = text(value)
            guard value.isFinite else { continue }
            let isShort = written.utf8.count <= max(value.description.utf8.count, 16)
            guard Double(written) != value || !isShort || written.utf8.count > NumberText.maxLength else {
                continue
            }
            Issue.record("seed \(seed) round \(round): \(value) was written as \(written)")
        }
    }

    /// Any bits, decimals with few digits and their neighbours, whole numbers.
    private func sample(_ round: Int, _ random: inout SeededGenerator) -> Double {
        switch round % 4 {
        case 0: return Double(bitPattern: random.next())
        case 1: return Double(Int64.random(in: -1 << 54...1 << 54, using: &random))
        default:
            let digits = Double(Int64.random(in: -10_000_000...10_000_000_000_000, using: &random))
            let powers = [10, 1e2, 1e3, 1e6, 1e9, 1e12]
            let value = digits / powers[Int.random(in: 0..<powers.count, using: &random)]
            return round % 4 == 2 ? value : value.nextUp
        }
    }

    @Test("a fraction has the very digits that the library gives", arguments: [31] as [UInt64])
    func sameDigits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let value = Double.random(in: 1e-4...1e6, using: &random)
            let rounded = (value * 1e6).rounded() / 1e6
            for candidate in [value, rounded] where candidate >= 1e-4 {
                guard text(candidate) != plain(candidate) else { continue }
                Issue.record("seed \(seed): \(candidate) was written as \(text(candidate))")
            }
        }
    }

    private func plain(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
