import Collectors
import MetricModel
import Testing

@Suite("RefusedSamples")
struct RefusedSamplesTests {
    @Test("values that the registry did not take are shown by reason, from 0 on")
    func counts() throws {
        let registry = MetricRegistry()
        let samples = try RefusedSamples(registry: registry)
        samples.publish(into: registry)
        #expect(values(registry) == [["refused"]: 0, ["stale"]: 0])
        let counter = try registry.register(
            MetricDescriptor("a_total", .counter, help: "A.", collector: "logs"))
        registry.update { table in
            let series = table.series(counter)
            table.add(series, -1)
            table.add(series, .nan)
            table.remove(series)
            table.add(series, 1)
        }
        for _ in 0..<2 { samples.publish(into: registry) }
        #expect(values(registry) == [["refused"]: 2, ["stale"]: 1])
    }

    private func values(_ registry: MetricRegistry) -> [[String]: Double] {
        registry.update { table in
            guard let family = table.family(named: "agent_teams_exporter_refused_samples_total") else {
                return [:]
            }
            return Dictionary(
                uniqueKeysWithValues: table.snapshot(of: family).map { ($0.labels, $0.value) })
        }
    }
}
