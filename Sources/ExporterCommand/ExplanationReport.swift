import FoundationEssentials
import LogInspection

/// The shape of `rules explain --json`, and the same for people.
struct ExplanationReport: Encodable {
    struct Level: Encodable {
        /// Null when the line is no entry of its own.
        let level: String?
        let format: String?
        let nanoseconds: Int

        enum CodingKeys: String, CodingKey { case level, format, nanoseconds }

        /// Writes every key, `null` where nothing is known, so that scripts need not test for absence.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(level, forKey: .level)
            try container.encode(format, forKey: .format)
            try container.encode(nanoseconds, forKey: .nanoseconds)
        }
    }

    struct Rule: Encodable {
        let name: String
        let isBuiltIn: Bool
        let outcome: String
        let literals: [String]
        let captures: [Capture]
        let series: [String]
        /// Null for a rule that is bound to other logs.
        let nanoseconds: Int?

        enum CodingKeys: String, CodingKey {
            case name, outcome, literals, captures, series, nanoseconds
            case isBuiltIn = "builtin"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(isBuiltIn, forKey: .isBuiltIn)
            try container.encode(outcome, forKey: .outcome)
            try container.encode(literals, forKey: .literals)
            try container.encode(captures, forKey: .captures)
            try container.encode(series, forKey: .series)
            try container.encode(nanoseconds, forKey: .nanoseconds)
        }
    }

    struct Capture: Encodable {
        let name: String
        let value: String
    }

    let line: String
    /// Null when levels are not counted.
    let level: Level?
    let rules: [Rule]

    init(_ explanation: LineExplanation, line: [UInt8]) {
        self.line = String(decoding: line, as: UTF8.self)
        level =
            explanation.countsLevels
            ? Level(
                level: explanation.level?.name, format: explanation.level?.format,
                nanoseconds: Self.nanoseconds(explanation.levelTime)) : nil
        rules = explanation.rules.map { rule in
            Rule(
                name: rule.name, isBuiltIn: rule.isBuiltIn, outcome: Self.word(rule.outcome),
                literals: rule.literals,
                captures: rule.captures.map { Capture(name: $0.name, value: $0.value) },
                series: rule.series, nanoseconds: rule.time.map(Self.nanoseconds))
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text() -> String {
        var lines = ["line: \(TeamTable.printable(line))"]
        if let level {
            let decided = level.level.map { "\($0), told by format '\(level.format ?? "")'" }
            lines.append("level: \(decided ?? "none: no entry of its own"), \(level.nanoseconds) ns")
        }
        // Of the many built-in rules only those that say something; --json holds all.
        for rule in rules where !rule.isBuiltIn || ["match", "gave_up"].contains(rule.outcome) {
            lines += text(rule)
        }
        return lines.joined(separator: "\n")
    }

    private func text(_ rule: Rule) -> [String] {
        var lines = ["rule \(rule.name): \(sentence(rule))" + (rule.nanoseconds.map { ", \($0) ns" } ?? "")]
        lines += rule.captures.map { "  $\($0.name) = '\(TeamTable.printable($0.value))'" }
        lines += rule.series.map { "  counts \($0)" }
        return lines
    }

    private func sentence(_ rule: Rule) -> String {
        let literals = rule.literals.map { "'\(TeamTable.printable($0))'" }.joined(separator: " or ")
        let held = rule.literals.isEmpty ? "no literal to look for" : "holds \(literals)"
        return switch rule.outcome {
        case "other_log": "not for this log (see --log)"
        case "no_literal": "not tried, the line lacks \(literals)"
        case "no_match": "\(held), no match"
        case "match": "\(held), matches"
        default: "\(held), the pattern gave up at its limit"
        }
    }

    private static func word(_ outcome: LineExplanation.Outcome) -> String {
        switch outcome {
        case .otherLog: "other_log"
        case .noLiteral: "no_literal"
        case .noMatch: "no_match"
        case .match: "match"
        case .gaveUp: "gave_up"
        }
    }

    private static func nanoseconds(_ duration: Duration) -> Int {
        Int((duration / .nanoseconds(1)).rounded())
    }
}
