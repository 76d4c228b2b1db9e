import LogInspection
import YAMLReading

/// What `rules check` prints of good rules.
enum RuleReportText {
    static func text(_ report: RuleReport, files: [String]) -> String {
        files.map { file in
            let faults = report.diagnostics.filter { $0.file == file }
            let errors = faults.count { $0.severity == .error }
            let counts = [
                count(errors, "error"), count(faults.count - errors, "warning"),
            ].compactMap { $0 }.joined(separator: ", ")
            let verdict = counts.isEmpty ? "good" : counts
            if let catalogue = report.catalogues.first(where: { $0.file == file }) {
                return "\(file): \(catalogue.formats) level formats, \(verdict)\n"
            }
            let rules = report.rules.filter { $0.file == file }
            let rows = rules.map { ["  " + $0.name, filter($0.literals), cost($0)] }
            let title = count(rules.count, errors > 0 ? "sound rule" : "rule") ?? "no rules"
            return "\(file): \(title), \(verdict)\n" + Terminal.table(rows)
        }.joined()
    }

    private static func count(_ number: Int, _ word: String) -> String? {
        switch number {
        case 0: nil
        case 1: "1 \(word)"
        default: "\(number) \(word)s"
        }
    }

    private static func filter(_ literals: [[UInt8]]) -> String {
        guard !literals.isEmpty else { return "literal: none, runs on every line" }
        let texts = literals.map { "'\(TeamTable.printable(String(decoding: $0, as: UTF8.self)))'" }
        return "literal: " + texts.joined(separator: " or ")
    }

    private static func cost(_ rule: RuleReport.RuleLine) -> String {
        guard let cost = rule.cost else { return "cost: unknown, add examples or --sample LOG" }
        let line = "cost: \(DurationWords.text(cost.perLine)) a line"
        if cost.candidates == cost.lines { return line }
        let share = "\(cost.candidates) of \(cost.lines) lines tried"
        if cost.candidates == 0 { return "cost: nothing, \(share)" }
        return "\(line) (\(share), \(DurationWords.text(cost.perCandidate)) each)"
    }
}

/// Short durations for people.
enum DurationWords {
    static func text(_ duration: Duration) -> String {
        let nanoseconds = duration / .nanoseconds(1)
        switch nanoseconds {
        case ..<10_000: return "\(Int(nanoseconds.rounded())) ns"
        case ..<10_000_000: return "\(Int((nanoseconds / 1000).rounded())) µs"
        default: return "\(Int((nanoseconds / 1_000_000).rounded())) ms"
        }
    }
}
