import MetricModel
import Testing

@Suite struct RegistryTests {
    private let registry = MetricRegistry()

    private func counter(_ name: MetricName, labels: [LabelName] = ["a"]) -> MetricDescriptor {
        MetricDescriptor(name, .counter, labels: labels, help: "A counter.", collector: "test")
    }

    private func gauge(_ name: MetricName, labels: [LabelName] = ["a"]) -> MetricDescriptor {
        MetricDescriptor(name, .gauge, labels: labels, help: "A gauge.", collector: "test")
    }

    private func histogram(_ name: MetricName, buckets: [Double] = [0.5, 1]) -> MetricDescriptor {
        MetricDescriptor(
            name, .histogram, labels: ["a"], help: "A histogram.", collector: "test", buckets: buckets)
    }

    @Test("the same descriptor registered twice is one family")
    func sameDescriptor() throws {
        let first = try registry.register(counter("x_total"))
        #expect(try registry.register(counter("x_total")) == first)
    }

    @Test("another descriptor under the same name is refused")
    func otherDescriptor() throws {
        _ = try registry.register(counter("x_total"))
        #expect(throws: RegistryError.differentDescriptor(name: "x_total")) {
            try registry.register(counter("x_total", labels: ["b"]))
        }
    }

    static let clashes: [(MetricDescriptor, MetricDescriptor, String)] = {
        func make(_ name: MetricName, _ kind: MetricKind) -> MetricDescriptor {
            let buckets: [Double] = kind == .histogram ? [1] : []
            return MetricDescriptor(
                name, kind, labels: ["a"], help: "H.", collector: "test", buckets: buckets)
        }
        return [
            (make("x", .histogram), make("x_count", .gauge), "x_count"),
            (make("x", .histogram), make("x_sum", .gauge), "x_sum"),
            (make("x", .histogram), make("x_total", .counter), "x"),
            (make("x", .gauge), make("x_total", .counter), "x"),
            (make("x", .gauge), make("x_info", .info), "x"),
            (make("x", .stateSet), make("x_info", .info), "x"),
            (make("x_total", .counter), make("x_info", .info), "x"),
        ]
    }()

    @Test("families that would write the same name are refused in either order", arguments: clashes)
    func clash(first: MetricDescriptor, second: MetricDescriptor, shared: String) throws {
        for (one, two) in [(first, second), (second, first)] {
            let registry = MetricRegistry()
            _ = try registry.register(one)
            #expect(throws: RegistryError.clash(name: two.name.text, with: one.name.text, shared: shared)) {
                try registry.register(two)
            }
        }
    }

    static let faults: [MetricDescriptor] = [
        MetricDescriptor("x", .counter, help: "H.", collector: "t"),
        MetricDescriptor("x_total", .gauge, help: "H.", collector: "t"),
        MetricDescriptor("x_created", .gauge, help: "H.", collector: "t"),
        MetricDescriptor("x_bucket", .gauge, help: "H.", collector: "t"),
        MetricDescriptor("x_info", .gauge, help: "H.", collector: "t"),
        MetricDescriptor("x", .info, help: "H.", collector: "t"),
        MetricDescriptor("_total", .counter, help: "H.", collector: "t"),
        MetricDescriptor("x_bytes_total", .counter, unit: "seconds", help: "H.", collector: "t"),
        MetricDescriptor("seconds", .gauge, unit: "seconds", help: "H.", collector: "t"),
        MetricDescriptor("x_seconds_info", .info, unit: "seconds", help: "H.", collector: "t"),
        MetricDescriptor("x_seconds", .stateSet, unit: "seconds", labels: ["s"], help: "H.", collector: "t"),
        MetricDescriptor("x", .gauge, labels: ["a", "a"], help: "H.", collector: "t"),
        MetricDescriptor("x", .histogram, labels: ["le"], help: "H.", collector: "t", buckets: [1]),
        MetricDescriptor("x", .stateSet, help: "H.", collector: "t"),
        MetricDescriptor("x", .gauge, help: "H.", collector: "t", buckets: [1]),
        MetricDescriptor("x", .histogram, help: "H.", collector: "t"),
        MetricDescriptor("x", .histogram, help: "H.", collector: "t", buckets: [1, 1]),
        MetricDescriptor("x", .histogram, help: "H.", collector: "t", buckets: [2, 1]),
        MetricDescriptor("x", .histogram, help: "H.", collector: "t", buckets: [-1, 1]),
        MetricDescriptor("x", .histogram, help: "H.", collector: "t", buckets: [1, .infinity]),
        MetricDescriptor("x", .histogram, help: "H.", collector: "t", buckets: [.nan]),
    ]

    @Test("a descriptor that a scraper would refuse is refused with what to do", arguments: faults)
    func fault(descriptor: MetricDescriptor) {
        let error = #expect(throws: RegistryError.self) { try MetricRegistry().register(descriptor) }
        #expect(error?.message.contains("cannot register '\(descriptor.name)'") == true)
    }

    @Test("a counter adds up and refuses what would make it fall")
    func counterRefusals() throws {
        let family = try registry.register(counter("x_total"))
        registry.update { table in
            let series = table.series(family, "a")
            #expect(table.value(of: series) == 0)
            table.add(series, 2)
            for bad: Double in [-1, .nan, .infinity, -.infinity] { table.add(series, bad) }
            for bad: Double in [1, .nan, .infinity, -1] { table.set(series, bad) }
            #expect(table.value(of: series) == 2)
            #expect(table.refusedWrites == 8)
            table.set(series, 5)
            #expect(table.value(of: series) == 5)
        }
    }

    @Test("a histogram puts an observation into the first bucket whose bound is not below it")
    func histogramBuckets() throws {
        let family = try registry.register(histogram("x", buckets: [0, 0.5, 1]))
        registry.update { table in
            let series = table.series(family, "a")
            for value in [0, 0.25, 0.5, 0.75, 1, 2] { table.observe(series, value) }
            table.observe(series, 0.1, times: 3)
            for bad: Double in [-1, .nan, .infinity] { table.observe(series, bad) }
            table.set(series, 7)
            table.add(series, 7)
            #expect(table.value(of: series) == 9)
            #expect(abs(table.sum(of: series) - 4.8) < 1e-12)
            #expect(table.refusedWrites == 5)
        }
    }

    @Test("label sets with the same characters in other places are different series")
    func packedLabels() throws {
        let family = try registry.register(gauge("x", labels: ["a", "b"]))
        registry.update { table in
            let first = table.series(family, "a", "bc")
            let second = table.series(family, "ab", "c")
            #expect(first != second)
            #expect(table.series(family, labels: ["a", "bc"]) == first)
            var bytes = LabelBytes()
            bytes.append("ab")
            bytes.append("c")
            #expect(table.series(family, labelBytes: bytes) == second)
            #expect(table.find(family, labels: ["ab", "c"]) == second)
            #expect(table.find(family, labels: ["", "abc"]) == nil)
            #expect(table.seriesCount(of: family) == 2)
        }
    }

    @Test("every number of labels finds its own series again", arguments: 0...5)
    func labelCounts(count: Int) throws {
        let labels = try (0..<count).map { try LabelName("l\($0)") }
        let family = try registry.register(gauge("x", labels: labels))
        registry.update { table in
            let values = (0..<count).map { "v\($0)" }
            let series = table.series(family, labels: values)
            table.set(series, 3)
            let again =
                switch count {
                case 0: table.series(family)
                case 1: table.series(family, "v0")
                case 2: table.series(family, "v0", "v1")
                case 3: table.series(family, "v0", "v1", "v2")
                case 4: table.series(family, "v0", "v1", "v2", "v3")
                default: table.series(family, "v0", "v1", "v2", "v3", "v4")
                }
            #expect(again == series)
            #expect(table.snapshot(of: family).map(\.labels) == [values])
        }
    }

    @Test("an info series is always 1, a state is 0 or 1")
    func infoAndState() throws {
        let info = try registry.register(
            MetricDescriptor("x_info", .info, labels: ["a"], help: "H.", collector: "t")
        )
        let state = try registry.register(
            MetricDescriptor("y", .stateSet, labels: ["y"], help: "H.", collector: "t")
        )
        registry.update { table in
            let one = table.series(info, "a")
            table.set(one, 0)
            #expect(table.value(of: one) == 1)
            let on = table.series(state, "on")
            #expect(table.value(of: on) == 0)
            table.set(on, 7)
            #expect(table.value(of: on) == 1)
        }
    }

    @Test("label sets beyond the limit share one series and the total stays exact")
    func overflow() throws {
        let family = try registry.register(counter("x_total"), maxSeries: 2)
        registry.update { table in
            for round in 0..<3 {
                for label in ["a", "b", "c", "d", "e"] {
                    let series = table.series(family, label)
                    table.add(series, 1)
                    #expect(table.isOverflow(series) == !["a", "b"].contains(label), "round \(round)")
                }
            }
            #expect(table.snapshot(of: family).map(\.labels) == [["__overflow__"], ["a"], ["b"]])
            #expect(table.snapshot(of: family).map(\.value).reduce(0, +) == 15)
            #expect(table.snapshot(of: family).first?.value == 9)
            #expect(table.seriesCount(of: family) == 2)
            table.remove(table.series(family, "a"))
            let roomy = table.series(family, "c")
            #expect(table.isOverflow(roomy) == false)
        }
    }

    @Test("a write to a removed series is dropped and counted, even when its place was given away")
    func stale() throws {
        let family = try registry.register(gauge("x"))
        registry.update { table in
            let old = table.series(family, "a")
            table.remove(old)
            let new = table.series(family, "b")
            table.set(old, 5)
            table.remove(old)
            #expect(table.value(of: new) == 0)
            #expect(table.value(of: old).isNaN)
            #expect(table.staleWrites == 2)
            #expect(table.snapshot(of: family).map(\.labels) == [["b"]])
        }
    }

    @Test("a refresh drops the series that it did not name")
    func refresh() throws {
        let family = try registry.register(gauge("x"))
        registry.update { table in
            let kept = table.series(family, "written")
            table.set(table.series(family, "gone"), 1)
            table.endRefresh(family)
            #expect(table.seriesCount(of: family) == 2)
            table.beginRefresh(family)
            table.set(kept, 1)
            _ = table.series(family, "named")
            table.endRefresh(family)
            #expect(table.snapshot(of: family).map(\.labels) == [["named"], ["written"]])
        }
    }

    @Test("increments from many tasks at once are all counted")
    func concurrent() async throws {
        let registry = registry
        let family = try registry.register(counter("x_total"), maxSeries: 5)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for step in 0..<500 {
                        registry.update { table in table.add(table.series(family, "\((task + step) % 9)"), 1)
                        }
                    }
                }
            }
        }
        let total = registry.update { table in table.snapshot(of: family).map(\.value).reduce(0, +) }
        #expect(total == 4000)
    }
}
