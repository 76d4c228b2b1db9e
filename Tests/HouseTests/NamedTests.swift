import Foundation
import Testing

/// Tests that a page of the documentation names, as `Target/File`: “name”.
enum NamedTests {
    static func all(in text: String) -> [(file: String, name: String)] {
        text.matches(of: /`(\w+\/\w+)`: “([^”]+)”/).map { (String($0.1), String($0.2)) }
    }

    /// Fails unless the file is there and has a test of that name.
    static func expect(_ named: (file: String, name: String), _ row: String) throws {
        let path = try #require(sources[named.file], "\(row): there is no \(named.file)")
        let text = try String(contentsOf: path, encoding: .utf8)
        #expect(text.contains("\"\(named.name)\""), "\(row): \(named.file) has no test “\(named.name)”")
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
}
