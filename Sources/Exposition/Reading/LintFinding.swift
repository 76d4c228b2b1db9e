/// One thing to mend in an exposition that is well formed.
package struct LintFinding: Equatable, Sendable {
    package let rule: LintRule
    /// As the format names the family.
    package let family: String
    /// Line to point at.
    package let line: Int
    /// What to mark in that line: the family's name, or a part of a sample as written.
    package let subject: String
    package let message: String
    /// How to mend it.
    package let hint: String

    package var severity: LintSeverity { rule.severity }
}

/// Gathers findings: one for each fault of a family, however many lines have it.
struct LintCollector {
    private struct Key: Hashable {
        let rule: LintRule
        let family: String
        let detail: String
    }

    private var findings: [LintFinding] = []
    private var indices: [Key: Int] = [:]
    private var repeats: [Int] = []

    /// `detail` tells faults of one rule in one family apart, such as the label's name.
    mutating func report(
        _ rule: LintRule, _ family: ParsedFamily, line: Int? = nil, detail: String = "",
        subject: String? = nil,
        _ message: String, hint: String
    ) {
        let key = Key(rule: rule, family: family.name, detail: detail)
        if let index = indices[key] {
            repeats[index] += 1
            return
        }
        indices[key] = findings.count
        repeats.append(0)
        findings.append(
            LintFinding(
                rule: rule, family: family.name, line: line ?? family.firstLine,
                subject: subject ?? family.name,
                message: message, hint: hint))
    }

    /// All findings in the order of their lines.
    func sorted() -> [LintFinding] {
        zip(findings, repeats)
            .map { finding, count in count == 0 ? finding : finding.repeated(count) }
            .sorted { ($0.line, $0.rule.rawValue, $0.message) < ($1.line, $1.rule.rawValue, $1.message) }
    }
}

extension LintFinding {
    fileprivate func repeated(_ count: Int) -> LintFinding {
        let more = count == 1 ? "1 more line" : "\(count) more lines"
        return LintFinding(
            rule: rule, family: family, line: line, subject: subject, message: "\(message) (and \(more))",
            hint: hint)
    }
}
