import MetricModel
import PatternMatching

/// One rule at work in one log: runs it on candidate lines and counts until the next flush.
struct RuleTally {
    let rule: Rule
    let log: String
    let families: RuleFamilies
    /// `nil` for a built-in rule that has matched nothing yet.
    var series: RuleSeries?
    var table: LabelTable
    /// What matches gave for rules with a value, in the order of the lines; others count in `table` alone.
    var measurements: [Measurement] = []
    var counts = Counts()
    var flushedMatches: UInt64 = 0
    /// Slots of `table` that have a series.
    var knownSlots = 0
    /// Candidate lines in a row on which the pattern gave up; one that it answers, match or not, ends the row.
    private var strikes = 0
    private(set) var isQuarantined = false
    var isQuarantineNew = false
    /// Whether a line matches as soon as it holds one of the rule's literals: PCRE2 need not be asked then.
    private let isPlain: Bool
    private var blockNumber: UInt64 = 0
    /// Of `rule`, so that a match costs no walk through it.
    private let pattern: Pattern
    private let isCounting: Bool
    /// The groups of all captures, and by capture where its own end.
    private let groups: [Int]
    private let groupEnds: [Int]

    /// What happened since the last flush.
    struct Counts {
        var matches: UInt64 = 0
        var limitsExceeded: UInt64 = 0
        var badValues: UInt64 = 0
        /// Texts that the pattern was run on.
        var candidates: UInt64 = 0
        /// Time of those that were measured.
        var sampledTime = Duration.zero
    }

    /// A number read from one match, and the label set it belongs to.
    struct Measurement {
        /// Orders the matches of all rules of the log: number of the block, then of the line in it.
        let place: UInt64
        let slot: Int
        let value: Double
    }

    /// A pattern that gives up on so many lines in a row does not suit this log; each time costs milliseconds.
    static let maxStrikes = 100
    /// Label sets held between two flushes beyond the family's own limit.
    private static let maxPendingSets = 4096
    /// Numbers held between two flushes.
    private static let maxMeasurements = 8192
    /// One in so many candidates is timed: two looks at the clock cost as much as a short match.
    static let sampledCandidates: UInt64 = 64

    init(rule: Rule, log: String, families: RuleFamilies, series: RuleSeries?) {
        self.rule = rule
        self.log = log
        self.families = families
        self.series = series
        table = LabelTable(valueCount: rule.captures.count)
        isPlain = Self.isPlain(rule)
        pattern = rule.pattern
        isCounting = rule.action == .count
        groups = rule.captures.flatMap(\.groups)
        var ends: [Int] = []
        for capture in rule.captures { ends.append((ends.last ?? 0) + capture.groups.count) }
        groupEnds = ends
    }

    /// What finds the lines that are handed to `tryCandidate`.
    var requirement: CandidateFinder.Requirement {
        guard rule.subject == .line else {
            return CandidateFinder.Requirement(sets: [], isPlain: false, seesLines: false)
        }
        guard isPlain, let literals = rule.outline.plainLiterals else {
            return CandidateFinder.Requirement(sets: rule.outline.requiredSets, isPlain: false)
        }
        return CandidateFinder.Requirement(sets: [literals], isPlain: true)
    }

    /// The carriage return at a line's end is no part of what rules see, though literals are looked for there too.
    private static func isPlain(_ rule: Rule) -> Bool {
        guard let literals = rule.outline.plainLiterals, rule.pattern.captureCount == 0 else { return false }
        return rule.captures.isEmpty && literals.allSatisfy { !$0.bytes.contains(UInt8(ascii: "\r")) }
    }

    var wantsFlush: Bool {
        table.slots.count > rule.maxSeries + Self.maxPendingSets
            || measurements.count > Self.maxMeasurements
    }

    var totalMatches: UInt64 { flushedMatches + counts.matches }

    mutating func beginBlock() { blockNumber &+= 1 }

    /// Tries the rule on a line that holds one of its literals; answers whether it matches.
    mutating func tryCandidate(_ number: Int, _ line: Span<UInt8>, matcher: inout PatternMatcher) -> Bool {
        guard isPlain, !isQuarantined else { return tryText(number, line, matcher: &matcher) }
        counts.candidates &+= 1
        countMatch(number, in: line, matcher: &matcher)
        return true
    }

    /// Tries the rule on a text that stands, or ends, at this line; answers whether it matches.
    mutating func tryText(_ number: Int, _ text: Span<UInt8>, matcher: inout PatternMatcher) -> Bool {
        guard !isQuarantined else { return false }
        counts.candidates &+= 1
        let isSampled = counts.candidates & (Self.sampledCandidates - 1) == 0
        let outcome =
            isSampled ? timedMatch(text, matcher: &matcher) : matcher.match(pattern, in: text)
        switch outcome {
        case .noMatch: strikes = 0
        case .match:
            strikes = 0
            countMatch(number, in: text, matcher: &matcher)
            return true
        case .limitExceeded, .failed: gaveUp()
        }
        return false
    }

    @inline(never)
    private mutating func timedMatch(
        _ text: Span<UInt8>, matcher: inout PatternMatcher
    ) -> MatchOutcome {
        let start = ContinuousClock.now
        let outcome = matcher.match(pattern, in: text)
        counts.sampledTime += ContinuousClock.now - start
        return outcome
    }

    private mutating func countMatch(
        _ number: Int, in text: Span<UInt8>, matcher: inout PatternMatcher
    ) {
        counts.matches += 1
        guard !isCounting else {
            countLabels(in: text, matcher: &matcher)
            return
        }
        let value = rule.action.value.map { rule.number($0, in: text, matcher: matcher) }
        if case .some(.none) = value {
            counts.badValues += 1
            return
        }
        let slot = countLabels(in: text, matcher: &matcher)
        let place = blockNumber << 32 | UInt64(truncatingIfNeeded: number)
        measurements.append(Measurement(place: place, slot: slot, value: (value ?? 1) ?? 1))
    }

    /// Counts the match in the slot of what it captured: of each capture the first group that took part.
    @discardableResult
    private mutating func countLabels(in text: Span<UInt8>, matcher: inout PatternMatcher) -> Int {
        var place = 0
        for capture in 0..<groupEnds.count {
            let end = groupEnds[capture]
            var range: Range<Int>?
            while place < end, range == nil {
                range = matcher.capture(groups[place])
                place += 1
            }
            place = end
            table.setValue(capture, range)
        }
        return table.countMatch(in: text)
    }

    private mutating func gaveUp() {
        counts.limitsExceeded += 1
        strikes += 1
        guard strikes >= Self.maxStrikes else { return }
        isQuarantined = true
        isQuarantineNew = true
    }
}
