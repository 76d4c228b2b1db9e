import TestSupport
import Testing

@testable import Transcripts

@Suite("ByteNeedle")
struct ByteNeedleTests {
    @Test("finds what a plain search finds, at every place and in every range", arguments: 0..<20)
    func agreesWithPlainSearch(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let needle = ByteNeedle("\"ab\"", probes: (0, 2))
        for _ in 0..<200 {
            let letters = Array("\"ab".utf8)
            let count = Int.random(in: 0..<80, using: &random)
            let text: [UInt8] = (0..<count).map { _ in letters.randomElement(using: &random) ?? 0 }
            let start = Int.random(in: 0...text.count, using: &random)
            let range = start..<Int.random(in: start...text.count, using: &random)
            let plain: Int? = range.first { place in
                place + 4 <= range.upperBound && Array(text[place..<place + 4]) == Array("\"ab\"".utf8)
            }
            #expect(needle.place(in: text.span, range) == plain, "seed \(seed)")
            #expect(text.span.place(of: 97, in: range) == range.first { text[$0] == 97 }, "seed \(seed)")
            #expect(
                text.span.place(of: 97, or: 98, in: range) == range.first { text[$0] != 34 }, "seed \(seed)")
        }
    }
}
