import Foundation

/// A reviewed file that holds the expected output of a test.
///
/// With `UPDATE_GOLDEN=1` in the environment the file is written instead of compared; the change is then
/// reviewed like code.
package struct GoldenFile: Sendable {
    /// True when this run rewrites golden files.
    package static var isUpdating: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" }

    package let path: String

    /// A golden file anywhere in the checkout, by absolute path.
    package init(path: String) {
        self.path = path
    }

    /// A golden file below `Tests/Fixtures`.
    package init(fixture: String) {
        self.init(path: Fixtures.path(fixture))
    }

    /// The first difference in words, or `nil` when `actual` equals the file.
    ///
    /// Throws when the file cannot be read (or written, with `UPDATE_GOLDEN=1`).
    package func difference(from actual: String) throws -> String? {
        try difference(from: Array(actual.utf8))
    }

    package func difference(from actual: [UInt8]) throws -> String? {
        if Self.isUpdating {
            try write(actual)
            return nil
        }
        guard FileManager.default.fileExists(atPath: path) else {
            return "\(path) does not exist; run the test once with UPDATE_GOLDEN=1 and review the file"
        }
        let expected = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        return expected == actual ? nil : describe(expected: expected, actual: actual)
    }

    private func write(_ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private func describe(expected: [UInt8], actual: [UInt8]) -> String {
        let wanted = lines(of: expected)
        let found = lines(of: actual)
        let same = zip(wanted, found).prefix { $0 == $1 }.count
        let want = same < wanted.count ? "'\(wanted[same])'" : "end of file"
        let got = same < found.count ? "'\(found[same])'" : "end of output"
        return "\(path):\(same + 1): expected \(want), got \(got)"
    }

    private func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
