import PatternMatching
import TestSupport
import Testing

@testable import LogRules

@Suite("LiteralScanner")
struct LiteralScannerTests {
    private func owners(_ literals: [[UInt8]], isCaseless: Bool = false, in block: [UInt8]) -> Set<Int> {
        var hits: [LiteralScanner.Hit] = []
        let entries = literals.enumerated().map { owner, bytes in
            LiteralScanner.Entry(owner: owner, anyOf: [RequiredLiteral(bytes, isCaseless: isCaseless)])
        }
        for pass in LiteralScanner(entries).passes { pass.collect(block.span, into: &hits) }
        return Set(hits.map { Int($0.owner) })
    }

    @Test("a literal is found at every place of a block", arguments: [4, 5, 7, 12, 30])
    func everyPlace(length: Int) {
        let literal = (0..<length).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        for place in 0..<40 {
            let block = [UInt8](repeating: 0x2E, count: place) + literal
            #expect(owners([literal], in: block) == [0], "\(place)")
            #expect(owners([literal], in: Array(block.dropLast())) == [], "\(place)")
        }
    }

    @Test("many literals of all lengths are told apart", arguments: 0..<20)
    func many(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let isCaseless = seed.isMultiple(of: 2)
        let literals = (0..<Int.random(in: 1...400, using: &random)).map { _ in
            (0..<Int.random(in: 4...20, using: &random)).map { _ in UInt8.random(in: 97...101, using: &random)
            }
        }
        let block = (0..<3_000).map { _ in UInt8.random(in: 97...102, using: &random) }
        let expected = Set(literals.indices.filter { block.firstRange(of: literals[$0]) != nil })
        let capitals = block.map { isCaseless && Bool.random(using: &random) ? $0 & 0xDF : $0 }
        #expect(owners(literals, isCaseless: isCaseless, in: capitals) == expected, "seed \(seed)")
    }

    private func entry(owner: Int, bytes: [UInt8]) -> LiteralScanner.Entry {
        LiteralScanner.Entry(owner: owner, anyOf: [RequiredLiteral(bytes)])
    }

    @Test("within a pass the places ascend")
    func ascending() {
        let words = ["payment", "failed", "pay", "connection"].map { Array($0.utf8) }
        let block = Array(String(repeating: "payment failed connection ", count: 50).utf8)
        for pass in LiteralScanner(words.enumerated().map(entry)).passes {
            var hits: [LiteralScanner.Hit] = []
            pass.collect(block.span, into: &hits)
            #expect(hits.map(\.offset) == hits.map(\.offset).sorted())
            #expect(!hits.isEmpty)
        }
    }

    @Test("literals of fewer than four bytes have no window")
    func short() {
        func holds(_ texts: [String]) -> Bool {
            let literals = texts.map { RequiredLiteral(Array($0.utf8)) }
            return LiteralScanner.canHold(LiteralScanner.Entry(owner: 0, anyOf: literals))
        }
        #expect(holds(["abcd", "abcde"]))
        #expect(!holds(["abc"]))
        #expect(!holds([]))
        #expect(!holds(["abcd", "ab"]))
        #expect(LiteralScanner([]).passes.isEmpty)
    }
}
