import MetricModel
import TestSupport
import Testing

@Suite struct CatalogueTests {
    @Test("all families together can be registered, so no two write the same name")
    func registers() throws {
        let registry = MetricRegistry()
        for family in Catalogue.families { _ = try registry.register(family) }
        #expect(Set(Catalogue.families.map(\.name)).count == Catalogue.families.count)
    }

    @Test("every help text is a sentence and says the unit", arguments: Catalogue.families)
    func help(family: MetricDescriptor) throws {
        let first = try #require(family.help.unicodeScalars.first)
        #expect(("A"..."Z").contains(first))
        #expect(family.help.hasSuffix("."))
        let spoken = ["seconds": "seconds", "bytes": "ytes"]
        if let unit = family.unit { #expect(family.help.contains(try #require(spoken[unit]))) }
    }

    @Test("every name is in one of our namespaces and ends in its unit", arguments: Catalogue.families)
    func name(family: MetricDescriptor) {
        let name = family.name.text
        #expect(["orchestrator_", "agent_teams_exporter_", "process_"].contains { name.hasPrefix($0) })
        for unit in ["seconds", "bytes"] where family.familyName.hasSuffix("_\(unit)") {
            #expect(family.unit == unit)
        }
        #expect(
            [
                "teams", "agents", "messages", "transcripts", "processes", "cgroups", "host", "filesystem",
                "dashboard", "archive", "backup", "logs", "textfile", "exporter", "process",
            ]
            .contains(family.collector))
    }

    @Test("docs/metrics.md is what the catalogue says")
    func document() throws {
        let page = GoldenFile(path: Fixtures.root + "/../../docs/metrics.md")
        #expect(try page.difference(from: CatalogueDocument.markdown()) == nil)
    }
}
