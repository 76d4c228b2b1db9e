import OperatorChecks

/// Colours of the states of checks.
struct CheckPaint {
    let isOn: Bool

    func painted(_ text: String, _ state: CheckState) -> String {
        guard isOn else { return text }
        let code =
            switch state {
            case .ok: "32"
            case .unknown: "35"
            case .warning: "33"
            case .critical: "1;31"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// The answer to `check` for people: a table, with what each result is made of below it.
enum CheckText {
    private static let maxDetails = 20

    static func text(_ report: CheckReport, paint: CheckPaint) -> String {
        let rows = report.results.map { result in
            [
                result.state.rawValue, result.title, TeamTable.printable(result.figure.text),
                result.threshold?.text ?? "-",
            ]
        }
        let lines = Terminal.table([["STATE", "CHECK", "FIGURE", "THRESHOLD"]] + rows)
            .split(separator: "\n").map(String.init)
        var text = (lines.first ?? "") + "\n"
        for (result, line) in zip(report.results, lines.dropFirst()) {
            // Painted after the table is aligned: colours have no width.
            let word = result.state.rawValue
            text += paint.painted(word, result.state) + line.dropFirst(word.count) + "\n"
            text += details(of: result, paint)
            if let next = result.nextStep { text += "  next: \(TeamTable.printable(next))\n" }
        }
        return text + "\n" + summary(report, paint)
    }

    private static func details(of result: CheckResult, _ paint: CheckPaint) -> String {
        let shown = result.details.prefix(maxDetails)
        let rows = shown.map { ["  -", TeamTable.printable($0.name), TeamTable.printable($0.figure.text)] }
        var lines = Terminal.table(rows)
        if result.details.count > shown.count {
            lines += "  - and \(result.details.count - shown.count) more\n"
        }
        return lines
    }

    private static func summary(_ report: CheckReport, _ paint: CheckPaint) -> String {
        let parts = CheckState.allCases.reversed().compactMap { state -> String? in
            let count = report.counts[state.rawValue] ?? 0
            return count > 0 ? paint.painted("\(count) \(state.rawValue)", state) : nil
        }
        return "\(report.check): \(parts.joined(separator: ", "))\n"
    }
}
