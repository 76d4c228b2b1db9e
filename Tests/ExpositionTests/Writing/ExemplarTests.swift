import Exposition
import MetricModel
import TestSupport
import Testing

@Suite struct ExemplarTests {
    private let registry = MetricRegistry()

    private func counter(_ exemplar: SeriesExemplar) throws -> SeriesID {
        let family = try registry.register(
            MetricDescriptor("x_total", .counter, labels: ["a"], help: "H.", collector: "t"))
        return registry.update { table in
            let series = table.series(family, "1")
            table.add(series, 3)
            table.add(table.series(family, "2"), 4)
            table.setExemplar(exemplar, of: series)
            return series
        }
    }

    private func encode(_ syntax: ScrapeFormat.Syntax) -> [UInt8] {
        var out: [UInt8] = []
        ExpositionEncoder.encode(registry, as: ScrapeFormat(syntax), into: &out)
        return out
    }

    @Test("OpenMetrics and protobuf show the exemplar at its series, text does not")
    func formats() throws {
        let labels: [SeriesExemplar.Label] = [.init("offset", "12"), .init("log", "a\"\\\n")]
        _ = try counter(SeriesExemplar(labels, milliseconds: 1_700_000_000_007))
        let openMetrics = encode(.openMetrics100)
        let line = #"x_total{a="1"} 3 # {offset="12",log="a\"\\\n"} 1.0 1700000000.007"#
        #expect(String(decoding: openMetrics, as: UTF8.self).contains(line + "\nx_total{a=\"2\"} 4\n"))
        let parsed = try ExpositionParser.parse(openMetrics, as: .openMetrics100)
        #expect(parsed.families.first?.samples.first?.exemplar?.labels.last?.value == "a\"\\\n")
        #expect(!encode(.text004).contains(UInt8(ascii: "#"), after: "x_total{"))
        let metric = try #require(try WireMessage.delimited(encode(.protobuf)).first?.messages(4).first)
        let exemplar = try #require(try metric.messages(3).first?.messages(2).first)
        #expect(try exemplar.messages(1).map { $0.text(1) ?? "" } == ["offset", "log"])
        #expect(exemplar.double(2) == 1)
        let time = try #require(try exemplar.messages(3).first)
        #expect(time.whole(1) == 1_700_000_000)
        #expect(time.whole(2) == 7_000_000)
    }

    @Test("labels beyond 128 characters are left out, the first ones stay", arguments: [119, 120, 121, 4000])
    func lengths(count: Int) throws {
        let long = String(repeating: "é", count: count)
        let exemplar = SeriesExemplar(
            [.init("offset", "1"), .init("b", long), .init("c", "")], milliseconds: 0)
        // 'offset' and '1' take seven characters, 'b' and 'c' one each.
        #expect(
            exemplar.labels.map(\.name.text)
                == (count <= 119 ? ["offset", "b", "c"] : count == 120 ? ["offset", "b"] : ["offset", "c"]))
        _ = try counter(exemplar)
        _ = try ExpositionParser.parse(encode(.openMetrics100), as: .openMetrics100)
        _ = try WireMessage.delimited(encode(.protobuf))
    }

    @Test("an exemplar goes with its series, and a gauge takes none")
    func removal() throws {
        let exemplar = SeriesExemplar([.init("offset", "1")], milliseconds: 0)
        let series = try counter(exemplar)
        let gauge = try registry.register(MetricDescriptor("g", .gauge, help: "H.", collector: "t"))
        registry.update { table in
            table.setExemplar(exemplar, of: table.series(gauge))
            table.remove(series)
            _ = table.series(table.family(named: "x_total") ?? gauge, "new")
        }
        #expect(!String(decoding: encode(.openMetrics100), as: UTF8.self).contains("offset"))
    }
}

extension [UInt8] {
    /// Whether a byte stands anywhere behind the first place of a text.
    fileprivate func contains(_ byte: UInt8, after text: String) -> Bool {
        let all = String(decoding: self, as: UTF8.self)
        guard let place = all.firstRange(of: text) else { return false }
        return all[place.upperBound...].utf8.contains(byte)
    }
}
