import Foundation
import TestSupport
import Testing
import YAMLReading

@Suite("Hostile input")
struct FuzzTests {
    /// Parses, reads and renders; a crash or a hang is the failure. Every fault must be printable.
    private func survive(_ bytes: [UInt8], seed: UInt64) {
        let messages = SampleSchema.faults(in: bytes, file: "fuzz.yml")
        let isPrintable = messages.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }
        #expect(isPrintable, "seed \(seed)")
    }

    @Test(
        "random bytes never crash the reader",
        arguments: (0..<4).map { _ in UInt64.random(in: .min ... .max) })
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            survive(generator.bytes(count: Int.random(in: 0...300, using: &generator)), seed: seed)
        }
    }

    @Test(
        "random YAML punctuation never crashes the reader",
        arguments: (0..<4).map { _ in UInt64.random(in: .min ... .max) })
    func randomPunctuation(seed: UInt64) {
        let alphabet = Array("ab: -?[]{},&*!|>'\"%@`#\n\n\t\\~<=0x日".utf8)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let count = Int.random(in: 0...120, using: &generator)
            survive((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }, seed: seed)
        }
    }

    @Test(
        "mutations of a good file never crash the reader",
        arguments: (0..<4).map { _ in UInt64.random(in: .min ... .max) })
    func mutations(seed: UInt64) throws {
        let path = Fixtures.path("yaml/every-kind.good.yml")
        let good = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &generator) { mutate(&bytes, with: &generator) }
            survive(bytes, seed: seed)
        }
    }

    private func mutate(_ bytes: inout [UInt8], with generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &generator), at: index)
        case 3: bytes.removeSubrange(index..<min(bytes.count, index + 9))
        default: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 40)], at: index)
        }
    }
}
