/// Writes the little YAML that rule files need: always the same text for the same values.
enum YAMLText {
    /// In single quotes, where nothing but the quote itself is special; text of several lines in double quotes.
    static func quoted(_ text: String) -> String {
        guard !text.contains("\n") else { return PrometheusText.quoted(text) }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    /// A block of lines below its key, indented.
    static func block(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return "|-\n"
            + text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }

    /// Lines moved to the right, but for empty ones.
    static func indented(_ text: String, by indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
    }
}
