import PatternMatching
package import YAMLReading

/// What the commands that check and explain rules ask beyond running them.
extension RuleSet {
    /// Reads rule files as `load` does, and answers with the rules that are good and with all that was found, faults
    /// and warnings, in the order of the files and the places in them.
    package static func inspect(
        files: [(path: String, bytes: [UInt8])]
    ) -> (rules: [(rule: Rule, file: String)], diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        var validator = RuleValidator()
        var places: [String] = []
        for (number, file) in files.enumerated() {
            let written = RuleFile.read(path: file.path, bytes: file.bytes, diagnostics: &diagnostics)
            validator.add(written, number: number)
            places += repeatElement(file.path, count: validator.rules.count - places.count)
        }
        diagnostics += validator.diagnostics
        return (Array(zip(validator.rules, places)), sorted(diagnostics, files: files.map(\.path)))
    }

    /// One rule alone, without levels: what it counts is seen apart from all others.
    package func restricted(to rule: Rule) -> RuleSet {
        RuleSet(rules: [rule], levelFormats: nil, entryFormats: entryFormats, warnings: [])
    }

    /// Sorts faults by file, in the order given, and by place.
    package static func sorted(_ diagnostics: [Diagnostic], files: [String]) -> [Diagnostic] {
        sort(diagnostics, files: files)
    }
}

extension Rule {
    /// A line is tried only when it holds one of these; empty when the rule must run on every line.
    package var filterLiterals: [[UInt8]] {
        outline.requiredLiterals
    }
}
