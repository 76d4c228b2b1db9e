import Operations
import TeamCensus
import TeamState

/// The teams as a table for people.
enum TeamTable {
    static func text(_ report: CensusReport, nowMs: Int64) -> String {
        guard !report.teams.isEmpty else { return "no teams" }
        let rows = report.teams.map { judged in
            [
                printable(judged.team.label),
                judged.status.rawValue + (judged.isIdle ? " (idle)" : ""),
                String(judged.team.members.count),
                printable(judged.team.leadName ?? "-"),
                judged.team.lastActivityMs.map { age(nowMs - $0) } ?? "-",
            ]
        }
        return Terminal.table([["TEAM", "STATUS", "MEMBERS", "LEAD", "LAST ACTIVITY"]] + rows)
    }

    /// How long ago, in its largest unit.
    static func age(_ milliseconds: Int64) -> String {
        "\(Span.text(milliseconds: milliseconds)) ago"
    }

    /// Names may hold anything; what would move the cursor or break the table is shown as U+FFFD.
    static func printable(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isBidiControl
        }
    }
}
