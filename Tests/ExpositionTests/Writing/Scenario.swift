import Exposition
import MetricModel
import Synchronization

/// A registry with a family of each shape and a buffer that is reused, for measurements.
final class Scenario: Sendable {
    private let registry = MetricRegistry()
    private let gauge: FamilyID
    private let counter: FamilyID
    private let histogram: FamilyID
    private let labels: [String]
    private let buffer = Mutex<[UInt8]>([])

    init(series count: Int) throws {
        gauge = try registry.register(
            MetricDescriptor(
                "g_bytes", .gauge, unit: "bytes", labels: ["a", "b", "c"], help: "G.", collector: "t")
        )
        counter = try registry.register(
            MetricDescriptor("c_total", .counter, labels: ["a"], help: "C.", collector: "t"),
            maxSeries: count / 2 + 1
        )
        histogram = try registry.register(
            MetricDescriptor(
                "h", .histogram, labels: ["a"], help: "H.", collector: "t", buckets: [0.1, 1, 10])
        )
        let long = String(repeating: "long", count: 99)
        labels = (0..<count).map { $0 % 10 == 0 ? long + "é\($0)" : "some label value \($0)" }
        writeAll()
    }

    func writeAll() {
        registry.update { table in
            table.beginRefresh(gauge)
            for index in labels.indices {
                // Seventeen digits, so that the longest way through the number writer is taken.
                table.set(table.series(gauge, labels[index], "é", "\\ and \""), 1 / Double(index + 3))
                table.add(table.series(counter, labels[index]), Double(index))
                table.observe(table.series(histogram, labels[index]), 0.1 + Double(index))
            }
            table.endRefresh(gauge)
        }
    }

    func scrape(as format: ExpositionFormat) { scrape(as: ScrapeFormat(format)) }

    func scrape(as format: ScrapeFormat) {
        buffer.withLock { out in
            out.removeAll(keepingCapacity: true)
            ExpositionEncoder.encode(registry, as: format, into: &out)
        }
    }

    @inline(never)
    static func allocateAndFree() {
        let text = String(repeating: "x", count: 40)
        withExtendedLifetime(text) {}
    }
}
