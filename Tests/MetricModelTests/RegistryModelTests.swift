import TestSupport
import Testing

@testable import MetricModel

/// The registry against a dictionary under random creation, writes, removal and refreshes.
@Suite struct RegistryModelTests {
    private struct Model {
        var values: [[String]: Double] = [:]
        var identifiers: [[String]: SeriesID] = [:]
        var removed: [SeriesID] = []
    }

    @Test(
        "after any operations the registry holds what a dictionary would",
        arguments: 1...8 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let registry = MetricRegistry()
        let family = try registry.register(
            MetricDescriptor("x", .gauge, labels: ["a", "b"], help: "H.", collector: "t")
        )
        var model = Model()
        for step in 0..<3000 {
            registry.update { table in
                operate(&table, family, &model, &random)
                guard step % 50 == 0 else { return }
                expectEqual(&table, family, model, "seed \(seed) step \(step)")
            }
        }
        registry.update { table in
            expectEqual(&table, family, model, "seed \(seed) end")
            let live = model.values.keys.reduce(0) { $0 + $1[0].utf8.count + $1[1].utf8.count + 24 }
            #expect(table.arenaBytes(of: family) < 3 * live + 3 * 4096, "seed \(seed): arena leaks")
        }
    }

    private func operate(
        _ table: inout MetricTable,
        _ family: FamilyID,
        _ model: inout Model,
        _ random: inout SeededGenerator
    ) {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60: write(&table, family, labels(&random), &model, &random)
        case 60..<90:
            guard
                let labels = model.values.keys.sorted(by: { $0.lexicographicallyPrecedes($1) })
                    .randomElement(using: &random),
                let identifier = model.identifiers[labels]
            else { return }
            table.remove(identifier)
            model.values[labels] = nil
            model.removed.append(identifier)
        case 90..<97:
            guard let identifier = model.removed.randomElement(using: &random) else { return }
            table.set(identifier, 99)
        default: refresh(&table, family, &model, &random)
        }
    }

    private func labels(_ random: inout SeededGenerator) -> [String] {
        let pool = ["", "a", "ab", "b", "\u{1}", "é", "日本", "\n", "\"", "\\"]
        return (0..<2).map { _ in
            (0..<Int.random(in: 0...4, using: &random)).map { _ in pool.randomElement(using: &random) ?? "" }
                .joined()
        }
    }

    private func write(
        _ table: inout MetricTable,
        _ family: FamilyID,
        _ labels: [String],
        _ model: inout Model,
        _ random: inout SeededGenerator
    ) {
        let value = Double.random(in: -1e3...1e3, using: &random)
        let identifier = table.series(family, labels[0], labels[1])
        #expect(table.value(of: identifier) == model.values[labels] ?? 0)
        table.set(identifier, value)
        model.values[labels] = value
        model.identifiers[labels] = identifier
    }

    private func refresh(
        _ table: inout MetricTable,
        _ family: FamilyID,
        _ model: inout Model,
        _ random: inout SeededGenerator
    ) {
        table.beginRefresh(family)
        let before = model.values
        for labels in before.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            if Bool.random(using: &random) {
                write(&table, family, labels, &model, &random)
            } else {
                model.values[labels] = nil
                model.identifiers[labels].map { model.removed.append($0) }
            }
        }
        table.endRefresh(family)
    }

    private func expectEqual(
        _ table: inout MetricTable,
        _ family: FamilyID,
        _ model: Model,
        _ context: String
    ) {
        let snapshot = table.snapshot(of: family)
        let expected = model.values.keys.sorted { left, right in
            zip(left, right).first { $0 != $1 }.map { $0.utf8.lexicographicallyPrecedes($1.utf8) } ?? false
        }
        #expect(snapshot.map(\.labels) == expected, "\(context)")
        #expect(snapshot.map(\.value) == expected.map { model.values[$0] ?? .nan }, "\(context)")
        #expect(table.seriesCount(of: family) == model.values.count, "\(context)")
    }
}
