/// When a sample was taken, exact to 10^-18 s, because OpenMetrics compares timestamps as written.
package struct ParsedTimestamp: Equatable, Comparable, Sendable {
    /// Whole seconds since 1970, rounded down; exact below 2^53.
    private let wholeSeconds: Double
    private let attoseconds: Int64

    private static let attosecondsPerSecond: Int64 = 1_000_000_000_000_000_000

    /// Seconds since 1970, rounded to what a float holds.
    package var seconds: Double {
        wholeSeconds + Double(attoseconds) / Double(Self.attosecondsPerSecond)
    }

    /// Bytes that are equal for equal timestamps.
    var identity: ArraySlice<UInt8> { Array("\(wholeSeconds) \(attoseconds)".utf8)[...] }

    package static func < (left: Self, right: Self) -> Bool {
        (left.wholeSeconds, left.attoseconds) < (right.wholeSeconds, right.attoseconds)
    }

    /// Reads the milliseconds of text 0.0.4: digits only, as Prometheus' own reader has it.
    init?(milliseconds bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty, bytes.allSatisfy(Ascii.isDigit),
            let value = Int64(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        wholeSeconds = Double(value / 1000)
        attoseconds = value % 1000 * (Self.attosecondsPerSecond / 1000)
    }

    /// Reads the seconds of OpenMetrics: a real number.
    init?(seconds bytes: ArraySlice<UInt8>) {
        guard ExpositionNumber.isReal(bytes), let value = ExpositionNumber.value(bytes) else { return nil }
        let isNegative = bytes.first == UInt8(ascii: "-")
        let (whole, fraction) = Self.decimal(of: bytes) ?? Self.split(abs(value))
        if isNegative, fraction > 0 {
            wholeSeconds = -whole - 1
            attoseconds = Self.attosecondsPerSecond - fraction
        } else {
            wholeSeconds = isNegative ? -whole : whole
            attoseconds = fraction
        }
    }

    /// Both parts of a number without exponent, unsigned; digits beyond the 18th of the fraction are cut off.
    private static func decimal(of bytes: ArraySlice<UInt8>) -> (whole: Double, fraction: Int64)? {
        let digits = bytes.drop { !Ascii.isDigit($0) && $0 != Ascii.point }
        let whole = digits.prefix(while: Ascii.isDigit)
        let rest = digits.dropFirst(whole.count + 1)
        guard rest.allSatisfy(Ascii.isDigit),
            whole.endIndex == digits.endIndex || digits[whole.endIndex] == Ascii.point
        else { return nil }
        var fraction: Int64 = 0
        for place in 0..<18 {
            let index = rest.startIndex + place
            fraction = fraction * 10 + (index < rest.endIndex ? Int64(rest[index] - 48) : 0)
        }
        return (Double(String(decoding: whole, as: UTF8.self)) ?? 0, fraction)
    }

    private static func split(_ value: Double) -> (whole: Double, fraction: Int64) {
        let whole = value.rounded(.down)
        let fraction = Int64((value - whole) * Double(attosecondsPerSecond))
        return (whole, min(fraction, attosecondsPerSecond - 1))
    }
}
