import Foundation
import Testing

/// docs/security.md names a test for each behaviour of the door; this holds that those tests exist.
@Suite("security page")
struct SecurityPageTests {
    @Test(
        "every behaviour names a test that exists",
        arguments: [("exporter-toolkit | here", 25), ("what | how", 7)])
    func testsExist(heads: String, least: Int) throws {
        let page = Manifest.repository.appending(path: "docs/security.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let table = try #require(text.split(separator: "| \(heads) | test |\n").last)
        let rows = table.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("|") }
        #expect(rows.count > least)
        for row in rows {
            let named = NamedTests.all(in: String(row))
            #expect(!named.isEmpty, "\(row)")
            for test in named { try NamedTests.expect(test, String(row)) }
        }
    }
}
