import Foundation
import TestSupport
import Testing

@testable import RuleEmission

@Suite("runbooks")
struct RunbookTests {
    private static let repository = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
        .deletingLastPathComponent()

    private func page(_ path: String) throws -> String {
        try String(contentsOf: Self.repository.appending(path: path), encoding: .utf8)
    }

    @Test("each alert has its page, and each page its alert")
    func areComplete() throws {
        let folder = Self.repository.appending(path: "docs/runbooks").path
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder).map { "docs/runbooks/\($0)" }
        #expect(Set(pages) == Set(AlertCatalogue.entries.map(\.runbookPath)))
    }

    @Test(
        "each page says what it means, how to confirm, what to do and when to escalate",
        arguments: AlertCatalogue.entries)
    func haveSections(_ entry: AlertCatalogue.Entry) throws {
        let text = try page(entry.runbookPath)
        #expect(text.hasPrefix("# \(entry.name)\n"))
        for section in ["What it means", "Confirm", "Do", "Escalate"] {
            #expect(text.contains("\n## \(section)\n"), "\(entry.name): no section '\(section)'")
        }
        let opening = text.prefix { $0 != "#" } + text.components(separatedBy: "\n## ")[0]
        for severity in entry.severities {
            #expect(opening.contains(severity.rawValue), "\(entry.name) does not speak of \(severity)")
        }
        #expect(!text.contains("pkill"), "processes are ended by their id")
    }

    @Test("each page names the key of its thresholds, and links lead somewhere")
    func namesKeysAndLinks() throws {
        for definition in AlertCatalogue.definitions {
            let text = try page("docs/runbooks/\(definition.name).md")
            if let key = definition.indicator?.rawValue { #expect(text.contains(key), "\(definition.name)") }
        }
        for entry in AlertCatalogue.entries {
            for link in try page(entry.runbookPath).matches(of: /\]\(([^)#]+)/) {
                let target = Self.repository.appending(path: "docs/runbooks/\(link.1)").standardized.path
                #expect(FileManager.default.fileExists(atPath: target), "\(entry.name): \(link.1)")
            }
        }
    }

    @Test("docs/alerts.md lists each alert with its levels")
    func listIsComplete() throws {
        let text = try page("docs/alerts.md")
        for entry in AlertCatalogue.entries {
            let levels = entry.severities.map(\.rawValue).joined(separator: ", ")
            let row = "| [`\(entry.name)`](runbooks/\(entry.name).md) | \(levels) | \(entry.summary) |"
            #expect(text.contains(row), "missing row: \(row)")
        }
    }
}
