import Foundation
import Testing

/// docs/security.md names a test for each behaviour of the door; this holds that those tests exist.
@Suite("security page")
struct SecurityPageTests {
    @Test("every behaviour names a test that exists")
    func testsExist() throws {
        let page = Manifest.repository.appending(path: "docs/security.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let table = try #require(text.split(separator: "| exporter-toolkit | here | test |\n").last)
        let rows = table.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("|") }
        #expect(rows.count > 25)
        for row in rows {
            let named = NamedTests.all(in: String(row))
            #expect(!named.isEmpty, "\(row)")
            for test in named { try NamedTests.expect(test, String(row)) }
        }
    }
}
