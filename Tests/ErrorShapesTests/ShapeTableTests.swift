import TestSupport
import Testing

@testable import ErrorShapes

@Suite struct ShapeTableTests {
    private func shape(_ text: String) -> Shape { Shape(bytes: Array(text.utf8)) }

    @Test("entries of one shape are counted together, with their first and last times and severest level")
    func counts() {
        var table = ShapeTable()
        #expect(table.note(shape("a"), atMs: 20, level: 4).isNew)
        #expect(!table.note(shape("a"), atMs: 10, level: 5).isNew)
        #expect(table.note(shape("b"), atMs: 30, level: 4).isNew)
        #expect(table[shape("a")] == ShapeRecord(count: 2, firstMs: 10, lastMs: 20, level: 5))
        #expect(table.shapes.map(\.shape.text) == ["a", "b"])
        #expect(table.total == 3)
    }

    @Test("a flood of new shapes stays within the bounds, keeps common ones, and leaves the sums exact")
    func flood() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let limits = ShapeTable.Limits(shapes: 40, bytes: 2000)
        var table = ShapeTable(limits: limits)
        var gone: Set<Shape> = []
        for number in 0..<5000 {
            let isCommon = number.isMultiple(of: 10)
            let name = isCommon ? "common" : "x\(UInt64.random(in: 0 ... .max, using: &random))"
            let noted = table.note(shape(name), atMs: Int64(number), level: 4)
            gone.formUnion(noted.forgotten)
            #expect(table.count <= limits.shapes, "seed \(seed)")
            #expect(table[shape(name)] != nil, "seed \(seed)")
            guard number.isMultiple(of: 50) else { continue }
            #expect(table.shapes.reduce(0) { $0 + $1.shape.bytes.count } <= limits.bytes, "seed \(seed)")
        }
        let kept = table.shapes.reduce(0) { $0 + $1.record.count }
        #expect(table.total == 5000)
        #expect(kept + table.forgottenEntries == 5000, "seed \(seed)")
        #expect(table.forgottenShapes == UInt64(gone.count), "seed \(seed)")
        #expect(table[shape("common")]?.count == 500, "seed \(seed)")
    }

    @Test("one shape larger than all room stays alone")
    func large() {
        var table = ShapeTable(limits: ShapeTable.Limits(shapes: 8, bytes: 10))
        _ = table.note(shape("small"), atMs: 1, level: 4)
        let noted = table.note(shape("larger than ten bytes"), atMs: 2, level: 4)
        #expect(noted.forgotten == [shape("small")])
        #expect(table.count == 1)
    }

    @Test("what was known before is no news")
    func restored() {
        var table = ShapeTable()
        table.restore(shape("a"), ShapeRecord(count: 7, firstMs: 1, lastMs: 2, level: 4))
        #expect(!table.note(shape("a"), atMs: 3, level: 4).isNew)
        #expect(table[shape("a")] == ShapeRecord(count: 8, firstMs: 1, lastMs: 3, level: 4))
        #expect(table.total == 8)
    }
}
