package import MetricModel

/// Conditions that all series of an installation meet, such as `job="agent-teams"`.
package struct AlertSelector: Sendable, Equatable {
    package let matchers: [Matcher]
    /// The labels of the series in tests, made so that they meet all conditions.
    package let sampleLabels: [LabelName: String]

    /// Without conditions.
    package init() {
        matchers = []
        sampleLabels = Self.standardLabels
    }

    /// Reads `job="a",instance=~"b.*"`, with or without braces around it.
    ///
    /// Throws a sentence that says what is wrong.
    package init(_ text: String) throws(AlertSettingsError) {
        var reader = SelectorReader(text)
        matchers = try reader.matchers()
        var labels = Self.standardLabels
        for matcher in matchers {
            labels[matcher.label] = try Self.sample(for: matcher, now: labels[matcher.label])
        }
        sampleLabels = labels.filter { !$0.value.isEmpty }
    }

    private static let standardLabels: [LabelName: String] = [
        "job": "agent-teams", "instance": "127.0.0.1:9765",
    ]

    /// A value that meets the condition; regular expressions are met where they are words with `|`, `.*` and `.+`.
    private static func sample(for matcher: Matcher, now: String?) throws(AlertSettingsError) -> String? {
        switch matcher.operation {
        case .equal: return matcher.value
        case .unequal: return matcher.value == now ? "other" : now
        case .differs: return now
        case .matches:
            let first = matcher.value.split(separator: "|").first.map(String.init) ?? ""
            let word = first.replacing(".*", with: "").replacing(".+", with: "a").replacing("\\.", with: ".")
            guard !word.contains(where: { "()[]{}*+?^$\\".contains($0) }) else {
                throw AlertSettingsError(
                    message: "the selector's \(matcher.text) is too intricate to make tests for",
                    hint: "write words with '|', '.*' and '.+'")
            }
            return word.isEmpty ? now : word
        }
    }
}

/// What is wrong with settings of alerts, for the user.
package struct AlertSettingsError: Error, Sendable, Equatable {
    package let message: String
    package let hint: String
}

/// Reads the conditions between the braces of a PromQL selector.
private struct SelectorReader {
    private var rest: Substring

    init(_ text: String) {
        var body = text[...]
        if body.hasPrefix("{"), body.hasSuffix("}") { body = body.dropFirst().dropLast() }
        rest = body
    }

    mutating func matchers() throws(AlertSettingsError) -> [Matcher] {
        var found: [Matcher] = []
        skipBlanks()
        while !rest.isEmpty {
            found.append(try matcher())
            skipBlanks()
            guard rest.isEmpty || rest.first == "," else { throw fault }
            rest = rest.dropFirst()
            skipBlanks()
        }
        return found
    }

    private mutating func matcher() throws(AlertSettingsError) -> Matcher {
        let word = rest.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
        rest = rest.dropFirst(word.count)
        skipBlanks()
        let operations = Matcher.Operation.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        guard let operation = operations.first(where: { rest.hasPrefix($0.rawValue) }) else { throw fault }
        rest = rest.dropFirst(operation.rawValue.count)
        skipBlanks()
        let value = try quotedText()
        do {
            return Matcher(try LabelName(String(word)), operation, value)
        } catch {
            throw AlertSettingsError(message: error.message, hint: "write label=\"value\"")
        }
    }

    private mutating func quotedText() throws(AlertSettingsError) -> String {
        guard let quote = rest.first, quote == "\"" || quote == "'" else { throw fault }
        rest = rest.dropFirst()
        var text = ""
        while let character = rest.popFirst(), character != quote {
            guard character == "\\" else {
                text.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { throw fault }
            text.append(escaped)
        }
        return text
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

    private var fault: AlertSettingsError {
        AlertSettingsError(
            message: "the selector cannot be read", hint: "write conditions as in job=\"agent-teams\"")
    }
}
