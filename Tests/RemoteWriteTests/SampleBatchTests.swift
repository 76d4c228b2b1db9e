import MetricModel
import TestSupport
import Testing

@testable import RemoteWrite

@Suite("Samples of a moment")
struct SampleBatchTests {
    private let target = [(name: "job", value: "agents"), (name: "instance", value: "laptop")]

    @Test("a request tells every line of text 0.0.4, labels sorted, those without a value left out")
    func tellsAllLines() throws {
        let registry = try scenario()
        let batch = SampleBatch(registry, target: target, timeMs: 1_700_000_000_123) { _ in true }
        let series = try WireRequest(try #require(WriteRequest.requests(batch, tellsMetadata: true).first))
            .series
        let lines = series.map { "\($0.labels) \($0.value)" }
        #expect(
            lines
                == [
                    #"__name__=a_seconds_bucket,exported_job=x"y,instance=laptop,job=agents,le=0.5 2.0"#,
                    #"__name__=a_seconds_bucket,exported_job=x"y,instance=laptop,job=agents,le=3 3.0"#,
                    #"__name__=a_seconds_bucket,exported_job=x"y,instance=laptop,job=agents,le=+Inf 4.0"#,
                    #"__name__=a_seconds_sum,exported_job=x"y,instance=laptop,job=agents 12.5"#,
                    #"__name__=a_seconds_count,exported_job=x"y,instance=laptop,job=agents 4.0"#,
                    "Zone=z,__name__=b_total,instance=laptop,job=agents 7.0",
                    "__name__=b_total,instance=laptop,job=agents 1.0",
                ].sorted(by: Self.asWritten(lines)))
        #expect(series.allSatisfy { $0.timeMs == 1_700_000_000_123 })
    }

    /// Families come by name, series by label values; the table above need not know which comes first.
    private static func asWritten(_ lines: [String]) -> (String, String) -> Bool {
        { (lines.firstIndex(of: $0) ?? .max) < (lines.firstIndex(of: $1) ?? .max) }
    }

    @Test("metadata goes with the first request, and only when asked for")
    func tellsMetadata() throws {
        let batch = SampleBatch(try scenario(), target: target, timeMs: 1) { _ in true }
        let requests = WriteRequest.requests(batch, tellsMetadata: true, mostSamples: 3)
        #expect(requests.map(\.samples) == [3, 3, 1])
        let first = try WireRequest(requests[0])
        #expect(first.metadata == ["3 a_seconds (seconds) Times.", "1 b_total () Bees."])
        #expect(try WireRequest(requests[1]).metadata == [])
        let silent = try #require(WriteRequest.requests(batch, tellsMetadata: false).first)
        #expect(try WireRequest(silent).metadata == [])
    }

    @Test("a series that vanished ends once, and all end at a clean stop")
    func endsSeries() throws {
        let registry = try scenario()
        var memory = SeriesMemory()
        var whole = SampleBatch(registry, target: target, timeMs: 1) { _ in true }
        memory.mark(&whole)
        #expect(whole.samples.count == 7)
        var part = SampleBatch(registry, target: target, timeMs: 2) { $0.name != "b_total" }
        memory.mark(&part)
        #expect(part.samples.filter { $0.bits == 0x7FF0_0000_0000_0002 }.count == 2)
        var again = SampleBatch(registry, target: target, timeMs: 3) { $0.name != "b_total" }
        memory.mark(&again)
        #expect(again.samples.count == 5)
        let end = memory.end(timeMs: 4)
        #expect(end.samples.count == 5)
        let marker = try #require(WriteRequest.requests(end, tellsMetadata: true).first)
        let bits = try WireRequest(marker).series.map(\.value.bitPattern)
        #expect(Set(bits) == [0x7FF0_0000_0000_0002], "the marker's bits survive the way through the bytes")
        #expect(memory.end(timeMs: 5).samples.isEmpty)
    }

    @Test("of no samples no request is made")
    func needsSamples() {
        let batch = SampleBatch(MetricRegistry(), target: [], timeMs: 1) { _ in true }
        #expect(WriteRequest.requests(batch, tellsMetadata: true) == [])
    }

    private func scenario() throws -> MetricRegistry {
        let registry = MetricRegistry()
        let times = try registry.register(
            MetricDescriptor(
                "a_seconds", .histogram, unit: "seconds", labels: ["job"], help: "Times.", collector: "test",
                buckets: [0.5, 3]))
        let bees = try registry.register(
            MetricDescriptor("b_total", .counter, labels: ["Zone"], help: "Bees.", collector: "test"))
        registry.update { table in
            let series = table.series(times, "x\"y")
            table.observe(series, 0.25, times: 2)
            table.observe(series, 2)
            table.observe(series, 10)
            table.add(table.series(bees, "z"), 7)
            table.add(table.series(bees, ""), 1)
        }
        return registry
    }
}
