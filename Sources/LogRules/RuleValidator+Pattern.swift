import PatternMatching
import YAMLReading

extension RuleValidator {
    mutating func compile(
        _ source: Written<String>, in written: WrittenRule
    ) -> (pattern: Pattern, outline: PatternOutline)? {
        guard !source.value.isEmpty else {
            fault(
                written, at: source.node, "the pattern is empty and would match every line",
                hint: "write what to find")
            return nil
        }
        let pattern: Pattern
        do {
            pattern = try Pattern(source.value)
        } catch {
            reportBadPattern(error, source, written)
            return nil
        }
        let nothing: [UInt8] = []
        if matcher.match(pattern, in: nothing.span) == .match {
            fault(
                written, at: source.node, "the pattern matches an empty line, and so perhaps every line",
                hint: "make at least one part of it mandatory", severity: .warning)
        }
        let outline = PatternOutline(of: pattern)
        warnOfNestedQuantifier(outline, source, written)
        return (pattern, outline)
    }

    private mutating func reportBadPattern(
        _ error: PatternError, _ source: Written<String>, _ written: WrittenRule
    ) {
        let place = source.node.mark(ofUTF8Offset: error.offset)
        let before = String(decoding: Array(source.value.utf8.prefix(error.offset)).suffix(20), as: UTF8.self)
        diagnostics.append(
            Diagnostic(
                file: written.file, mark: place ?? source.node.mark, message: "bad pattern: \(error.message)",
                hint: place == nil
                    ? "the fault is behind '\(before)', at byte \(error.offset) of the pattern" : nil))
    }

    private mutating func warnOfNestedQuantifier(
        _ outline: PatternOutline, _ source: Written<String>, _ written: WrittenRule
    ) {
        guard let offset = outline.nestedQuantifierOffset else { return }
        let place = source.node.mark(ofUTF8Offset: offset)
        diagnostics.append(
            Diagnostic(
                file: written.file, mark: place ?? source.node.mark, severity: .warning,
                message: "a repetition inside a repetition can cost the whole match budget on one line",
                hint:
                    "make the inner one possessive, as in (?:a++)+, or put something mandatory between the rounds"
            ))
    }
}
