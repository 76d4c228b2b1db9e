import MetricModel
import PatternMatching

/// One rule at work in one log: runs it on candidate lines and counts until the next flush.
struct RuleTally {
    let rule: Rule
    private let families: RuleFamilies
    private var table = LabelTable()
    /// Matches since the last flush.
    private var matches: UInt64 = 0
    private var flushedMatches: UInt64 = 0
    private var limitsExceeded: UInt64 = 0
    /// Candidate lines in a row on which the pattern gave up; one that it answers, match or not, ends the row.
    private var strikes = 0
    private(set) var isQuarantined = false
    private var isQuarantineNew = false
    /// Line of the present block that was tried last; several literals may point at one line.
    private var lastLine = -1

    /// A pattern that gives up on so many lines in a row does not suit this log; each time costs milliseconds.
    static let maxStrikes = 100
    /// Label sets held between two flushes beyond the family's own limit.
    private static let maxPendingSets = 4096

    init(rule: Rule, families: RuleFamilies) {
        self.rule = rule
        self.families = families
    }

    var wantsFlush: Bool { table.slots.count > rule.maxSeries + Self.maxPendingSets }

    var totalMatches: UInt64 { flushedMatches + matches }

    mutating func beginBlock() { lastLine = -1 }

    /// Tries the rule on a line, once however often it is asked.
    mutating func tryLine(_ number: Int, _ line: Span<UInt8>, matcher: inout PatternMatcher) {
        guard number != lastLine, !isQuarantined else { return }
        lastLine = number
        switch matcher.match(rule.pattern, in: line) {
        case .noMatch: strikes = 0
        case .match:
            strikes = 0
            countMatch(in: line, matcher: matcher)
        case .limitExceeded, .failed: gaveUp()
        }
    }

    private mutating func countMatch(in line: Span<UInt8>, matcher: borrowing PatternMatcher) {
        matches += 1
        table.beginKey()
        for source in rule.labelSources {
            guard case .capture(let groups) = source else { continue }
            appendCapture(groups, of: line, matcher: matcher)
        }
        table.countKey()
    }

    private mutating func appendCapture(
        _ groups: [Int], of line: Span<UInt8>, matcher: borrowing PatternMatcher
    ) {
        for group in groups {
            if let range = matcher.capture(group) {
                table.appendToKey(line.extracting(range))
                return
            }
        }
        table.appendNothingToKey()
    }

    private mutating func gaveUp() {
        limitsExceeded += 1
        strikes += 1
        guard strikes >= Self.maxStrikes else { return }
        isQuarantined = true
        isQuarantineNew = true
    }
}

// MARK: - Flush

extension RuleTally {
    /// Adds what was counted since the last flush to the registry's families.
    mutating func flush(into metrics: inout MetricTable, labels: inout LabelBytes) {
        if matches > 0 {
            metrics.add(families.matchesSeries, Double(matches))
            let folded = flushSets(into: &metrics, labels: &labels)
            if folded > 0 { metrics.add(families.overflowSeries, Double(folded)) }
            flushedMatches += matches
            matches = 0
        }
        if limitsExceeded > 0 {
            metrics.add(families.limitsSeries, Double(limitsExceeded))
            limitsExceeded = 0
        }
        if isQuarantineNew {
            metrics.set(families.quarantinedSeries, 1)
            isQuarantineNew = false
        }
    }

    /// Returns how many matches went to the overflow series of the rule's counter.
    private mutating func flushSets(into metrics: inout MetricTable, labels: inout LabelBytes) -> UInt64 {
        var folded: UInt64 = 0
        let (rule, counter) = (rule, families.counter)
        table.drain { slot, key in
            if let series = slot.series {
                metrics.add(series, Double(slot.pending))
                return series
            }
            fill(&labels, with: rule.labelSources, key)
            let series = metrics.series(counter, labelBytes: labels)
            metrics.add(series, Double(slot.pending))
            guard !metrics.isOverflow(series) else {
                folded += slot.pending
                return nil
            }
            return series
        }
        return folded
    }
}

private func fill(_ labels: inout LabelBytes, with sources: [Rule.LabelSource], _ key: Span<UInt8>) {
    labels.removeAll()
    var reader = KeyReader()
    for source in sources {
        switch source {
        case .text(let text): labels.append(text)
        case .capture: labels.append(key.extracting(reader.next(in: key)))
        }
    }
}

/// The families and series of the registry that one rule writes to.
struct RuleFamilies {
    let counter: FamilyID
    let matchesSeries: SeriesID
    let limitsSeries: SeriesID
    let overflowSeries: SeriesID
    let quarantinedSeries: SeriesID

    /// Makes the rule's series known at 0: its own, and those that `init` announces or that have no variable label.
    init(for rule: Rule, log: String, registry: MetricRegistry) throws(RegistryError) {
        let counter = try registry.register(rule.counter, maxSeries: rule.maxSeries)
        let matches = try registry.register(Catalogue.logRuleMatches)
        let limits = try registry.register(Catalogue.logRuleLimitsExceeded)
        let overflow = try registry.register(Catalogue.logRuleOverflow)
        let quarantined = try registry.register(Catalogue.logRuleQuarantined)
        self = registry.update { metrics in
            for labels in rule.initialLabelSets { _ = metrics.series(counter, labels: labels) }
            return RuleFamilies(
                counter: counter,
                matchesSeries: metrics.series(matches, rule.name),
                limitsSeries: metrics.series(limits, rule.name),
                overflowSeries: metrics.series(overflow, rule.name),
                quarantinedSeries: metrics.series(quarantined, log, rule.name))
        }
    }

    private init(
        counter: FamilyID, matchesSeries: SeriesID, limitsSeries: SeriesID, overflowSeries: SeriesID,
        quarantinedSeries: SeriesID
    ) {
        self.counter = counter
        self.matchesSeries = matchesSeries
        self.limitsSeries = limitsSeries
        self.overflowSeries = overflowSeries
        self.quarantinedSeries = quarantinedSeries
    }
}
