import MetricModel
import PatternMatching
import TestSupport
import Testing

@testable import LogRules

@Suite("CandidateFinder")
struct CandidateFinderTests {
    private static let words = [
        "a", "ab", "xy", "abc", "error", "Error", "payment", "connection reset", "timeout of the request",
        "q1",
        "disk", "disk full",
    ]

    private func literal(using random: inout SeededGenerator) -> RequiredLiteral {
        let word = Self.words.randomElement(using: &random) ?? "a"
        return RequiredLiteral(Array(word.utf8), isCaseless: Bool.random(using: &random))
    }

    private func stands(_ literal: RequiredLiteral, in line: [UInt8]) -> Bool {
        LiteralSearch(literal).firstPlacePlainly(in: line.span, from: 0) != nil
    }

    @Test(
        "candidates are the lines that hold a literal of one of a rule's sets, each once", arguments: 0..<12)
    func candidates(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let requirements = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            let sets = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                (0..<Int.random(in: 1...6, using: &random)).map { _ in literal(using: &random) }
            }
            return CandidateFinder.Requirement(sets: sets, isPlain: sets.count == 1)
        }
        var finder = CandidateFinder(requirements, usesFilter: true)
        for size in [10, 700] {
            let lines = (0..<size).map { _ in
                let count = Int.random(in: 0...6, using: &random)
                return Array(
                    (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined(
                        separator: " "
                    ).utf8)
            }
            let block = Array(lines.map { $0 + [0x0A] }.joined())
            var index = BlockIndex()
            index.read(block.span)
            var found = requirements.map { _ in [UInt32]() }
            finder.prepare(block.span)
            finder.collect(block.span, IndexedHitLines(index), into: &found)
            for (owner, requirement) in requirements.enumerated() {
                guard !finder.isUnfiltered[owner] else {
                    #expect(found[owner].isEmpty)
                    continue
                }
                let bySet = requirement.sets.map { set in
                    lines.indices.filter { line in set.contains { stands($0, in: lines[line]) } }.map(
                        UInt32.init)
                }
                #expect(bySet.contains(found[owner]), "seed \(seed), rule \(owner)")
            }
        }
    }

    /// Numbers of the lines that start at these offsets.
    private func numbers(_ starts: [UInt32], in block: [UInt8]) -> [UInt32] {
        starts.map { UInt32(block[..<Int($0)].count { $0 == 0x0A }) }
    }

    @Test("the look that counts lines finds the same candidates, whatever the rules share", arguments: 0..<16)
    func countingLook(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let shared = [" failed for ", "user=", "", "aa"][seed % 4]
        let count = Int.random(in: 1...20, using: &random)
        let literals = (0..<count).map { _ in
            let head = Self.words.randomElement(using: &random) ?? ""
            return head + shared + (Self.words.randomElement(using: &random) ?? "")
        }
        let requirements = literals.map {
            CandidateFinder.Requirement(sets: [[RequiredLiteral(Array($0.utf8))]], isPlain: false)
        }
        for size in [20, 3_000] {
            let lines = (0..<size).map { _ in
                let words = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    Int.random(in: 0..<30, using: &random) == 0
                        ? literals.randomElement(using: &random) ?? ""
                        : (Self.words.randomElement(using: &random) ?? "") + shared.prefix(3)
                }
                return words.joined(separator: ["", " "].randomElement(using: &random) ?? "")
            }
            let block = Array(lines.joined(separator: "\n").utf8) + [0x0A]
            var finder = CandidateFinder(requirements, usesFilter: true)
            var (plain, counting) = (
                requirements.map { _ in [UInt32]() }, requirements.map { _ in [UInt32]() }
            )
            finder.prepare(block.span)
            finder.collect(block.span, SoughtHitLines(), into: &plain)
            let findings = finder.survey(block.span, into: &counting)
            #expect(findings == SurveyFindings(newlines: lines.count, holdsNUL: false), "seed \(seed)")
            #expect(counting == plain, "seed \(seed)")
            for (owner, literal) in literals.enumerated() where !finder.isUnfiltered[owner] {
                let expected = lines.indices.filter { lines[$0].utf8.firstRange(of: literal.utf8) != nil }
                #expect(numbers(counting[owner], in: block) == expected.map(UInt32.init), "seed \(seed)")
            }
        }
    }

    @Test("a block with a NUL is refused whole, and then counts as any other", arguments: [false, true])
    func refusedNULs(countsLevels: Bool) throws {
        let rules = try Bench.ruleSet(
            "  - {name: x, pattern: broke, counter: x_total, help: X.}\n", includeBuiltIn: countsLevels)
        var counter = try LineCounter(ruleSet: rules, log: "app", registry: MetricRegistry())
        var entries = EntryState()
        let good = Array("it broke\nand goes on\n".utf8)
        let holed = Array("it broke\nand\0goes on\n".utf8)
        #expect(counter.countUnlessNUL(good.span, entries: &entries))
        let before = counter.subtotals
        #expect(before.lines == 2 && before.matches.first == 1 && before.bytes == UInt64(good.count))
        #expect(!counter.countUnlessNUL(holed.span, entries: &entries))
        #expect(counter.subtotals == before)
        counter.count(holed.span, entries: &entries, isTruncatedLine: false)
        #expect(counter.subtotals.lines == 4 && counter.subtotals.matches.first == 2)
    }

    @Test("what many literals share is looked for once, and how far they reach around it is known")
    func sharedPiece() throws {
        func piece(_ texts: [String], isCaseless: Bool = false) -> SharedPiece? {
            SharedPiece(of: texts.map { RequiredLiteral(Array($0.utf8), isCaseless: isCaseless) })
        }
        let found = try #require(piece(["disk_read failed for", "mail failed", "x failed at all"]))
        #expect(found.literal == RequiredLiteral(Array(" failed".utf8)))
        #expect((found.before, found.behind) == (9, 14))
        #expect(piece(["one failed", "two faile"], isCaseless: true) == nil)
        #expect(piece(["alone"]) == nil)
        #expect(piece(["abcx", "abcy"]) == nil)
        #expect(piece([]) == nil)
    }

    @Test("of two literals the one that is rarer in the log is looked for")
    func rarer() {
        let often = RequiredLiteral(Array("very common words".utf8))
        let seldom = RequiredLiteral(Array("rare".utf8))
        var finder = CandidateFinder(
            [CandidateFinder.Requirement(sets: [[often], [seldom]], isPlain: false)], usesFilter: true)
        let line = Array("these are very common words in a log\n".utf8)
        let block = Array((0..<1_000).map { _ in line }.joined()) + Array("very common words, rare\n".utf8)
        var index = BlockIndex()
        index.read(block.span)
        var found: [[UInt32]] = [[]]
        finder.prepare(block.span)
        finder.collect(block.span, IndexedHitLines(index), into: &found)
        #expect(found == [[1_000]])
    }
}
