/// Writes numbers as both formats take them: the shortest text that reads back as the same value.
///
/// Whole numbers below 2^53 have no fraction and no exponent (`5`, not `5.0`); the rest look like `0.25`, `1e+21`,
/// `1e-05`, `NaN`, `+Inf`. Minus zero is written `0`.
struct NumberText: ~Copyable {
    /// Longest result: `-2.2250738585072014e-308`.
    static let maxLength = 24

    /// Above this a `Double` no longer holds every whole number.
    private static let exactLimit = 9_007_199_254_740_992.0

    private(set) var bytes = InlineArray<32, UInt8>(repeating: 0)
    private(set) var count = 0

    init(_ value: Double) {
        if value.isNaN {
            append("NaN")
        } else if value.isInfinite {
            append(value < 0 ? "-Inf" : "+Inf")
        } else if value.magnitude < Self.exactLimit {
            appendSmall(value)
        } else {
            appendShortest(value)
        }
    }

    private mutating func appendSmall(_ value: Double) {
        if let whole = Int64(exactly: value) {
            appendWhole(whole, fractionDigits: 0)
        } else if let decimal = Self.shortDecimal(value) {
            appendWhole(decimal.digits, fractionDigits: decimal.fractionDigits)
        } else {
            appendShortest(value)
        }
    }

    /// The value as `digits` / 10^`fractionDigits` when few digits do: most durations and timestamps.
    ///
    /// Both operands of the division are exact, so its result is what the decimal text reads back as
    /// (Clinger, "How to read floating point numbers accurately", 1990). The fewest fraction digits that
    /// give the value back are the shortest text.
    private static func shortDecimal(_ value: Double) -> (digits: Int64, fractionDigits: Int)? {
        // Below this the shortest text has an exponent.
        guard value.magnitude >= 1e-4 else { return nil }
        var power = 1.0
        for fractionDigits in 1...9 {
            power *= 10
            let scaled = (value * power).rounded()
            if scaled.magnitude >= exactLimit { return nil }
            if scaled / power == value { return (Int64(scaled), fractionDigits) }
        }
        return nil
    }

    private mutating func appendWhole(_ value: Int64, fractionDigits: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let digits = max(Self.digitCount(rest), fractionDigits + 1)
        let end = count + digits + (fractionDigits > 0 ? 1 : 0)
        var position = end
        for place in 0..<digits {
            if place == fractionDigits, place > 0 {
                position -= 1
                bytes[position] = UInt8(ascii: ".")
            }
            position -= 1
            bytes[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count = end
    }

    private static func digitCount(_ value: UInt64) -> Int {
        var count = 1
        var limit: UInt64 = 10
        while value >= limit, count < 19 {
            count += 1
            limit *= 10
        }
        return count
    }

    private mutating func appendShortest(_ value: Double) {
        var sink = ASCIISink()
        value.write(to: &sink)
        bytes = sink.bytes
        count = sink.count
        let isWhole =
            count > 2 && bytes[count - 2] == UInt8(ascii: ".") && bytes[count - 1] == UInt8(ascii: "0")
        if isWhole { count -= 2 }
    }

    private mutating func append(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            // Sound: the index lies inside the literal's bytes.
            append(unsafe text.utf8Start[index])
        }
    }

    private mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }
}

/// Takes the standard library's shortest digits without a `String` between.
///
/// The library hands its digits to `_writeASCII`; were that ever to change, `write` takes the same text and only
/// the allocation comes back, which a test would see.
private struct ASCIISink: TextOutputStream {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    var count = 0

    mutating func write(_ string: String) {
        for byte in string.utf8 { append(byte) }
    }

    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        for index in buffer.indices {
            // Sound: the library's buffer is valid for the call, and the index lies inside it.
            append(unsafe buffer[index])
        }
    }

    private mutating func append(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }
}
