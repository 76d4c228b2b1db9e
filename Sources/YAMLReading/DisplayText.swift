/// Makes text from files safe and narrow enough to print on a terminal.
enum DisplayText {
    /// Longest value repeated in a message, in characters.
    private static let quotedLimit = 60

    /// The text in single quotes, cut when long.
    static func quoted(_ text: String) -> String {
        guard text.count > quotedLimit else { return "'\(text)'" }
        return "'\(text.prefix(quotedLimit))...'"
    }

    /// The text with control characters and direction overrides replaced by visible ones.
    static func sanitized(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(visible(scalar)) }
        return String(out)
    }

    /// The scalar, or one of the same meaning that cannot steer a terminal.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x00...0x1F: Unicode.Scalar(0x2400 + scalar.value) ?? "?"  // the "control pictures" block
        case 0x7F: "\u{2421}"
        case 0x80...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: "\u{FFFD}"
        default: scalar
        }
    }

    /// Terminal cells that a visible scalar takes: 0, 1 or 2.
    static func cells(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200D, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F: 2
        case 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD: 2
        default: 1
        }
    }
}
