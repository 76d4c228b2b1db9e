import PatternMatching

/// Finds for each rule of one log the lines that may match it, by the literals that its pattern requires.
///
/// Which of a pattern's literals it looks for, and how, follows from how often they stand in a sample of the log.
struct CandidateFinder {
    /// What the finder knows of one rule.
    struct Requirement {
        /// Of each set, one literal is in every matching line; none when the pattern must run on every line.
        let sets: [[RequiredLiteral]]
        /// Whether the first set is the whole rule: a line matches exactly when it contains one of its literals.
        let isPlain: Bool
        /// Whether lines are to be found for the rule at all.
        var seesLines = true
    }

    /// What the first look at a block can tell besides its newlines.
    private enum Lead {
        case none
        /// The first of `singles`.
        case single(LiteralSearch, owner: Int)
        /// What the literals of the scanner's one pass share, and how far these reach before and behind its place.
        case shared(LiteralSearch, before: Int, behind: Int)
    }

    private let requirements: [Requirement]
    /// Rules whose few literals are looked for one by one, a wide register at a time.
    private var singles: [(owner: Int, searches: [LiteralSearch])] = []
    /// Rules whose literals are looked for all together.
    private var scanner = LiteralScanner([])
    /// Whether a rule must be tried on every line.
    private(set) var isUnfiltered: [Bool]
    /// What is looked for in the same look at the bytes that counts the newlines, where only few lines are wanted.
    private var lead = Lead.none
    private var hits: [LiteralScanner.Hit] = []
    private var places: [UInt32] = []
    private var bytesUntilPlan = 0
    private var plans = 0
    private var hasPlan = false

    /// Without the filter each rule is a candidate for each line.
    init(_ requirements: [Requirement], usesFilter: Bool) {
        self.requirements =
            usesFilter
            ? requirements
            : requirements.map { Requirement(sets: [], isPlain: false, seesLines: $0.seesLines) }
        isUnfiltered = self.requirements.map { $0.sets.isEmpty && $0.seesLines }
    }

    /// Chooses anew what to look for when that is due; call it before `collect` for each block.
    mutating func prepare(_ block: Span<UInt8>) { replanIfDue(block) }

    /// Appends the keys of the candidate lines of each rule that is not unfiltered, ascending, each once.
    mutating func collect<Lines: HitLines>(
        _ block: Span<UInt8>, _ start: Lines, into lines: inout [[UInt32]]
    ) {
        collect(block, start, singles[...], scanner.passes, into: &lines)
    }

    private mutating func collect<Lines: HitLines>(
        _ block: Span<UInt8>, _ start: Lines, _ singles: ArraySlice<(owner: Int, searches: [LiteralSearch])>,
        _ passes: [LiteralScanner.Pass], into lines: inout [[UInt32]]
    ) {
        for (owner, searches) in singles {
            for search in searches { collect(search, block, start, into: &lines[owner]) }
            if searches.count > 1 { lines[owner] = sortedOnce(lines[owner]) }
        }
        for pass in passes {
            var place = start
            collect(pass, block, 0..<block.count, &place, into: &lines)
        }
    }

    /// What stands in a part of the block.
    private mutating func collect<Lines: HitLines>(
        _ pass: LiteralScanner.Pass, _ block: Span<UInt8>, _ part: Range<Int>, _ place: inout Lines,
        into lines: inout [[UInt32]]
    ) {
        hits.removeAll(keepingCapacity: true)
        pass.collect(block.extracting(part), into: &hits)
        for hit in hits {
            let (key, _) = place.line(holding: part.lowerBound + Int(hit.offset), in: block)
            if lines[Int(hit.owner)].last != key { lines[Int(hit.owner)].append(key) }
        }
    }

    /// One hit is enough: the search goes on behind its line.
    private func collect<Lines: HitLines>(
        _ search: LiteralSearch, _ block: Span<UInt8>, _ start: Lines, into lines: inout [UInt32]
    ) {
        var (place, line) = (0, start)
        while let found = search.firstPlace(in: block, from: place) {
            let (key, next) = line.line(holding: found, in: block)
            lines.append(key)
            place = next
        }
    }
}

