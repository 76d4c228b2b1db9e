import TestSupport

/// Lines like those of real logs, entries, tracebacks and noise mixed, and rules for them.
enum RandomLog {
    static func lines(count: Int, using random: inout SeededGenerator) -> [String] {
        (0..<count).map { _ in line(using: &random) }
    }

    private static func line(using random: inout SeededGenerator) -> String {
        let text = message(using: &random)
        let level = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"].randomElement(using: &random) ?? "INFO"
        let end = Int.random(in: 0..<8, using: &random) == 0 ? "\r\n" : "\n"
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return "Traceback (most recent call last):" + end
        case 1: return "  File \"\(text).py\", line 3" + end
        case 2: return "ValueError: \(text) \(level)" + end
        case 3: return "During handling of the above exception, another exception occurred:" + end
        case 4: return end
        case 5: return "\(level):root:\(text)" + end
        case 6: return "\(text) \(level) \(text)" + end
        case 7: return "{\"level\": \"\(level)\", \"message\": \"\(text)\"}" + end
        case 8: return "  + Exception Group Traceback (most recent call last):" + end
        case 9: return text + end
        default: return "2026-02-07 12:00:00,123 - app - \(level) - \(text)" + end
        }
    }

    private static let words = [
        "payment", "visa", "failed", "failed:", "declined", "timeout", "connection", "reset", "user=7",
        "user=ab",
        "disk", "full", "接続", "ab", "abc", "aab", "retry", "retrying", "4", "42",
    ]

    private static func message(using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...6, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
            .joined(separator: " ")
    }

    static let rules = """
        - {name: pay, pattern: 'payment (?<p>\\w+)', counter: pay_total, labels: {p: $p}}
        - {name: either, pattern: 'timeout|connection reset', counter: either_total}
        - {name: short, pattern: 'ab', counter: short_total}
        - {name: user, pattern: 'user=(?<u>\\w+)', counter: user_total, labels: {u: $u}}
        - {name: digits, pattern: '(?<d>\\d+)$', counter: digits_total, labels: {d: $d}}
        - {name: kanji, pattern: '接続', counter: kanji_total}
        """

    /// Rules of random pieces, valid ones only by construction.
    static func randomRules(using random: inout SeededGenerator) -> String {
        let pieces = [
            "payment", "failed", "(?:visa|disk)", "\\w+", " ", ".*", "user=", "(?<x>\\w+)?", "\\d",
            "retry(?:ing)?", "^",
            "[a-f]+", "timeout", "(?:declined )+", "接続", "ab{1,2}", "\\b", "$", "connect(?:ion|ed)",
            "(?=full)",
        ]
        return (0..<12).map { number in
            var isCaptureFree = true
            let pattern = (0..<Int.random(in: 1...4, using: &random)).map { _ -> String in
                let piece = pieces.randomElement(using: &random) ?? ""
                guard piece.contains("?<x>") else { return piece }
                defer { isCaptureFree = false }
                return isCaptureFree ? piece : ""
            }.joined()
            let labels = isCaptureFree ? "" : ", labels: {x: $x}"
            return
                "- {name: r\(number), pattern: '\(pattern.isEmpty ? "x" : pattern)', counter: r\(number)_total\(labels)}"
        }.joined(separator: "\n")
    }
}
