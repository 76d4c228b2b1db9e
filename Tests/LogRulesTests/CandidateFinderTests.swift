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
