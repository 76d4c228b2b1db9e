import TestSupport
import Testing

@testable import LogRules

@Suite("LiteralScanner")
struct LiteralScannerTests {
    private func owners(_ literals: [(owner: Int, anyOf: [[UInt8]])], in block: [UInt8]) -> Set<Int> {
        var hits: [LiteralScanner.Hit] = []
        for pass in LiteralScanner(literals).passes { pass.collect(block.span, into: &hits) }
        return Set(hits.map { Int($0.owner) })
    }

    @Test("a literal is found at every place of a block", arguments: [4, 5, 7, 12, 30])
    func everyPlace(length: Int) {
        let literal = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        for place in 0..<40 {
            let block = [UInt8](repeating: 0x2E, count: place) + literal
            #expect(owners([(0, [literal])], in: block) == [0], "\(place)")
            #expect(owners([(0, [literal])], in: Array(block.dropLast())) == [], "\(place)")
        }
    }

    @Test("many literals of all lengths are told apart", arguments: 0..<20)
    func many(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let literals = (0..<Int.random(in: 1...400, using: &random)).map { owner in
            let count = Int.random(in: 4...20, using: &random)
            return (
                owner: owner, anyOf: [(0..<count).map { _ in UInt8.random(in: 97...101, using: &random) }]
            )
        }
        let block = (0..<3_000).map { _ in UInt8.random(in: 97...102, using: &random) }
        let expected = Set(literals.filter { block.firstRange(of: $0.anyOf[0]) != nil }.map(\.owner))
        #expect(owners(literals, in: block) == expected, "seed \(seed)")
    }

    @Test("within a pass the places ascend")
    func ascending() {
        let words = ["payment", "failed", "pay", "connection"].map { Array($0.utf8) }
        let block = Array(String(repeating: "payment failed connection ", count: 50).utf8)
        for pass in LiteralScanner(words.enumerated().map { ($0, [$1]) }).passes {
            var hits: [LiteralScanner.Hit] = []
            pass.collect(block.span, into: &hits)
            #expect(hits.map(\.offset) == hits.map(\.offset).sorted())
            #expect(!hits.isEmpty)
        }
    }

    @Test("literals of fewer than four bytes are no filter")
    func short() {
        #expect(!LiteralScanner.canFilter([Array("abc".utf8)]))
        #expect(!LiteralScanner.canFilter([]))
        #expect(!LiteralScanner.canFilter([Array("abcd".utf8), Array("ab".utf8)]))
        #expect(LiteralScanner([]).passes.isEmpty)
    }
}
