import RuleEmission
import Testing

@Suite("catalogue of alerts")
struct AlertCatalogueTests {
    @Test("each alert has a name of its own with the common beginning, and at least one level")
    func isSound() {
        let entries = AlertCatalogue.entries
        #expect(Set(entries.map(\.name)).count == entries.count)
        for entry in entries {
            #expect(entry.name.hasPrefix("AgentTeams"), "\(entry.name)")
            #expect(
                !entry.severities.isEmpty && entry.severities == entry.severities.sorted(), "\(entry.name)")
            #expect(entry.summary.hasSuffix("."), "\(entry.name): a summary is a sentence")
        }
    }
}
