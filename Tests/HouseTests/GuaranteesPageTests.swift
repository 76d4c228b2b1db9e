import Foundation
import Testing

/// docs/tailing-guarantees.md names a test for each case; this holds that those tests exist.
@Suite("guarantees page")
struct GuaranteesPageTests {
    /// The cases that the page must speak of.
    private static let cases =
        ids("R", 7) + ids("C", 7) + ids("D", 4) + ids("S", 3) + ids("L", 9) + ids("G", 5) + ids("K", 4)
        + ids("F", 5) + ids("T", 3) + ids("M", 1) + ids("X", 3) + ids("A", 4) + ids("V", 2)

    private struct Row {
        let id: String
        let tests: String

        /// The tests named in the row: file and name.
        var named: [(file: String, name: String)] { NamedTests.all(in: tests) }
    }

    private let rows: [Row]

    init() throws {
        let page = Manifest.repository.appending(path: "docs/tailing-guarantees.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        rows = text.matches(of: /(?m)^\| ([A-Z]\d) \|[^|]*\|[^|]*\|([^|]*)\|$/)
            .map { Row(id: String($0.1), tests: String($0.2)) }
    }

    @Test("every case has one row")
    func isComplete() {
        #expect(rows.map(\.id).sorted() == Self.cases.sorted())
    }

    @Test("every row names a test, or says why there is none yet")
    func namesTests() {
        for row in rows {
            let isExplained = row.tests.contains("not yet") || row.tests.contains("not applicable")
            #expect(row.named.isEmpty == isExplained, "\(row.id): \(row.tests)")
        }
    }

    @Test("every test named there exists in the file named there")
    func testsExist() throws {
        for row in rows {
            for test in row.named { try NamedTests.expect(test, row.id) }
        }
    }

    private static func ids(_ letter: String, _ count: Int) -> [String] {
        (1...count).map { "\(letter)\($0)" }
    }
}
