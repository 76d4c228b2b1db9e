import Foundation
import Testing

/// The status page names alerts; this holds that each of them has a runbook.
@Suite("alerts on the status page")
struct CrossingNamesTests {
    @Test("every alert that the page names has a runbook")
    func runbooksExist() throws {
        let source = Manifest.repository.appending(path: "Sources/ExporterService/API/Crossing.swift")
        let text = try String(contentsOf: source, encoding: .utf8)
        let names = Set(text.matches(of: /"(AgentTeams[A-Za-z]+)"/).map { String($0.output.1) })
        #expect(names.count > 15)
        for name in names {
            let runbook = Manifest.repository.appending(path: "docs/runbooks/\(name).md")
            #expect(FileManager.default.fileExists(atPath: runbook.path), "\(name)")
        }
    }
}
