import MetricModel
import Testing

@testable import RuleEmission

@Suite("values in descriptions")
struct ValueFormatTests {
    @Test(
        "look as Prometheus' templates make them",
        arguments: [
            (ValueFormat.percentage, 0.949, "94.9%"), (.percentage, 0.9481, "94.81%"),
            (.percentage, 1, "100%"),
            (.percentage, 0.123456, "12.35%"), (.duration, 0.25, "250ms"), (.duration, 1.002, "1.002s"),
            (.duration, 303, "5m 3s"), (.duration, 3636, "1h 0m 36s"), (.duration, 90_061, "1d 1h 1m 1s"),
            (.bytes, 1_010_000, "986.3kiB"), (.bytes, 10_100_000, "9.632MiB"), (.number, 1, "1"),
            (.number, 12_345, "12.35k"), (.number, 0.5, "0.5"), (.number, 0, "0"),
        ])
    func rendered(_ format: ValueFormat, _ value: Double, _ expected: String) {
        #expect(format.rendered(value) == expected)
    }

    @Test(
        "globs become patterns that are anchored by PromQL",
        arguments: [("research-*", "research-.*"), ("a.b", "a\\.b"), ("team?", "team."), ("x|y", "x\\|y")])
    func globs(_ glob: String, _ pattern: String) { #expect(NameGlob(text: glob).pattern == pattern) }

    @Test(
        "selectors are read strictly",
        arguments: ["job", "job=x", #"job="x" instance="y""#, #"1job="x""#, #"job=~"(a|b)c""#])
    func refuses(_ text: String) {
        #expect(throws: AlertSettingsError.self) { try AlertSelector(text) }
    }

    @Test("series of tests meet the selector")
    func samples() throws {
        let selector = try AlertSelector(#"{job="a", instance=~"db.*|web.+", env!="prod"}"#)
        #expect(selector.sampleLabels == ["job": "a", "instance": "db"])
        let texts = selector.matchers.map { $0.text }
        #expect(texts == [#"job="a""#, #"instance=~"db.*|web.+""#, #"env!="prod""#])
    }
}
