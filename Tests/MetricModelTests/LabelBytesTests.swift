import TestSupport
import Testing

@testable import MetricModel

@Suite struct LabelBytesTests {
    private func cleaned(_ bytes: [UInt8]) -> String {
        var labels = LabelBytes()
        labels.append(bytes.span)
        return String(decoding: labels.packed.dropFirst(2), as: UTF8.self)
    }

    @Test(
        "invalid UTF-8 is repaired as the standard library repairs it, and NUL with it",
        arguments: [1, 2, 3] as [UInt64])
    func repair(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Bytes from the borders of the UTF-8 tables make broken characters far more often than any byte would.
        let borders: [UInt8] = [
            0, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
            0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for round in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                borders[Int.random(in: 0..<borders.count, using: &random)]
            }
            let expected = String(decoding: bytes, as: UTF8.self).unicodeScalars.map {
                $0 == "\0" ? "\u{FFFD}" : $0
            }
            guard !cleaned(bytes).unicodeScalars.elementsEqual(expected) else { continue }
            Issue.record("seed \(seed) round \(round): \(bytes) became \(cleaned(bytes))")
        }
    }

    @Test("a value of 128 characters is kept whole, whatever their bytes", arguments: ["a", "é", "日", "😀"])
    func longest(character: String) {
        let value = String(repeating: character, count: 128)
        #expect(cleaned(Array(value.utf8)) == value)
    }

    @Test(
        "a longer value is cut to 128 characters and still differs from its neighbours",
        arguments: ["a", "é", "😀"])
    func cut(character: String) {
        let long = String(repeating: character, count: 500)
        let values = Set(
            [long, long + "x", long + "y", String(long.dropLast())].map { cleaned(Array($0.utf8)) })
        #expect(values.count == 4)
        for value in values {
            #expect(value.unicodeScalars.count == 128)
            #expect(value.hasPrefix(String(repeating: character, count: 115) + "~"))
        }
    }

    @Test("the hash of a cut value never changes, because stored counters carry it")
    func stableCut() {
        #expect(
            cleaned(Array(repeating: UInt8(ascii: "a"), count: 129)) == String(repeating: "a", count: 115)
                + "~ba20d66a82fd"
        )
    }

    @Test("many broken bytes are cut as many characters")
    func cutBroken() {
        let value = cleaned(Array(repeating: 0xFF, count: 100_000))
        #expect(value.unicodeScalars.count == 128)
        #expect(value.hasPrefix(String(repeating: "\u{FFFD}", count: 115) + "~"))
    }
}