// MARK: - First look

extension CandidateFinder {
    /// As much as is found in one step: half of the first cache, so that hits are looked at while they are near.
    private static let stepBytes = 16 << 10

    /// Like `collect`, with the starts of lines as keys; tells how many newlines the block has, and whether a NUL.
    mutating func survey(_ block: Span<UInt8>, into lines: inout [[UInt32]]) -> SurveyFindings {
        switch lead {
        case .none:
            collect(block, SoughtHitLines(), into: &lines)
            return SurveyFindings(newlines: Newlines.count(in: block), holdsNUL: NULs.stand(in: block))
        case .single(let search, let owner):
            collect(block, SoughtHitLines(), singles.dropFirst(), scanner.passes, into: &lines)
            var place = SoughtHitLines()
            return survey(block, search) { found in
                let (key, _) = place.line(holding: found, in: block)
                if lines[owner].last != key { lines[owner].append(key) }
            }
        case .shared(let search, let before, let behind):
            collect(block, SoughtHitLines(), singles[...], [], into: &lines)
            return collectAround(search, before, behind, block, into: &lines)
        }
    }

    /// Looks around each place of what all literals share; parts that touch are one.
    private mutating func collectAround(
        _ search: LiteralSearch, _ before: Int, _ behind: Int, _ block: Span<UInt8>,
        into lines: inout [[UInt32]]
    ) -> SurveyFindings {
        var parts: [Range<Int>] = []
        let findings = survey(block, search) { found in
            let part = max(found - before, 0)..<min(found + behind, block.count)
            if let last = parts.last, part.lowerBound <= last.upperBound {
                parts[parts.count - 1] = last.lowerBound..<part.upperBound
            } else {
                parts.append(part)
            }
        }
        var place = SoughtHitLines()
        for pass in scanner.passes {
            for part in parts { collect(pass, block, part, &place, into: &lines) }
        }
        return findings
    }

    private mutating func survey(
        _ block: Span<UInt8>, _ search: LiteralSearch, _ body: (Int) -> Void
    ) -> SurveyFindings {
        if places.isEmpty { places = [UInt32](repeating: 0, count: Self.stepBytes) }
        var findings = SurveyFindings()
        var position = 0
        while position < block.count {
            let end = min(position + Self.stepBytes, block.count)
            let count = search.survey(block, position..<end, places: &places, findings: &findings)
            for number in 0..<count { body(Int(places[number])) }
            position = end
        }
        return findings
    }
}

private func sortedOnce(_ numbers: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    for number in numbers.sorted() where result.last != number { result.append(number) }
    return result
}

// MARK: - Plan

extension CandidateFinder {
    /// Blocks smaller than this tell too little of a log.
    private static let minimumSampleBytes = 16 << 10
    private static let sampleBytes = 64 << 10
    /// Logs change: the plan is made anew after so many bytes, four times as many each time.
    private static let firstPlanBytes = 4 << 20
    private static let maxPlanBytes = 256 << 20

    /// What things cost, in nanoseconds: a byte looked at alone, a step of the scanner, a candidate line.
    private static let cost = (singleByte: 0.06, step: 0.6, candidate: 80.0)

    private mutating func replanIfDue(_ block: Span<UInt8>) {
        bytesUntilPlan -= block.count
        guard bytesUntilPlan <= 0, block.count >= Self.minimumSampleBytes else {
            if !hasPlan { plan([]) }
            return
        }
        bytesUntilPlan = min(Self.firstPlanBytes << min(2 * plans, 20), Self.maxPlanBytes)
        plans += 1
        let sample = [UInt8](copying: block.extracting(first: Self.sampleBytes))
        plan(sample)
    }

