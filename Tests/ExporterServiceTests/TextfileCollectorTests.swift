import Exposition
import MetricModel
import Synchronization
import TestSupport
import Testing

@testable import ExporterService

@Suite("metrics in files")
struct TextfileCollectorTests {
    /// A directory, the collector that reads it, and what it complained of.
    private final class Watched: Sendable {
        let place: TemporaryDirectory
        let registry = MetricRegistry()
        let collector: TextfileCollector

        init() throws {
            place = try TemporaryDirectory("textfiles")
            let complaints = Complaints()
            collector = try TextfileCollector(TextfileDirectory(path: place.path), registry: registry) {
                complaints.add("\($0): \($1.message)")
            }
            self.complaints = complaints
        }

        private let complaints: Complaints
        var complained: [String] { complaints.all }

        func text() throws -> String {
            try collector.collect(into: registry)
            var bytes: [UInt8] = []
            ExpositionEncoder.encode(registry, as: .text004, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private final class Complaints: Sendable {
        private let texts = Mutex<[String]>([])
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock(\.self) }
    }

    private static let sample = """
        # HELP shop_orders_total Orders by state.
        # TYPE shop_orders_total counter
        shop_orders_total{state="paid"} 3
        shop_orders_total 1
        # TYPE shop_wait_seconds histogram
        shop_wait_seconds_bucket{le="1"} 2
        shop_wait_seconds_bucket{le="+Inf"} 3
        shop_wait_seconds_sum 7.5
        shop_wait_seconds_count 3
        # TYPE shop_build_info gauge
        shop_build_info{version="1"} 1
        shop_untyped 4

        """

    @Test("families of all kinds are shown, with labels that only some samples have")
    func showsFamilies() throws {
        let watched = try Watched()
        try watched.place.write(Self.sample, to: "shop.prom")
        let text = try watched.text()
        for line in [
            "# HELP shop_orders_total Orders by state.", "# TYPE shop_orders_total counter",
            #"shop_orders_total{state="paid"} 3"#, #"shop_wait_seconds_bucket{le="1"} 2"#,
            #"shop_wait_seconds_bucket{le="+Inf"} 3"#, "shop_wait_seconds_sum 7.5",
            "shop_wait_seconds_count 3",
            #"shop_build_info{version="1"} 1"#, "shop_untyped 4",
            #"agent_teams_exporter_textfile_valid{file="shop.prom"} 1"#,
        ] { #expect(text.contains(line + "\n"), "\(line)") }
        #expect(watched.complained.isEmpty)
    }

    @Test("what is gone from the files is gone from the scrape, and may come back smaller")
    func followsFiles() throws {
        let watched = try Watched()
        try watched.place.write("# TYPE a_total counter\na_total 5\n", to: "a.prom")
        #expect(try watched.text().contains("\na_total 5\n"))
        try watched.place.write("# TYPE a_total counter\na_total 2\n", to: "a.prom")
        #expect(try watched.text().contains("\na_total 2\n"))
        try watched.place.write("# TYPE a_total gauge\nb 1\n", to: "a.prom")
        let text = try watched.text()
        #expect(!text.contains("a_total") && text.contains("\nb 1\n"))
    }

    @Test(
        "a file with a fault is left out, told of once, and hides no other file",
        arguments: [
            ("x{", "line 1"), ("x 1 1000\n", "timestamps"),
            ("# TYPE x summary\nx_sum 1\nx_count 1\n", "summary"),
            ("orchestrator_teams 1\n", "rename yours"), ("x 1\nx 2\n", "same labels"),
            ("# TYPE x counter\nx 1\n", "_total"), ("x_bucket 1\n", "_bucket"),
            ("x{__a=\"b\"} 1\n", "reserves"),
            ("# TYPE x histogram\nx_bucket{le=\"1\"} 1\nx_sum 1\nx_count 1\n", "+Inf"),
            (
                "# TYPE x histogram\nx_bucket{le=\"1\"} 2\nx_bucket{le=\"+Inf\"} 1\nx_sum 1\nx_count 1\n",
                "fall"
            ),
        ])
    func leavesFaultsOut(text: String, reason: String) throws {
        let watched = try Watched()
        try watched.place.write(text, to: "a.prom")
        try watched.place.write("good 1\n", to: "b.prom")
        for _ in 0..<2 {
            let shown = try watched.text()
            #expect(shown.contains("\ngood 1\n"))
            #expect(shown.contains(#"agent_teams_exporter_textfile_valid{file="a.prom"} 0"#))
            #expect(!shown.contains("\nx"))
        }
        #expect(watched.complained.count == 1)
        #expect(watched.complained.first?.contains(reason) == true, "\(watched.complained)")
    }

    @Test("of two files with one family the first by name is shown")
    func keepsFirst() throws {
        let watched = try Watched()
        try watched.place.write("x 1\n", to: "a.prom")
        try watched.place.write("x 2\n", to: "b.prom")
        #expect(try watched.text().contains("\nx 1\n"))
        #expect(
            watched.complained == [
                "b.prom: line 1: 'x': another file has it already; give each file its own names"
            ])
    }

    @Test("a directory that is not there fails the collector, not the scrape")
    func failsWithoutDirectory() throws {
        let registry = MetricRegistry()
        let collector = try TextfileCollector(TextfileDirectory(path: "/nowhere"), registry: registry) {
            _, _ in
        }
        #expect(throws: TextfileFault.self) { try collector.collect(into: registry) }
    }
}
