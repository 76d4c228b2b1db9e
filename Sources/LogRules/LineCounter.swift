package import MetricModel
import PatternMatching

/// The engine of one worker thread and one log: whole blocks of lines in, counts out once per batch.
///
/// Three passes over each block while it is in the cache: where lines start, each line's level, and where any
/// rule's required literal stands; PCRE2 sees the lines with such a literal only. Nothing is allocated for
/// lines that no rule matches.
package struct LineCounter: ~Copyable {
    let formats: LevelFormats?
    /// For telling entries apart where a rule sees whole ones.
    let entryFormats: LevelFormats?
    let entryPolicy: EntryPolicy
    private let families: LogFamilies
    private let registry: MetricRegistry
    private let scanner: LiteralScanner
    /// Rules that must run on every line, by index in `tallies`.
    private let unfiltered: [Int]
    var tallies: [RuleTally]
    /// Rules that see whole entries, by index in `tallies`.
    let entryRules: [Int]
    /// Rules that compete for lines, by index in `tallies`, in their order.
    private let competingRules: [Int]
    private var lineGroups: FirstMatchGroups
    var entryGroups: FirstMatchGroups
    /// By rule: lines of the present block that may match; for competing rules only.
    private var candidates: [[Int]]
    var matcher: PatternMatcher
    var index = BlockIndex()
    private var hits: [LiteralScanner.Hit] = []
    private var labels = LabelBytes()
    private var gauges: [GaugeChange] = []
    var pending = PendingCounts()
    private var flushed = LineSubtotals()

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
        let literals = lineRules.map { (owner: $0, anyOf: tallies[$0].rule.outline.requiredLiterals) }
        let filtered = usesFilter ? literals.filter { LiteralScanner.canFilter($0.anyOf) } : []
        let groups = FirstMatchGroups(tallies.map(\.rule))
        self.formats = ruleSet.levelFormats
        self.entryFormats = ruleSet.entryFormats
        self.entryPolicy = entryPolicy
        self.families = families
        self.registry = registry
        self.scanner = LiteralScanner(filtered)
        self.unfiltered = lineRules.filter { index in !filtered.contains { $0.owner == index } }
        self.entryRules = tallies.indices.filter { tallies[$0].rule.subject == .entry }
        self.competingRules = lineRules.filter { groups.holds($0) }
        self.lineGroups = groups
        self.entryGroups = groups
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
        guard !lines.isEmpty else { return }
        index.read(lines)
        pending.lines += UInt64(index.lineCount)
        pending.bytes += UInt64(lines.count)
        if isTruncatedLine { pending.truncatedLines += 1 }
        for number in tallies.indices { tallies[number].beginBlock() }
        if entryRules.isEmpty {
            countLevels(lines, entries: &entries)
        } else {
            countEntries(lines, entries: &entries)
        }
        guard !tallies.isEmpty else { return }
        runFilteredRules(lines)
        runUnfilteredRules(lines)
        runCompetingRules(lines)
        flushIfLarge()
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
        }
    }

    private mutating func runFilteredRules(_ lines: Span<UInt8>) {
        for pass in scanner.passes {
            hits.removeAll(keepingCapacity: true)
            pass.collect(lines, into: &hits)
            var line = 0
            for hit in hits {
                line = index.line(holding: Int(hit.offset), from: line)
                if lineGroups.holds(Int(hit.owner)) {
                    candidates[Int(hit.owner)].append(line)
                    continue
                }
                let text = lines.extracting(textRange(ofLine: line, in: lines))
                tallies[Int(hit.owner)].tryLine(line, text, matcher: &matcher)
            }
        }
    }

    private mutating func runUnfilteredRules(_ lines: Span<UInt8>) {
        guard !unfiltered.isEmpty else { return }
        for line in 0..<index.lineCount {
            let text = lines.extracting(textRange(ofLine: line, in: lines))
            for number in unfiltered where !lineGroups.holds(number) {
                tallies[number].tryLine(line, text, matcher: &matcher)
            }
        }
    }

    private mutating func runCompetingRules(_ lines: Span<UInt8>) {
        guard !competingRules.isEmpty else { return }
        lineGroups.beginBlock(lineCount: index.lineCount)
        for rule in competingRules {
            if unfiltered.contains(rule) {
                for line in 0..<index.lineCount { tryCompeting(rule, line, lines) }
            } else {
                var last = -1
                for line in candidates[rule] where line != last {
                    tryCompeting(rule, line, lines)
                    last = line
                }
                candidates[rule].removeAll(keepingCapacity: true)
            }
        }
    }

    private mutating func tryCompeting(_ rule: Int, _ line: Int, _ lines: Span<UInt8>) {
        guard lineGroups.isOpen(line, to: rule) else { return }
        let text = lines.extracting(textRange(ofLine: line, in: lines))
        if tallies[rule].tryText(line, text, matcher: &matcher) { lineGroups.claim(line, for: rule) }
    }

    /// Rules see a line without its newline, and without the carriage return before it.
    func textRange(ofLine line: Int, in lines: Span<UInt8>) -> Range<Int> {
        let range = index.range(ofLine: line)
        guard !range.isEmpty, lines[range.upperBound - 1] == UInt8(ascii: "\r") else { return range }
        return range.lowerBound..<(range.upperBound - 1)
    }
}
