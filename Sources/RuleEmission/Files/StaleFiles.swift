/// How files that are there differ from those that would be emitted.
package enum StaleFiles {
    /// One line for each file, naming the first line that differs; empty when all are as they should be.
    ///
    /// - Parameters:
    ///   - present: reads a file by its path below the directory; `nil` when it is not there.
    ///   - others: generated files that are there and would not be emitted.
    package static func faults(
        _ emitted: [EmittedFile], present: (String) -> String?, others: [String] = []
    ) -> [String] {
        let stale = emitted.compactMap { file -> String? in
            guard let text = present(file.path) else { return "\(file.path): is not there" }
            return difference(of: text, from: file.text).map { "\(file.path):\($0)" }
        }
        return stale + others.sorted().map { "\($0): would not be emitted any more; remove it" }
    }

    private static func difference(of present: String, from emitted: String) -> String? {
        guard present != emitted else { return nil }
        let (old, new) = (lines(present), lines(emitted))
        let count = min(old.count, new.count)
        let number = (0..<count).first { old[$0] != new[$0] } ?? count
        func shown(_ lines: [Substring]) -> String {
            lines.indices.contains(number) ? "'\(lines[number].drop { $0 == " " })'" : "nothing"
        }
        return "\(number + 1): has \(shown(old)), would be \(shown(new))"
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }
}
