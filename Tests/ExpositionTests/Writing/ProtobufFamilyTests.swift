import Exposition
import MetricModel
import TestSupport
import Testing

@Suite struct ProtobufFamilyTests {
    private func families(_ registry: MetricRegistry) throws -> [WireMessage] {
        var out: [UInt8] = Array("kept".utf8)
        ExpositionEncoder.encode(registry, as: ScrapeFormat(.protobuf), into: &out)
        #expect(out.starts(with: "kept".utf8))
        return try WireMessage.delimited(Array(out.dropFirst(4)))
    }

    /// Each sample as `name{labels} value`, the buckets of histograms included.
    private func samples(_ family: WireMessage) throws -> [String] {
        let name = family.text(1) ?? ""
        return try family.messages(4).flatMap { metric -> [String] in
            let labels = try metric.messages(1).map { "\($0.text(1) ?? "")=\($0.text(2) ?? "")" }
            if let histogram = try metric.messages(7).first {
                let count = histogram.whole(1) ?? 0
                let buckets = try histogram.messages(3).map { ($0.double(2) ?? .nan, $0.whole(1) ?? 0) }
                let lines = (buckets + [(.infinity, count)]).map { bound, count in
                    "\(name)_bucket\(labels + ["le=\(bound)"]) \(Double(count))"
                }
                return lines + [
                    "\(name)_sum\(labels) \(histogram.double(2) ?? .nan)",
                    "\(name)_count\(labels) \(Double(count))",
                ]
            }
            let value = try metric.messages(2).first ?? metric.messages(3).first
            return ["\(name)\(labels) \(value?.double(1) ?? .nan)"]
        }
    }

    @Test("protobuf says what the text says: names, help, kinds, labels, values, in the same order")
    func sameAsText() throws {
        let registry = try ExpositionEncoderTests.sampleRegistry()
        var text: [UInt8] = []
        ExpositionEncoder.encode(registry, as: .text004, into: &text)
        let parsed = try ExpositionParser.parse(text, as: .text004)
        let messages = try families(registry)
        #expect(messages.map { $0.text(1) } == parsed.families.map(\.name))
        let kinds: [UInt64: String] = [0: "counter", 1: "gauge", 4: "histogram"]
        for (message, family) in zip(messages, parsed.families) {
            #expect(message.text(2) == family.help?.value)
            #expect(message.whole(3).flatMap { kinds[$0] } == family.kind.rawValue)
            let expected = family.samples.map { sample in
                let labels = sample.labels.map { label in
                    label.name == "le"
                        ? "le=\(Double(label.value) ?? .infinity)" : "\(label.name)=\(label.value)"
                }
                return "\(sample.name)\(labels) \(sample.value)"
            }
            #expect(try samples(message) == expected)
        }
    }

    @Test("units stand in it")
    func units() throws {
        let units = try families(ExpositionEncoderTests.sampleRegistry()).compactMap { $0.text(5) }
        #expect(units == ["seconds", "seconds", "celsius"])
    }

    @Test("lengths are right at their borders", arguments: [1, 100, 126, 127, 128, 129, 400, 20_000])
    func borders(length: Int) throws {
        let registry = MetricRegistry()
        let help = String(repeating: "h", count: length)
        let family = try registry.register(
            MetricDescriptor("x_total", .counter, labels: ["a", "b"], help: help, collector: "t"))
        let value = String(repeating: "é", count: min(length, LabelBytes.maxCharacters))
        registry.update { table in
            table.add(table.series(family, value, ""), 0)
            table.add(table.series(family, "", value + "z"), 1e300)
        }
        let message = try #require(try families(registry).first)
        #expect(message.text(2) == help)
        let metrics = try message.messages(4)
        #expect(metrics.count == 2)
        #expect(try metrics.map { try $0.messages(3).first?.double(1) } == [1e300, 0])
        #expect(try metrics[1].messages(1).map { $0.text(2) ?? "" } == [value, ""])
    }
}
