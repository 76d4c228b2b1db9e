/// Why a text is not a value of its kind; the hint says what to write.
struct ValueFault: Error {
    var hint: String?
}

/// Numbers as people write them in a configuration file: decimal, nothing else.
enum NumberText {
    /// Whether a text ends in a unit, so that it may be quoted without being a number in quotes.
    static func hasUnit(_ text: String) -> Bool {
        guard let last = text.utf8.last else { return false }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
    }

    static func int(_ text: String) -> Result<Int, ValueFault> {
        let digits = text.hasPrefix("-") ? text.dropFirst() : Substring(text)
        guard isDigits(digits) else {
            return .failure(ValueFault(hint: "write digits only, without quotes, '_' or a fraction"))
        }
        guard digits == "0" || !digits.hasPrefix("0") else {
            return .failure(ValueFault(hint: "remove the leading zeros"))
        }
        guard let value = Int(text) else { return .failure(ValueFault(hint: "write a smaller number")) }
        return .success(value)
    }

    static func double(_ text: String) -> Result<Double, ValueFault> {
        let allowed = "0123456789.eE+-"
        guard text.allSatisfy(allowed.contains), let first = text.first, first != "+",
            let value = Double(text), value.isFinite
        else { return .failure(ValueFault(hint: "write a decimal number such as 0.5")) }
        return .success(value)
    }

    static func ratio(_ text: String) -> Result<Double, ValueFault> {
        let isPercent = text.hasSuffix("%")
        guard case .success(let number) = double(isPercent ? String(text.dropLast()) : text) else {
            return .failure(ValueFault(hint: "write a percentage such as 5%, or a number from 0 to 1"))
        }
        let value = isPercent ? number / 100 : number
        guard (0...1).contains(value) else {
            let meant = !isPercent && (1...100).contains(value) ? "did you mean \(text)%?" : nil
            return .failure(ValueFault(hint: meant ?? "write a share from 0% to 100%"))
        }
        return .success(value)
    }

    static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
