package import PatternMatching

/// The ordered catalogue of known log formats, proven valid, by which entries are told and counted by level.
package struct LevelFormats: Sendable {
    /// A line and the level that the catalogue must give it; no level means that it is no entry with one.
    package struct Example: Sendable, Equatable {
        package let line: String
        package let level: LogLevel?
        /// The format that must decide; `nil` for a line without a level.
        package let format: String?
    }

    /// How a format tells the level: it captures the word, or is of one level altogether.
    enum LevelSource: Sendable {
        case fixed(LogLevel)
        case captured(group: Int)
    }

    /// What the highest group that took part in a match says.
    struct GroupMeaning: Sendable {
        /// Number of the format in `names`.
        let format: Int
        let source: LevelSource
    }

    /// Formats tied to the start of the line as alternatives of one pattern: PCRE2 tries them in order, so that
    /// a line costs one call.
    struct Anchored: Sendable {
        let pattern: Pattern
        /// By group number; nothing for group 0.
        let meanings: [GroupMeaning?]
    }

    /// A format that is searched for near the start of the line.
    struct Searched: Sendable {
        let pattern: Pattern
        let meaning: GroupMeaning
        let withinBytes: Int
        /// Whether only text with four capital letters side by side can match.
        let needsCapitals: Bool
    }

    struct TracebackFormat: Sendable {
        let level: LogLevel
        let starts: [[UInt8]]
        let indentedStarts: [[UInt8]]
        let chained: [[UInt8]]
    }

    /// What the first byte of a line tells.
    struct LineStart: Sendable {
        /// Number in `anchored` of the formats that can start with it.
        var formats: UInt8?
        var mayBeTraceback = false
        var mayBeEnvelope = false
        var isContinuation = false
    }

    /// By the first byte of the line.
    let lineStarts: [LineStart]
    let anchored: [Anchored]
    let searched: [Searched]
    let envelope: Pattern?
    /// What a line without a level begins with that is an entry all the same, such as a time.
    let entryStart: Pattern?
    let traceback: TracebackFormat
    let spellings: LevelSpellings
    /// Decides most lines; only for a catalogue whose first formats are those that it knows.
    let shortcuts: LevelShortcuts?
    /// Names of the formats in the order in which they are tried.
    package let names: [String]
    /// Examples of the catalogue file.
    package let examples: [Example]
    /// Of the catalogue file, see `RuleSet.hash`.
    let hash: UInt64
}

extension LevelFormats {
    /// The level that a line counts under, `nil` when it is no entry of its own or has no level.
    ///
    /// `line` is without its newline; a carriage return before it is ignored.
    package func level(
        of line: Span<UInt8>, state: inout EntryState, matcher: inout PatternMatcher
    ) -> LogLevel? {
        let text = line.extracting(textRange(of: line))
        return decide(text, shortcuts, state: &state, matcher: &matcher, depth: 0)?.level
    }

    /// Like `level(of:state:matcher:)`, with the name of the format that decided, for `rules explain` and tests.
    ///
    /// Asks the patterns alone, without shortcuts.
    package func decision(
        for line: Span<UInt8>, state: inout EntryState, matcher: inout PatternMatcher
    ) -> (level: LogLevel, format: String)? {
        guard
            let found = decide(
                line.extracting(textRange(of: line)), nil, state: &state, matcher: &matcher, depth: 0)
        else { return nil }
        return (found.level, found.format < names.count ? names[found.format] : "traceback")
    }

    /// `format` counts through the anchored formats, then the searched ones; one past them is the traceback.
    private typealias Decision = (level: LogLevel, format: Int)

    /// Programs behind two envelopes (a container's, in it syslog's) exist; more are not followed.
    static let maxEnvelopes = 2

    private func decide(
        _ line: Span<UInt8>, _ shortcuts: LevelShortcuts?, state: inout EntryState,
        matcher: inout PatternMatcher, depth: Int
    ) -> Decision? {
        guard !line.isEmpty else { return nil }
        let start = lineStarts[Int(line[0])]
        if start.mayBeTraceback, let step = tracebackStep(line) { return follow(step, &state) }
        if start.isContinuation { return nil }
        if let level = shortcuts?.level(of: line) {
            state.entryBegan(level)
            // Nobody who uses shortcuts asks for the format.
            return (level, 0)
        }
        if let formats = start.formats, let found = decision(anchored[Int(formats)], line, matcher: &matcher)
        {
            state.entryBegan(found.level)
            return found
        }
        if start.mayBeEnvelope, depth < Self.maxEnvelopes,
            let length = envelopeLength(line, matcher: &matcher)
        {
            let body = line.extracting(length..<line.count)
            return decide(body, shortcuts, state: &state, matcher: &matcher, depth: depth + 1)
        }
        return decideUnknown(line, state: &state, matcher: &matcher)
    }

