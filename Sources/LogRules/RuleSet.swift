package import YAMLReading

/// Rules and level formats, all proven valid; what the log engine runs on.
package struct RuleSet: Sendable {
    /// Those of the files in their order, then the built-in ones.
    package let rules: [Rule]
    /// `nil` when the built-in rules are switched off: entries are not counted by level then.
    package let levelFormats: LevelFormats?
    /// For telling entries apart, whether or not they are counted by level; `nil` when no rule sees whole entries.
    let entryFormats: LevelFormats?
    /// What was noticed but does not keep the rules from running.
    package let warnings: [Diagnostic]

    /// Rules of all files together: far more than anyone writes, and few enough that a rule's number fits 16 bits
    /// in `LiteralScanner`.
    package static let maxRules = 10_000

    /// Reads rule files and proves them valid, their examples included.
    ///
    /// Throws all faults of all files at once, in the order of the files and of the places in them.
    package static func load(
        files: [(path: String, bytes: [UInt8])], includeBuiltIn: Bool
    ) throws(RuleFileErrors) -> RuleSet {
        var diagnostics: [Diagnostic] = []
        let written = files.map { RuleFile.read(path: $0.path, bytes: $0.bytes, diagnostics: &diagnostics) }
        if let fault = tooManyRules(written) { throw RuleFileErrors(diagnostics: [fault]) }
        var validator = RuleValidator()
        if includeBuiltIn { BuiltInRules.add(to: &validator) }
        for (number, file) in written.enumerated() { validator.add(file, number: number) }
        diagnostics += validator.diagnostics
        let sorted = sort(diagnostics, files: files.map(\.path))
        let errors = sorted.filter { $0.severity == .error }
        guard errors.isEmpty else { throw RuleFileErrors(diagnostics: errors) }
        let seesEntries = validator.rules.contains { $0.subject == .entry }
        let formats = includeBuiltIn || seesEntries ? try LevelFormats.builtIn() : nil
        return RuleSet(
            rules: validator.rules.filter { !$0.isBuiltIn } + validator.rules.filter(\.isBuiltIn),
            levelFormats: includeBuiltIn ? formats : nil,
            entryFormats: seesEntries ? formats : nil,
            warnings: sorted)
    }

    /// Nothing else is reported then: proving so many rules would take minutes.
    private static func tooManyRules(_ files: [RuleFile]) -> Diagnostic? {
        let rules = files.flatMap(\.rules)
        guard rules.count > maxRules else { return nil }
        return Diagnostic(
            file: rules[maxRules].file, mark: rules[maxRules].mark,
            message: "there are \(rules.count) rules, and at most \(maxRules) may run",
            hint: "leave rules out, or join rules of one counter into one pattern with alternatives")
    }

    static func sort(_ diagnostics: [Diagnostic], files: [String]) -> [Diagnostic] {
        let start = SourceMark(line: 0, column: 0)
        func order(_ diagnostic: Diagnostic) -> (Int, SourceMark) {
            (files.firstIndex(of: diagnostic.file) ?? files.count, diagnostic.mark ?? start)
        }
        return diagnostics.enumerated()
            .sorted {
                (order($0.element).0, order($0.element).1, $0.offset) < (
                    order($1.element).0, order($1.element).1, $1.offset
                )
            }
            .map(\.element)
    }
}
