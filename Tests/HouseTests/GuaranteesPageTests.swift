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
        var named: [(file: String, name: String)] {
            tests.matches(of: /`(\w+\/\w+)`: “([^”]+)”/).map { (String($0.1), String($0.2)) }
        }
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
            for (file, name) in row.named {
                let path = try #require(Self.sources[file], "\(row.id): there is no \(file)")
                let text = try String(contentsOf: path, encoding: .utf8)
                #expect(text.contains("\"\(name)\""), "\(row.id): \(file) has no test “\(name)”")
            }
        }
    }

    /// Test sources by `Target/File`.
    private static let sources: [String: URL] = {
        let folder = Manifest.repository.appending(path: "Tests")
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let files = paths.filter { $0.hasSuffix(".swift") }.map { path in
            let target = path.prefix { $0 != "/" }
            let file = (path as NSString).lastPathComponent.dropLast(".swift".count)
            return ("\(target)/\(file)", folder.appending(path: path))
        }
        return Dictionary(files) { first, _ in first }
    }()

    private static func ids(_ letter: String, _ count: Int) -> [String] {
        (1...count).map { "\(letter)\($0)" }
    }
}
