import YAMLReading

/// One test as written: lines, the rules that read them, and the metrics that must come of it.
struct WrittenTest {
    enum Input {
        /// Path of a log, relative to the test file.
        case log(String)
        case lines([String])
    }

    let name: String?
    let mark: SourceMark
    let rules: [String]
    let input: Input
    let logName: String?
    let usesBuiltInRules: Bool
    /// Exposition lines, and where they stand.
    let expected: String
    let expectedMark: SourceMark

    /// `nil` when something is missing; the reader has the fault then.
    init?(reading reader: inout MappingReader) {
        reader.require("expect")
        name = reader.string("name")
        mark = reader.mark
        rules = reader.strings("rules") ?? []
        logName = reader.string("log_name")
        usesBuiltInRules = reader.bool("builtin_rules") ?? true
        let log = reader.string("log")
        let lines = Self.lines("lines", &reader)
        let expected = Self.lines("expect", &reader)
        expectedMark = reader.mark(of: "expect")
        guard (log == nil) != (lines == nil) else {
            reader.report(
                "a test has either 'log' or 'lines'", key: log == nil ? "rules" : "log",
                hint: "write log: sample.log, or lines: followed by log lines")
            return nil
        }
        guard let expected else { return nil }
        self.expected = expected.joined(separator: "\n")
        input = log.map { .log($0) } ?? .lines(lines ?? [])
    }

    /// A list of lines, or one block of text.
    private static func lines(_ key: String, _ reader: inout MappingReader) -> [String]? {
        guard let node = reader.node(key) else { return nil }
        if let text = node.text {
            let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
            return body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        return reader.strings(key)
    }
}
