import MetricModel
import TestSupport
import Testing

@testable import LogRules

@Suite("LabelTable")
struct LabelTableTests {
    /// Texts of all lengths around eight bytes, many of them alike but for a byte, and some too long to keep.
    private func randomValue(_ random: inout SeededGenerator) -> [UInt8] {
        let length =
            Int.random(in: 0..<60, using: &random) == 0 ? 1_030 : Int.random(in: 0...26, using: &random)
        var value = [UInt8](repeating: UInt8(ascii: "a"), count: length)
        if length > 0, Bool.random(using: &random) {
            value[Int.random(in: 0..<length, using: &random)] = UInt8.random(in: 0x61...0x63, using: &random)
        }
        return value
    }

    @Test("matches are counted by all their values, wherever these lie in their texts", arguments: 0..<6)
    func model(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let valueCount = seed % 4
        var table = LabelTable(valueCount: valueCount)
        var model: [[[UInt8]]: UInt64] = [:]
        var slots: [[[UInt8]]: Int] = [:]
        for _ in 0..<3_000 {
            let values = (0..<valueCount).map { _ in randomValue(&random) }
            var text: [UInt8] = []
            for (number, value) in values.enumerated() {
                text += [UInt8](repeating: 0x2E, count: Int.random(in: 0...9, using: &random))
                let isAbsent = value.isEmpty && Bool.random(using: &random)
                table.setValue(number, isAbsent ? nil : text.count..<(text.count + value.count))
                text += value
            }
            let slot = table.countMatch(in: text.span)
            #expect(slots[values] == nil || slots[values] == slot, "seed \(seed)")
            slots[values] = slot
            model[values, default: 0] += 1
        }
        #expect(Set(slots.values).count == model.count, "seed \(seed): no two label sets share a slot")
        for (values, slot) in slots { #expect(table.slots[slot].pending == model[values], "seed \(seed)") }
        table.drain { number, slot, key in
            var reader = KeyReader()
            let values = (0..<valueCount).map { _ in [UInt8](copying: key.extracting(reader.next(in: key))) }
            let meant = slots.first { $0.value == number }?.key
            for (value, whole) in zip(values, meant ?? []) {
                let isCut = whole.count > LabelTable.maxValueBytes
                #expect(value.count == min(whole.count, LabelTable.maxValueBytes), "seed \(seed)")
                #expect(isCut ? whole.starts(with: value.dropLast(16)) : value == whole, "seed \(seed)")
            }
            return nil
        }
        #expect(table.slots.isEmpty, "seed \(seed): what got no series is forgotten")
    }
}
