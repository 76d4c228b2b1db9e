/// What follows `le="` in each bucket line of a histogram, up to the value: `0.25"} `, `+Inf"} `.
package struct BucketBounds: Sendable {
    package enum Style: Sendable {
        /// As Go's `%g` with the fewest digits writes it, which is what scrapers store: `0.25`, `1`, `1e+06`.
        case plain
        /// OpenMetrics 1.0's canonical form, with `.0` on whole numbers: `1.0`, `100000.0`.
        case canonical
    }

    package private(set) var bytes: [UInt8] = []
    /// Where each bucket's text starts in `bytes`; the last bucket is `+Inf`.
    package private(set) var starts: [Int] = []

    init(_ buckets: [Double], _ style: Style) {
        for bound in buckets + [.infinity] {
            starts.append(bytes.count)
            bytes.append(contentsOf: Self.text(bound, style).utf8)
            bytes.append(contentsOf: "\"} ".utf8)
        }
    }

    package func length(_ bucket: Int) -> Int {
        (bucket + 1 < starts.count ? starts[bucket + 1] : bytes.count) - starts[bucket]
    }

    /// The value of the label `le` for a bound that is not negative.
    static func text(_ bound: Double, _ style: Style) -> String {
        guard bound.isFinite else { return "+Inf" }
        let plain = bound == 0 ? "0" : general(bound)
        let isWhole = !plain.contains(".") && !plain.contains("e")
        return style == .canonical && isWhole ? plain + ".0" : plain
    }

    /// Exponent below -4 or from 6 on: `d.ddde±dd`; else plain digits.
    private static func general(_ value: Double) -> String {
        let (digits, exponent) = decimal(value)
        if exponent < -4 || exponent >= 6 {
            let fraction = digits.dropFirst()
            let magnitude = abs(exponent)
            return String(digits.prefix(1)) + (fraction.isEmpty ? "" : "." + fraction)
                + (exponent < 0 ? "e-" : "e+") + (magnitude < 10 ? "0" : "") + String(magnitude)
        }
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let whole = digits.prefix(exponent + 1)
        let fraction = digits.dropFirst(exponent + 1)
        let padding = String(repeating: "0", count: exponent + 1 - whole.count)
        return whole + padding + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The fewest digits that give a positive value back, and the exponent of the first.
    private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
        let parts = value.description.split(separator: "e")
        let mantissa = parts.first ?? "0"
        let shift = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let point = mantissa.firstIndex(of: ".") ?? mantissa.endIndex
        let wholeCount = mantissa[..<point].count
        let all = mantissa.filter { $0 != "." }
        let leadingZeros = all.prefix { $0 == "0" }.count
        let digits = all.dropFirst(leadingZeros)
        let trailingZeros = digits.reversed().prefix { $0 == "0" }.count
        return (String(digits.dropLast(trailingZeros)), wholeCount - leadingZeros - 1 + shift)
    }
}
