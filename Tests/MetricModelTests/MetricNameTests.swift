import MetricModel
import Testing

@Suite struct MetricNameTests {
    @Test(
        "a legacy name is accepted as a metric name",
        arguments: ["a", "_", "a:b", "orchestrator_teams", "A9", "a__"])
    func accepts(name: String) throws {
        #expect(try MetricName(name).text == name)
    }

    @Test(
        "any other string is refused with its reason",
        arguments: ["", "9a", "a-b", "a.b", "é", "a b", "a\n", "a\0"])
    func refuses(name: String) {
        #expect(throws: NameError.self) { try MetricName(name) }
        #expect(throws: NameError.self) { try LabelName(name) }
    }

    @Test(
        "a label name has no colon and no leading double underscore", arguments: ["a:b", "__name__", "__x"])
    func refusesLabel(name: String) {
        #expect(throws: NameError.self) { try LabelName(name) }
    }
}
