import PatternMatching
import TestSupport
import Testing

@testable import LogRules

@Suite("ByteSearch")
struct ByteSearchTests {
    /// What the searches must find, written as plainly as can be.
    private func places(of literal: RequiredLiteral, in text: [UInt8]) -> [Int] {
        (0..<max(0, text.count - literal.bytes.count + 1)).filter { place in
            literal.bytes.indices.allSatisfy { index in
                let byte = text[place + index]
                let isLetter = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
                return (literal.isCaseless && isLetter ? byte | 0x20 : byte) == literal.bytes[index]
            }
        }
    }

    private func all(_ next: (Int) -> Int?) -> [Int] {
        var found: [Int] = []
        while let place = next((found.last ?? -1) + 1) { found.append(place) }
        return found
    }

    @Test("wide and plain search find each place of a literal, of either case too", arguments: 0..<20)
    func literals(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let letters = Array("abAB1 \u{0}[{@`\n".utf8) + [0xE3, 0x80, 0xFF]
        for _ in 0..<8 {
            let length = Int.random(in: 1...12, using: &random)
            let bytes = (0..<length).map { _ in letters.randomElement(using: &random) ?? 0 }
            let literal = RequiredLiteral(bytes, isCaseless: Bool.random(using: &random))
            var text = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? 0
            }
            for _ in 0..<3 where text.count > length {
                let place = Int.random(in: 0...(text.count - length), using: &random)
                text.replaceSubrange(place..<(place + length), with: bytes)
            }
            let search = LiteralSearch(literal)
            let expected = places(of: literal, in: text)
            #expect(all { search.firstPlace(in: text.span, from: $0) } == expected, "seed \(seed)")
            #expect(all { search.firstPlacePlainly(in: text.span, from: $0) } == expected, "seed \(seed)")
            for plainly in [false, true] {
                expectSurvey(
                    of: search, in: text, finding: expected, plainly: plainly, "seed \(seed)", &random)
            }
        }
    }

    /// Parts of the text, cut anywhere, tell together what the whole holds, and each of them its newlines and NULs.
    private func expectSurvey(
        of search: LiteralSearch, in text: [UInt8], finding expected: [Int], plainly: Bool, _ name: Comment,
        _ random: inout SeededGenerator
    ) {
        var found: [Int] = []
        var start = 0
        while start < text.count {
            let range =
                start..<min(start + [1, 30, 90, 400][Int.random(in: 0..<4, using: &random)], text.count)
            var places = [UInt32](repeating: 7, count: range.count)
            var findings = SurveyFindings(newlines: 1)
            let count = search.survey(
                text.span, range, places: &places, findings: &findings, plainly: plainly)
            found += places[..<count].map(Int.init)
            #expect(findings.newlines == 1 + text[range].count { $0 == 0x0A }, name)
            #expect(findings.holdsNUL == text[range].contains(0), name)
            start = range.upperBound
        }
        #expect(found == expected, name)
    }

    @Test("a long text's newlines are all counted, and a NUL is found wherever it stands")
    func longSurvey() {
        let search = LiteralSearch(RequiredLiteral(Array("no such text".utf8)))
        var text = [UInt8](repeating: 0x0A, count: 40_000)
        var places = [UInt32](repeating: 0, count: text.count)
        for place in [nil, 0, 63, 20_001, 39_999] as [Int?] {
            if let place { text[place] = 0 }
            var findings = SurveyFindings()
            #expect(search.survey(text.span, text.indices, places: &places, findings: &findings) == 0)
            let zeros = place == nil ? 0 : 1
            #expect(findings == SurveyFindings(newlines: text.count - zeros, holdsNUL: zeros == 1))
            if let place { text[place] = 0x0A }
        }
    }

    @Test("newlines are counted, and each byte's line is found", arguments: 0..<20)
    func newlines(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = (0..<Int.random(in: 1...400, using: &random)).map { _ in
            Int.random(in: 0..<9, using: &random) == 0 ? UInt8(ascii: "\n") : UInt8(ascii: "x")
        }
        let count = text.count { $0 == UInt8(ascii: "\n") }
        #expect(Newlines.count(in: text.span) == count, "seed \(seed)")
        #expect(Newlines.count(in: text.span, plainly: true) == count, "seed \(seed)")
        var start = 0
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            for place in line.indices {
                let floor = Int.random(in: 0...start, using: &random)
                let found = Newlines.line(holding: place, from: floor, in: text.span)
                #expect(found == line.startIndex..<line.endIndex, "seed \(seed)")
            }
            start = line.endIndex + 1
        }
    }

    @Test("wide and plain search find each line's end, also where every byte is one", arguments: 0..<20)
    func lineEnds(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let newlineShare = [1, 2, 5, 40, 200][seed % 5]
        let text = (0..<Int.random(in: 0...700, using: &random)).map { _ in
            Int.random(in: 0..<newlineShare, using: &random) == 0
                ? 0x0A : UInt8.random(in: 0...255, using: &random)
        }
        let expected = text.indices.filter { text[$0] == 0x0A }.map { UInt32($0 + 1_001) }
        for plainly in [false, true] {
            var ends = [UInt32](repeating: 7, count: text.count + LineEnds.slack + 2)
            let count = LineEnds.write(of: text.span, base: 1_000, to: &ends, at: 2, plainly: plainly)
            #expect(Array(ends[2..<(2 + count)]) == expected, "seed \(seed)")
            #expect(Array(ends[..<2]) == [7, 7])
        }
    }

    @Test("the lines of a block are those between its newlines", arguments: 0..<12)
    func blockIndex(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var index = BlockIndex()
        for _ in 0..<4 {
            let longest = [3, 80, 4_000][Int.random(in: 0..<3, using: &random)]
            let lines = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                [UInt8](repeating: 0x61, count: Int.random(in: 0...longest, using: &random))
            }
            var block = Array(lines.map { $0 + [0x0A] }.joined())
            let isCut = !(lines.last ?? []).isEmpty && Bool.random(using: &random)
            if isCut { block.removeLast() }
            index.read(block.span)
            #expect(index.lineCount == lines.count, "seed \(seed)")
            #expect((0..<index.lineCount).map { index.range(ofLine: $0).count } == lines.map(\.count))
            var start = 0
            for (number, line) in lines.enumerated() {
                for offset in [start, min(start + line.count, block.count - 1)] {
                    let from = Int.random(in: 0...number, using: &random)
                    #expect(index.line(holding: offset, from: from) == number, "seed \(seed)")
                }
                start += line.count + 1
            }
        }
    }
}