    /// A line that no format tied to the line's start knows.
    private func decideUnknown(
        _ line: Span<UInt8>, state: inout EntryState, matcher: inout PatternMatcher
    ) -> Decision? {
        // The first unindented line in a traceback names its exception, whatever words it holds.
        if !state.isInsideTraceback, let found = searchedDecision(line, matcher: &matcher) {
            state.entryBegan(found.level)
            return found
        }
        state.plainLineFollowed()
        return nil
    }

    enum TracebackStep {
        case start(namesExceptionLater: Bool)
        case chain
    }

    func tracebackStep(_ line: Span<UInt8>) -> TracebackStep? {
        if startsWithAny(traceback.starts, line) { return .start(namesExceptionLater: true) }
        if startsWithAny(traceback.indentedStarts, line) { return .start(namesExceptionLater: false) }
        return startsWithAny(traceback.chained, line) ? .chain : nil
    }

    private func follow(_ step: TracebackStep, _ state: inout EntryState) -> Decision? {
        switch step {
        case .chain:
            state.chainAnnounced()
            return nil
        case .start(let namesExceptionLater):
            let isOwnEntry = state.tracebackBegan(namesExceptionLater: namesExceptionLater)
            return isOwnEntry ? (traceback.level, names.count) : nil
        }
    }

    private func decision(
        _ formats: borrowing Anchored, _ line: Span<UInt8>, matcher: inout PatternMatcher
    ) -> Decision? {
        guard let group = matcher.highestCapture(formats.pattern, in: line),
            let meaning = formats.meanings[group],
            let level = level(meaning.source, in: line, matcher: matcher)
        else { return nil }
        return (level, meaning.format)
    }

    private func searchedDecision(_ line: Span<UInt8>, matcher: inout PatternMatcher) -> Decision? {
        for entry in searched {
            // The longest word and the byte behind it must be seen to judge a word at the very edge.
            let head = line.extracting(first: entry.withinBytes + LevelSpellings.maxWordBytes + 2)
            guard !entry.needsCapitals || CapitalRun.stands(in: head),
                matcher.match(entry.pattern, in: head) == .match,
                let place = matcher.capture(0), place.lowerBound < entry.withinBytes,
                let level = level(entry.meaning.source, in: head, matcher: matcher)
            else { continue }
            return (level, entry.meaning.format)
        }
        return nil
    }

    func envelopeLength(_ line: Span<UInt8>, matcher: inout PatternMatcher) -> Int? {
        guard let envelope, matcher.match(envelope, in: line) == .match else { return nil }
        return matcher.capture(0)?.upperBound
    }

    private func level(
        _ source: LevelSource, in line: Span<UInt8>, matcher: borrowing PatternMatcher
    ) -> LogLevel? {
        switch source {
        case .fixed(let level): return level
        case .captured(let group):
            return matcher.capture(group).flatMap { spellings.level(of: line.extracting($0)) }
        }
    }
}

/// The line without a byte order mark at its start and a carriage return at its end.
func textRange(of line: Span<UInt8>) -> Range<Int> {
    var start = 0
    var end = line.count
    if end > 0, line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    if end >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF { start = 3 }
    return start..<end
}

private func startsWithAny(_ heads: [[UInt8]], _ line: Span<UInt8>) -> Bool {
    for head in heads where line[0] == head[0] && line.count >= head.count {
        var index = 1
        while index < head.count, line[index] == head[index] { index += 1 }
        if index == head.count { return true }
    }
    return false
}

extension LevelFormats {
    /// The catalogue that ships inside the program, `BuiltIn/levels.yml`.
    ///
    /// Its examples are checked by a test, not at each start.
    package static func builtIn(checksExamples: Bool = false) throws(RuleFileErrors) -> LevelFormats {
        try read(PackageResources.levels_yml, file: "builtin:levels.yml", checksExamples: checksExamples)
    }

    /// Reads a catalogue file; throws all its faults at once.
    package static func read(
        _ bytes: [UInt8], file: String, checksExamples: Bool = true
    ) throws(RuleFileErrors) -> LevelFormats {
        try LevelCatalogueReader.read(bytes, file: file, checksExamples: checksExamples)
    }
}
