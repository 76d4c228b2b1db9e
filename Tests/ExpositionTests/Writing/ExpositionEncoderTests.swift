import Exposition
import MetricModel
import TestSupport
import Testing

@Suite struct ExpositionEncoderTests {
    private func encode(
        _ registry: MetricRegistry,
        _ format: ExpositionFormat,
        _ filter: FamilyFilter = .all
    ) -> String {
        var out: [UInt8] = []
        ExpositionEncoder.encode(registry, as: format, filter: filter, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// One family of each kind, with and without labels, and everything that needs escaping.
    static func sampleRegistry() throws -> MetricRegistry {
        let registry = MetricRegistry()
        let requests = try registry.register(
            MetricDescriptor(
                "z_requests_total",
                .counter,
                labels: ["code", "path"],
                help: "Help with \\ backslash, \"quotes\" and\na line feed.",
                collector: "web"
            )
        )
        let cpu = try registry.register(
            MetricDescriptor(
                "cpu_seconds_total", .counter, unit: "seconds", help: "CPU time.", collector: "self")
        )
        let temperature = try registry.register(
            MetricDescriptor(
                "temperature_celsius", .gauge, unit: "celsius", help: "Warmth.", collector: "self")
        )
        let latency = try registry.register(
            MetricDescriptor(
                "latency_seconds",
                .histogram,
                unit: "seconds",
                labels: ["team"],
                help: "Latency.",
                collector: "web",
                buckets: [0.005, 0.25, 1, 100_000, 1e6]
            )
        )
        let bare = try registry.register(
            MetricDescriptor("bare", .histogram, help: "No labels.", collector: "web", buckets: [0, 1])
        )
        let build = try registry.register(
            MetricDescriptor("build_info", .info, labels: ["version"], help: "Build.", collector: "self")
        )
        let phase = try registry.register(
            MetricDescriptor(
                "phase", .stateSet, labels: ["team", "phase"], help: "Phase.", collector: "self")
        )
        let mode = try registry.register(
            MetricDescriptor("mode", .stateSet, labels: ["state"], help: "Mode.", collector: "self")
        )
        _ = try registry.register(MetricDescriptor("empty", .gauge, help: "Empty.", collector: "self"))
        registry.update { table in
            table.add(table.series(requests, "500", "/b"), 2)
            table.add(table.series(requests, "200", "/\\ \"q\" \n é"), 1e21)
            table.add(table.series(requests, "200", "/"), 0.25)
            table.add(table.series(cpu), 12.5)
            table.set(table.series(temperature), -.infinity)
            for value in [0.001, 0.25, 3, 2e6] { table.observe(table.series(latency, "b"), value) }
            _ = table.series(latency, "a")
            table.observe(table.series(bare), 1)
            _ = table.series(build, "1.0")
            table.set(table.series(phase, "t", "run"), 1)
            _ = table.series(phase, "t", "halt")
            table.set(table.series(mode, "on"), 1)
        }
        return registry
    }

    @Test("each kind looks as the format wants it", arguments: ExpositionFormat.allCases)
    func golden(format: ExpositionFormat) throws {
        let name = format == .text004 ? "kinds.txt" : "kinds.om"
        let text = try encode(Self.sampleRegistry(), format)
        #expect(try GoldenFile(fixture: "exposition/\(name)").difference(from: text) == nil)
        _ = try ExpositionParser.parse(Array(text.utf8), as: format)
    }

    @Test("the same registry gives the same bytes, whatever the order of creation")
    func deterministic() throws {
        var random = SeededGenerator(seed: 41)
        var labels = (0..<300).map { "v\($0)" }
        var seen: Set<String> = []
        for _ in 0..<4 {
            labels.shuffle(using: &random)
            let registry = MetricRegistry()
            let families = try ["b", "a", "c"].shuffled(using: &random).map { name in
                try registry.register(
                    MetricDescriptor(MetricName(name), .gauge, labels: ["l"], help: "H.", collector: "t")
                )
            }
            registry.update { table in
                for family in families { for label in labels { _ = table.series(family, label) } }
            }
            seen.insert(encode(registry, .text004))
        }
        #expect(seen.count == 1)
    }

    @Test("a filter keeps what it names, by collector and by either format's name")
    func filter() throws {
        let registry = try Self.sampleRegistry()
        func families(_ filter: FamilyFilter) -> [String] {
            encode(registry, .text004, filter).split(separator: "\n")
                .filter { $0.hasPrefix("# TYPE") }.map { String($0.split(separator: " ")[2]) }
        }
        #expect(
            families(FamilyFilter(collectors: ["web"])) == ["bare", "latency_seconds", "z_requests_total"])
        #expect(families(FamilyFilter(collectors: ["web"], excluded: ["web"])).isEmpty)
        #expect(
            families(FamilyFilter(names: ["z_requests", "build_info"])) == ["build_info", "z_requests_total"])
        #expect(
            families(FamilyFilter(names: ["bare_sum", "latency_seconds_bucket"])) == [
                "bare", "latency_seconds",
            ])
        #expect(families(FamilyFilter(excluded: ["self"])).count == 3)
        #expect(encode(registry, .openMetrics100, FamilyFilter(names: [])) == "# EOF\n")
    }

    @Test(
        "any bytes as label values give an exposition that reads back", arguments: [51, 52, 53] as [UInt64])
    func escaping(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let registry = MetricRegistry()
        let family = try registry.register(
            MetricDescriptor("x_total", .counter, labels: ["a", "b"], help: "H.", collector: "t")
        )
        var written: Set<[String]> = []
        registry.update { table in
            var labels = LabelBytes()
            for _ in 0..<2000 {
                labels.removeAll()
                for _ in 0..<2 { labels.append(bytes(&random).span) }
                table.add(table.series(family, labelBytes: labels), 1)
            }
            written = Set(table.snapshot(of: family).map(\.labels))
        }
        for format in ExpositionFormat.allCases {
            var out: [UInt8] = []
            ExpositionEncoder.encode(registry, as: format, into: &out)
            let parsed = try ExpositionParser.parse(out, as: format)
            let read = Set(parsed.families.flatMap(\.samples).map { $0.labels.map(\.value) })
            #expect(read == written, "seed \(seed)")
        }
    }

    /// Often of the bytes that matter: quotes, backslashes, line ends, braces, borders of UTF-8.
    private func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        let hard: [UInt8] =
            Array("\"\\\n\r{},= \t\0#".utf8) + [0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xA0, 0xF0, 0x9F, 0xFF]
        return (0..<Int.random(in: 0...20, using: &random)).map { _ in
            Bool.random(using: &random)
                ? hard[Int.random(in: 0..<hard.count, using: &random)]
                : UInt8.random(in: 0...255, using: &random)
        }
    }

    @Test("after a family was taken out the others are written", arguments: ExpositionFormat.allCases)
    func removedFamily(format: ExpositionFormat) throws {
        let registry = MetricRegistry()
        for name: MetricName in ["a_total", "b_total", "c_total"] {
            let family = try registry.register(MetricDescriptor(name, .counter, help: "H.", collector: "t"))
            registry.update { table in table.add(table.series(family), 1) }
        }
        registry.update { $0.remove(familyNamed: "a_total") }
        let lines = encode(registry, format).split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines == ["b_total 1", "c_total 1"])
    }

    @Test("the catalogue's families, each with a series, read back clean in both formats")
    func catalogue() throws {
        let registry = MetricRegistry()
        for descriptor in Catalogue.families {
            let family = try registry.register(descriptor)
            registry.update { table in
                _ = table.series(family, labels: descriptor.labels.map { "\($0) value" })
            }
        }
        for format in ExpositionFormat.allCases {
            let parsed = try ExpositionParser.parse(Array(encode(registry, format).utf8), as: format)
            #expect(parsed.families.count == Catalogue.families.count)
            #expect(ExpositionLint.check(parsed).isEmpty)
        }
    }
}
