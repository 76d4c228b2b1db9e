import TestSupport
import Testing

@testable import MetricModel

@Suite struct ChangeTests {
    private let counter = MetricDescriptor("c_total", .counter, labels: ["a"], help: "H.", collector: "t")
    private let histogram = MetricDescriptor(
        "h_seconds", .histogram, unit: "seconds", labels: ["a"], help: "H.", collector: "t", buckets: [1, 2])

    @Test("each series that was created or written is told once; adding nothing is no change")
    func changes() throws {
        let registry = MetricRegistry()
        let family = try registry.register(counter)
        registry.update { table in
            let old = table.series(family, "old")
            table.trackChanges()
            #expect(table.takeChanges() == [old])
            table.add(old, 0)
            #expect(table.takeChanges() == [])
            table.add(old, 1)
            table.add(old, 1)
            let new = table.series(family, "new")
            #expect(table.takeChanges() == [old, new])
            table.add(new, 1)
            table.remove(new)
            #expect(table.takeChanges() == [])
        }
    }

    @Test("families registered later tell of their changes too")
    func laterFamilies() throws {
        let registry = MetricRegistry()
        registry.update { $0.trackChanges() }
        let family = try registry.register(histogram)
        registry.update { table in
            let series = table.series(family, "x")
            _ = table.takeChanges()
            table.observe(series, 1.5)
            #expect(table.takeChanges() == [series])
            #expect(Array(table.storedValues(of: series)) == [0, 1, 0, 1.5])
        }
    }

    @Test("values and labels taken over are those of the other table, beyond the limit too")
    func takeOver() throws {
        let (source, target) = (MetricRegistry(), MetricRegistry())
        let from = try source.register(histogram, maxSeries: 2)
        let to = try target.register(histogram, maxSeries: 1)
        let stored = source.update { table in
            for label in ["a", "b", "c", "d"] { table.observe(table.series(from, label), 3) }
            return table.allSeries(of: from).map {
                (Array(table.packedLabels(of: $0)), Array(table.storedValues(of: $0)))
            }
        }
        target.update { table in
            for (labels, values) in stored {
                guard let series = table.restoredSeries(to, packedLabels: labels) else { continue }
                table.assign(series, values)
            }
            let expected: [String: Double] = ["__overflow__": 2, "a": 1, "b": 1]
            let found = table.snapshot(of: to).map { ($0.labels[0], $0.value) }
            #expect(Dictionary(uniqueKeysWithValues: found) == expected)
            let fifth = table.series(to, "e")
            let isFolded = table.isOverflow(fifth)
            #expect(isFolded)
        }
    }

    @Test(
        "damaged packed labels are refused",
        arguments: [[], [1], [1, 0], [2, 0, 97], [1, 0, 97, 0], [1, 0, 97, 1, 0, 98], [255, 255, 1]])
    func damagedLabels(packed: [UInt8]) throws {
        let registry = MetricRegistry()
        let family = try registry.register(counter)
        #expect(registry.update { $0.restoredSeries(family, packedLabels: packed) } == nil)
    }

    @Test("a counter is not assigned a lower value, nor one of another width")
    func refused() throws {
        let registry = MetricRegistry()
        let family = try registry.register(counter)
        registry.update { table in
            let series = table.series(family, "x")
            table.assign(series, [5])
            table.assign(series, [4])
            table.assign(series, [.nan])
            table.assign(series, [6, 7])
            #expect(table.value(of: series) == 5)
            #expect(table.refusedWrites == 3)
        }
    }

    @Test("a family taken out leaves its name to another, and its old identifiers write to nowhere")
    func removal() throws {
        let registry = MetricRegistry()
        let old = try registry.register(counter)
        let series = registry.update { $0.series(old, "x") }
        registry.update { $0.remove(familyNamed: "c_total") }
        let new = try registry.register(
            MetricDescriptor("c_total", .counter, labels: ["b"], help: "H.", collector: "t"))
        registry.update { table in
            table.add(series, 1)
            #expect(table.staleWrites == 1)
            table.add(table.series(new, "y"), 2)
            #expect(table.allFamilies == [new])
            #expect(table.snapshot(of: new).map(\.value) == [2])
            #expect(table.snapshot(of: old).isEmpty)
        }
    }
}
