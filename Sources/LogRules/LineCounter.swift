package import MetricModel
import PatternMatching

/// The engine of one worker thread and one log: whole blocks of lines in, counts out once per batch.
///
/// Passes over each block while it is in the cache: where lines start, each line's level, and where any
/// rule's required literal stands; PCRE2 sees the lines with such a literal only. Where only these lines matter,
/// the others are counted and no more. Nothing is allocated for lines that no rule matches.
package struct LineCounter: ~Copyable {
    let formats: LevelFormats?
    /// For telling entries apart where a rule sees whole ones.
    let entryFormats: LevelFormats?
    let entryPolicy: EntryPolicy
    private let families: LogFamilies
    private let registry: MetricRegistry
    var finder: CandidateFinder
    var tallies: [RuleTally]
    /// Rules that see whole entries, by index in `tallies`.
    let entryRules: [Int]
    /// What is looked for in an entry before PCRE2 sees it; by rule.
    let entryFilters: [TextFilter]
    /// Rules that see lines, by index in `tallies`.
    let lineRules: [Int]
    /// Whether rules compete for lines.
    private let linesAreClaimed: Bool
    private var lineGroups: FirstMatchGroups
    var entryGroups: FirstMatchGroups
    /// By rule: lines of the present block that may match.
    var candidates: [[UInt32]]
    var matcher: PatternMatcher
    var index = BlockIndex()
    private var labels = LabelBytes()
    private var gauges: [GaugeChange] = []
    var pending = PendingCounts()
    private var flushed = LineSubtotals()

    /// First lines of the entries at ERROR or above in the block that was counted last.
    package internal(set) var errorLines: [ErrorLine] = []

    /// Names of the rules that apply to this log, in the order of `LineSubtotals.matches`.
    package let ruleNames: [String]

    /// Registers all families and makes the series that are known beforehand, at 0.
    ///
    /// Throws when a rule's counter is registered already with other labels or help.
    package init(
        ruleSet: RuleSet, log: String, registry: MetricRegistry, entryPolicy: EntryPolicy = .auto
    ) throws(RegistryError) {
        try self.init(
            ruleSet: ruleSet, log: log, registry: registry, entryPolicy: entryPolicy, usesFilter: true)
    }

    /// Without the filter each rule runs on each line; the counts must be the same.
    init(
        ruleSet: RuleSet, log: String, registry: MetricRegistry, entryPolicy: EntryPolicy = .auto,
        usesFilter: Bool
    ) throws(RegistryError) {
        let keepsEntries = ruleSet.rules.contains { $0.subject == .entry && $0.applies(toLog: log) }
        let families = try LogFamilies(
            log: log, countsLevels: ruleSet.levelFormats != nil, keepsEntries: keepsEntries,
            registry: registry)
        var tallies: [RuleTally] = []
        for rule in ruleSet.rules where rule.applies(toLog: log) {
            let families = try RuleFamilies(for: rule, registry: registry)
            let series = registry.update { metrics -> RuleSeries? in
                families.endQuarantine(of: rule, log: log, in: &metrics)
                return rule.isBuiltIn ? nil : families.makeSeries(of: rule, log: log, in: &metrics)
            }
            tallies.append(RuleTally(rule: rule, log: log, families: families, series: series))
        }
        let lineRules = tallies.indices.filter { tallies[$0].rule.subject == .line }
        let groups = FirstMatchGroups(tallies.map(\.rule))
        self.formats = ruleSet.levelFormats
        self.entryFormats = ruleSet.entryFormats
        self.entryPolicy = entryPolicy
        self.families = families
        self.registry = registry
        self.finder = CandidateFinder(tallies.map(\.requirement), usesFilter: usesFilter)
        self.lineRules = lineRules
        self.entryRules = tallies.indices.filter { tallies[$0].rule.subject == .entry }
        self.entryFilters = tallies.map { TextFilter(usesFilter ? $0.rule.outline.requiredSets.first : nil) }
        self.lineGroups = groups
        self.entryGroups = groups
        self.linesAreClaimed = lineRules.contains { groups.holds($0) }
        self.candidates = tallies.map { _ in [] }
        self.ruleNames = tallies.map(\.rule.name)
        self.tallies = tallies
        self.matcher = PatternMatcher()
    }

    /// Counts the lines of a block.
    ///
    /// `entries` is the state of the file that the lines come from, handed on from block to block.
    /// `isTruncatedLine` says that the block is the head of one line that was too long to keep.
    package mutating func count(_ lines: Span<UInt8>, entries: inout EntryState, isTruncatedLine: Bool) {
        _ = count(lines, entries: &entries, isTruncatedLine: isTruncatedLine, refusingNUL: false)
    }

    /// Counts the lines of a block, unless one of its bytes is a NUL: then nothing is counted, and the answer is false.
    ///
    /// For readers that have to look closer at such blocks: the look for NULs costs nothing where each byte is looked
    /// at anyway.
    package mutating func countUnlessNUL(_ lines: Span<UInt8>, entries: inout EntryState) -> Bool {
        count(lines, entries: &entries, isTruncatedLine: false, refusingNUL: true)
    }

    private mutating func count(
        _ lines: Span<UInt8>, entries: inout EntryState, isTruncatedLine: Bool, refusingNUL: Bool
    ) -> Bool {
        errorLines.removeAll(keepingCapacity: true)
        guard !lines.isEmpty else { return true }
        for number in tallies.indices { tallies[number].beginBlock() }
        if !lineRules.isEmpty { finder.prepare(lines) }
        if wantsHitsOnly {
            guard countHits(lines, refusingNUL: refusingNUL) else { return false }
        } else {
            if refusingNUL, NULs.stand(in: lines) { return false }
            countLines(lines, entries: &entries)
        }
        pending.bytes += UInt64(lines.count)
        if isTruncatedLine { pending.truncatedLines += 1 }
        flushIfLarge()
        return true
    }

    /// Whether nobody asks for lines but rules that know what text these hold.
    private var wantsHitsOnly: Bool {
        formats == nil && entryRules.isEmpty && !linesAreClaimed && !finder.isUnfiltered.contains(true)
    }

    private mutating func countLines(_ lines: Span<UInt8>, entries: inout EntryState) {
        index.read(lines)
        pending.lines += UInt64(index.lineCount)
        if entryRules.isEmpty {
            countLevels(lines, entries: &entries)
        } else {
            countEntries(lines, entries: &entries)
        }
        runLineRules(lines)
    }

    /// Bounds memory when a rule meets ever new label values before the batch ends.
    mutating func flushIfLarge() {
        if tallies.contains(where: \.wantsFlush) {
            registry.update { metrics in flush(into: &metrics) }
        }
    }

    /// Adds what was counted since the last flush to the registry's families. Call it once per batch.
    package mutating func flush(into table: inout MetricTable) {
        families.add(pending, to: &table)
        flushed.add(pending)
        pending = PendingCounts()
        for number in tallies.indices {
            tallies[number].flush(into: &table, labels: &labels, gauges: &gauges)
        }
        gauges.apply(to: &table)
    }

    /// All that was counted since the counter was made; one allocation, so ask once per block.
    package var subtotals: LineSubtotals {
        var result = flushed
        result.add(pending)
        result.matches = tallies.map(\.totalMatches)
        return result
    }

    private mutating func countLevels(_ lines: Span<UInt8>, entries: inout EntryState) {
        guard let formats else { return }
        for number in 0..<index.lineCount {
            let line = lines.extracting(index.range(ofLine: number))
            guard let level = formats.level(of: line, state: &entries, matcher: &matcher) else { continue }
            pending.entries[Int(level.rawValue)] += 1
            if level >= .error { noteError(number, level, lines) }
        }
    }

    mutating func noteError(_ number: Int, _ level: LogLevel, _ lines: Span<UInt8>) {
        errorLines.append(ErrorLine(range: textRange(ofLine: number, in: lines), level: level))
    }

    /// One rule after the other, in their order: of those that compete for a line the first takes it.
    private mutating func runLineRules(_ lines: Span<UInt8>) {
        guard !lineRules.isEmpty else { return }
        for number in candidates.indices { candidates[number].removeAll(keepingCapacity: true) }
        finder.collect(lines, IndexedHitLines(index), into: &candidates)
        lineGroups.beginBlock(lineCount: index.lineCount)
        for rule in lineRules {
            if finder.isUnfiltered[rule], !linesAreClaimed {
                for line in 0..<index.lineCount {
                    let text = lines.extracting(textRange(ofLine: line, in: lines))
                    _ = tallies[rule].tryText(line, text, matcher: &matcher)
                }
            } else if finder.isUnfiltered[rule] {
                for line in 0..<index.lineCount { tryRule(rule, line, lines, isCandidate: false) }
            } else {
                for place in candidates[rule].indices {
                    tryRule(rule, Int(candidates[rule][place]), lines, isCandidate: true)
                }
            }
        }
    }

    private mutating func tryRule(_ rule: Int, _ line: Int, _ lines: Span<UInt8>, isCandidate: Bool) {
        let competes = lineGroups.holds(rule)
        if competes, !lineGroups.isOpen(line, to: rule) { return }
        let text = lines.extracting(textRange(ofLine: line, in: lines))
        let matches =
            isCandidate
            ? tallies[rule].tryCandidate(line, text, matcher: &matcher)
            : tallies[rule].tryText(line, text, matcher: &matcher)
        if competes, matches { lineGroups.claim(line, for: rule) }
    }

    /// Rules see a line without its newline, and without the carriage return before it.
    func textRange(ofLine line: Int, in lines: Span<UInt8>) -> Range<Int> {
        let range = index.range(ofLine: line)
        guard !range.isEmpty, lines[range.upperBound - 1] == UInt8(ascii: "\r") else { return range }
        return range.lowerBound..<(range.upperBound - 1)
    }
}

/// Where in a block an entry at ERROR or above begins.
package struct ErrorLine: Sendable, Equatable {
    /// Its first line, without the line end.
    package let range: Range<Int>
    package let level: LogLevel

    package init(range: Range<Int>, level: LogLevel) {
        self.range = range
        self.level = level
    }
}
