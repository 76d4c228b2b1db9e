/// What `metrics check` prints about one exposition, and how it exits.
package struct MetricsCheckReport: Equatable, Sendable {
    /// Without line feeds; the last line sums up.
    package let lines: [String]
    /// 0: nothing to mend, warnings at most. 1: refused, or errors found. 2: the input could not be read.
    package let exitCode: Int32

    /// Parses and, unless told not to, lints `bytes`, which came from `source` (a file name, a URL, `-`).
    ///
    /// With `isStrict` a warning makes the exit code 1 too.
    package static func check(
        _ bytes: [UInt8], as format: ExpositionFormat, source: String, lints: Bool = true,
        isStrict: Bool = false
    ) -> MetricsCheckReport {
        do throws(ExpositionError) {
            let exposition = try ExpositionParser.parse(bytes, as: format)
            let findings = lints ? ExpositionLint.check(exposition) : []
            return MetricsCheckReport(exposition, findings, bytes: bytes, source: source, isStrict: isStrict)
        } catch {
            return MetricsCheckReport(error, format, bytes: bytes, source: source)
        }
    }

    /// The input of a name could not be read at all; `reason` says why and what to do.
    package static func unreadable(source: String, reason: String) -> MetricsCheckReport {
        MetricsCheckReport(lines: ["\(visible(source)): error: \(reason)"], exitCode: 2)
    }

    init(lines: [String], exitCode: Int32) {
        self.lines = lines
        self.exitCode = exitCode
    }

    /// A malformed exposition: one fault, because what follows it cannot be told for sure.
    init(_ error: ExpositionError, _ format: ExpositionFormat, bytes: [UInt8], source: String) {
        let snippets = SourceSnippets(bytes, lines: [error.place.line])
        let place = "\(visible(source)):\(error.place.line):\(error.place.column)"
        lines =
            ["\(place): error: \(error.message)"]
            + snippets.rendered(
                line: error.place.line, column: error.place.column, width: 1, hint: error.hint)
            + ["\(visible(source)): refused as \(format.title)"]
        exitCode = 1
    }

    /// A well-formed exposition with the findings of the lint.
    init(
        _ exposition: ParsedExposition, _ findings: [LintFinding], bytes: [UInt8], source: String,
        isStrict: Bool
    ) {
        let snippets = SourceSnippets(bytes, lines: findings.map(\.line))
        let name = visible(source)
        var lines: [String] = []
        for finding in findings {
            let mark = snippets.place(of: finding.subject, line: finding.line)
            lines.append(
                "\(name):\(finding.line):\(mark.column): \(finding.severity.rawValue): \(finding.message) "
                    + "[\(finding.rule.rawValue)]")
            lines += snippets.rendered(
                line: finding.line, column: mark.column, width: mark.width, hint: finding.hint)
        }
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count - errors
        let size =
            "\(counted(exposition.families.count, "famil", "y", "ies")), "
            + "\(counted(exposition.sampleCount, "sample", "", "s")), \(exposition.format.title)"
        let verdict =
            findings.isEmpty
            ? "ok" : "\(counted(errors, "error", "", "s")), \(counted(warnings, "warning", "", "s"))"
        self.lines = lines + ["\(name): \(verdict) (\(size))"]
        exitCode = errors > 0 || (isStrict && warnings > 0) ? 1 : 0
    }
}

private func counted(_ count: Int, _ stem: String, _ one: String, _ many: String) -> String {
    "\(count) \(stem)\(count == 1 ? one : many)"
}
