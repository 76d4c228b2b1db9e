package import PatternMatching

/// Reads when an entry was written out of its first line.
///
/// A pure function of the line, a reference instant (for times without a year) and a zone (for times without one).
package struct EntryTime: Sendable {
    /// How a time is told: by the usual formats near the start of the line, or as the configuration says.
    private enum Notation: Sendable {
        case auto
        /// The pattern captures `time`; the text of that has the fields of the second pattern.
        case custom(Pattern, group: Int, fields: Pattern)
    }

    /// Times stand at the start of a line; farther in they are rather what the line speaks of.
    private static let searchedBytes = 160

    private let notation: Notation
    private let usual: Pattern
    private let zone: TimeZoneRule

    /// Knows ISO 8601 and Python's logging, syslog, `ctime` and access logs.
    package init(zone: TimeZoneRule) throws(PatternError) {
        notation = .auto
        usual = try Pattern(Self.usualFormats)
        self.zone = zone
    }

    /// `pattern` has one group called `time`, whose text is as `format` says in the letters of `strptime`.
    package init(pattern: Pattern, format: TimeFormat, zone: TimeZoneRule) throws(PatternError) {
        guard let group = pattern.captureIndex(named: "time") else {
            throw PatternError(
                offset: 0, message: "the pattern has no group called 'time'; write (?<time>...)")
        }
        notation = .custom(pattern, group: group, fields: format.pattern)
        usual = pattern
        self.zone = zone
    }

    /// Milliseconds since 1970; `nil` when the line has no time that can be read.
    ///
    /// Without a year it is the latest such time that is not more than a day after `reference`.
    package func epochMilliseconds(
        of line: Span<UInt8>, reference: Int64, matcher: inout PatternMatcher
    ) -> Int64? {
        switch notation {
        case .auto:
            let head = line.extracting(first: Self.searchedBytes)
            guard matcher.match(usual, in: head) == .match else { return nil }
            return TimeFields(usual, head, matcher).epochMilliseconds(zone: zone, reference: reference)
        case .custom(let pattern, let group, let fields):
            guard matcher.match(pattern, in: line) == .match, let range = matcher.capture(group) else {
                return nil
            }
            let text = line.extracting(range)
            guard matcher.match(fields, in: text) == .match else { return nil }
            return TimeFields(fields, text, matcher).epochMilliseconds(zone: zone, reference: reference)
        }
    }

    /// The usual formats in this machine's zone; what a log has whose configuration says nothing.
    package static let standard: EntryTime = {
        do {
            return try EntryTime(zone: .local)
        } catch {
            preconditionFailure("the program's own pattern is broken: \(error)")
        }
    }()

    private static let clock = #"(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)"#
    private static let usualFormats =
        "(?J)(?<![\\d.-])(?:"
        + #"(?<year>\d{4})[-/](?<month>\d\d)[-/](?<day>\d\d)[ T]"# + clock
        + #"(?:[.,](?<fraction>\d{1,9}))?(?: ?(?<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)(?!\d))?"#
        + #"|(?<day>\d\d)/(?<name>[A-Z][a-z]{2})/(?<year>\d{4}):"# + clock + #" (?<zone>[+-]\d{4})"#
        + #"|(?<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?<day>[ \d]\d) "#
        + #"(?:(?<year>\d{4}) )?"# + clock + #"(?: (?<year>\d{4})(?!\d))?"#
        + ")"
}

/// A format in the letters of `strptime`, turned into a pattern: `%Y-%m-%d %H:%M:%S,%f`.
package struct TimeFormat: Sendable {
    package struct Fault: Error, Equatable {
        package let message: String
    }

    let pattern: Pattern

    private static let letters: [Character: String] = [
        "Y": #"(?<year>\d{4})"#, "y": #"(?<shortyear>\d\d)"#, "m": #"(?<month>\d\d?)"#,
        "d": #"(?<day>[ \d]?\d)"#, "e": #"(?<day>[ \d]?\d)"#, "H": #"(?<hour>\d\d?)"#,
        "M": #"(?<minute>\d\d?)"#, "S": #"(?<second>\d\d?)"#, "f": #"(?<fraction>\d{1,9})"#,
        "b": #"(?<name>[A-Z][a-z]{2})"#, "z": #"(?<zone>Z|[+-]\d\d:?\d\d)"#, "s": #"(?<epoch>\d{1,11})"#,
        "a": "[A-Z][a-z]{2}", "%": "%",
    ]

    package init(_ format: String) throws(Fault) {
        var source = #"(?J)\A"#
        var rest = format[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                source +=
                    character.isASCII && !character.isLetter && !character.isNumber
                    ? "\\\(character)" : "\(character)"
                continue
            }
            guard let letter = rest.popFirst(), let piece = Self.letters[letter] else {
                let known = Self.letters.keys.sorted().map { "%\($0)" }.joined(separator: " ")
                throw Fault(message: "a '%' is followed by no known letter; known are \(known)")
            }
            source += piece
        }
        do {
            pattern = try Pattern(source + #"\z"#)
        } catch {
            throw Fault(message: error.message)
        }
    }
}
