import FoundationEssentials

/// Renders the fields of one log event as one line of bytes, newline included.
enum LogLine {
    static func rendered(_ fields: [(key: String, value: String)], as format: LogLineFormat) -> [UInt8] {
        let text =
            switch format {
            case .logfmt: fields.map { "\($0.key)=\(logfmtValue($0.value))" }.joined(separator: " ")
            case .json:
                "{" + fields.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",") + "}"
            }
        return Array((text + "\n").utf8)
    }

    /// Bare when it is one plain word, else quoted.
    private static func logfmtValue(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.utf8.allSatisfy { byte in
                byte > UInt8(ascii: " ") && byte < 0x7F && byte != UInt8(ascii: "\"")
                    && byte != UInt8(ascii: "=")
                    && byte != UInt8(ascii: "\\")
            }
        return isPlain ? value : quoted(value)
    }

    /// A JSON string: also what logfmt readers take for a quoted value.
    private static func quoted(_ value: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // Any Swift string is valid Unicode and so has a JSON form; the fallback only satisfies the compiler.
        guard let data = try? encoder.encode(value) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
