/// Tells which lines continue the entry above, for people who look at a few lines.
///
/// A line continues when it is empty or starts with white space, and when it belongs to a traceback: its head, its
/// indented lines, the line that names the exception, and the sentence before a chained one. This is what the
/// built-in level formats take as continuation, without their knowledge of each format.
enum EntryOutline {
    private static let tracebackHeads = [
        "Traceback (most recent call last):",
        "During handling of the above exception, another exception occurred:",
        "The above exception was the direct cause of the following exception:",
    ].map { Array($0.utf8) }

    /// For each line whether it continues the one before.
    static func continuations(in lines: [[UInt8]]) -> [Bool] {
        var isInTraceback = false
        return lines.map { line in
            if tracebackHeads.contains(where: line.starts) {
                isInTraceback = true
                return true
            }
            guard let first = line.first else { return true }
            if isBlank(first) { return true }
            defer { isInTraceback = false }
            return isInTraceback
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