    private mutating func plan(_ sample: [UInt8]) {
        hasPlan = true
        isUnfiltered = requirements.map { $0.sets.isEmpty && $0.seesLines }
        let lines = Newlines.count(in: sample.span)
        let everyLine = lines == 0 ? .infinity : Double(lines) / Double(sample.count) * Self.cost.candidate
        var known: [RequiredLiteral: Double] = [:]
        var entries: [LiteralScanner.Entry] = []
        for (owner, requirement) in requirements.enumerated()
        where requirement.seesLines && !requirement.sets.isEmpty {
            let sets = requirement.isPlain ? [requirement.sets[0]] : requirement.sets
            let rated = sets.map { set in (set: set, cost: cost(of: set, in: sample, &known)) }
            guard let best = rated.min(by: { $0.cost < $1.cost }) else { continue }
            // What stands in nearly every line filters nothing.
            if !requirement.isPlain, best.cost > everyLine { isUnfiltered[owner] = true; continue }
            entries.append(LiteralScanner.Entry(owner: owner, anyOf: best.set))
        }
        split(entries, sample)
    }

    /// Nanoseconds a byte of the log that a set of literals costs, roughly.
    private func cost(
        of set: [RequiredLiteral], in sample: [UInt8], _ known: inout [RequiredLiteral: Double]
    ) -> Double {
        let entry = LiteralScanner.Entry(owner: 0, anyOf: set)
        let alone = Double(set.count) * Self.cost.singleByte
        let search =
            LiteralScanner.canHold(entry)
            ? min(alone, Self.cost.step / Double(LiteralScanner.stride(of: entry))) : alone
        let share = set.reduce(0) { sum, literal in
            let share = known[literal] ?? Self.share(of: literal, in: sample)
            known[literal] = share
            return sum + share
        }
        return search + share * Self.cost.candidate
    }

    /// Places of a literal in a byte of the sample; at most one in 32 bytes is counted.
    private static func share(of literal: RequiredLiteral, in sample: [UInt8]) -> Double {
        guard !sample.isEmpty else { return 0 }
        let search = LiteralSearch(literal)
        var (place, count) = (0, 0)
        while let found = search.firstPlace(in: sample.span, from: place) {
            count += 1
            place = found + max(32, literal.bytes.count)
        }
        return Double(count) / Double(sample.count)
    }

    /// Too many literals to look for one by one.
    private static let maxSearches = 4

    /// Looks alone for the shortest literals as long as that is cheaper than the short steps that they force on all.
    private mutating func split(_ entries: [LiteralScanner.Entry], _ sample: [UInt8]) {
        var sorted: [LiteralScanner.Entry] = []
        for entry in entries.sorted(by: { ($0.minimumBytes, $0.owner) < ($1.minimumBytes, $1.owner) }) {
            if entry.anyOf.count <= Self.maxSearches || LiteralScanner.canHold(entry) {
                sorted.append(entry)
            } else {
                isUnfiltered[entry.owner] = true
            }
        }
        var best = (cost: Double.infinity, alone: 0)
        var aloneCost = 0.0
        for alone in 0...sorted.count {
            if alone > 0 { aloneCost += Double(sorted[alone - 1].anyOf.count) * Self.cost.singleByte }
            let rest = sorted[alone...]
            // The first is the shortest.
            guard rest.first.map(LiteralScanner.canHold) ?? true else { continue }
            let steps = rest.first.map { Self.cost.step / Double(LiteralScanner.stride(of: $0)) } ?? 0
            if aloneCost + steps < best.cost { best = (aloneCost + steps, alone) }
        }
        singles = sorted[..<best.alone].map { ($0.owner, $0.anyOf.map(LiteralSearch.init)) }
        let together = Array(sorted[best.alone...])
        scanner = LiteralScanner(together)
        lead = .none
        if let piece = SharedPiece(of: together.flatMap(\.anyOf)), scanner.passes.count == 1,
            Self.share(of: piece.literal, in: sample) * Self.cost.candidate < Self.maxSharedCost
        {
            lead = .shared(LiteralSearch(piece.literal), before: piece.before, behind: piece.behind)
        } else if let first = singles.first, first.searches.count == 1 {
            lead = .single(first.searches[0], owner: first.owner)
        }
    }

    /// In nanoseconds a byte: what the scanner's steps over the whole block cost at least.
    private static let maxSharedCost = 0.02
}
