/// The numbers of both formats.
///
/// OpenMetrics 1.0 gives the grammar; what Go's `strconv.ParseFloat` takes beyond it (hexadecimal, underscores)
/// Prometheus refuses too, so that one grammar serves text 0.0.4 as well.
enum ExpositionNumber {
    /// The value of a number, or nil when the bytes are none or exceed a 64-bit float.
    static func value(_ bytes: ArraySlice<UInt8>) -> Double? {
        if let small = smallInteger(bytes) { return small }
        if isReal(bytes) {
            guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
                return nil
            }
            return value
        }
        return special(bytes)
    }

    /// True for `[sign] digits [. digits] [e [sign] digits]`, with a digit somewhere before the exponent.
    static func isReal(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = withoutSign(bytes)
        let whole = takeDigits(&rest)
        var fraction = 0
        if rest.first == Ascii.point {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard whole + fraction > 0 else { return false }
        guard let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") else { return rest.isEmpty }
        rest = withoutSign(rest.dropFirst())
        return takeDigits(&rest) > 0 && rest.isEmpty
    }

    /// Up to 15 digits, exact in a float: the usual counter, without the detour through a string.
    private static func smallInteger(_ bytes: ArraySlice<UInt8>) -> Double? {
        guard (1...15).contains(bytes.count) else { return nil }
        var value = 0
        for byte in bytes {
            guard Ascii.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        return Double(value)
    }

    private static func special(_ bytes: ArraySlice<UInt8>) -> Double? {
        let unsigned = withoutSign(bytes)
        guard unsigned.count <= 8 else { return nil }
        switch String(decoding: unsigned, as: UTF8.self).lowercased() {
        case "inf", "infinity": return bytes.first == UInt8(ascii: "-") ? -.infinity : .infinity
        case "nan" where unsigned.count == bytes.count: return .nan
        default: return nil
        }
    }

    private static func withoutSign(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let count = rest.prefix(while: Ascii.isDigit).count
        rest.removeFirst(count)
        return count
    }
}
