/// Shows lines of the input with a mark under the place that a message speaks of.
struct SourceSnippets {
    /// Longest part of a line that is shown, in code points.
    private static let maxWidth = 100

    /// How far into a line its subject is searched, in bytes.
    private static let maxSearch = 64 * 1024

    private let bytes: [UInt8]
    /// Where the wanted lines lie, by number.
    private var lines: [Int: Range<Int>] = [:]

    /// Finds the lines in one pass.
    init(_ bytes: [UInt8], lines wanted: [Int]) {
        self.bytes = bytes
        var rest = Set(wanted)
        var start = 0
        var number = 1
        while !rest.isEmpty, start <= bytes.count {
            let end = bytes[start...].firstIndex(of: Ascii.lineFeed) ?? bytes.endIndex
            if rest.remove(number) != nil { lines[number] = start..<end }
            start = end + 1
            number += 1
        }
    }

    /// Where `subject` stands in a line, and how long it is; the start of the line when it is not there.
    ///
    /// A blank before it and a `=` behind it help to find it, and are not marked.
    func place(of subject: String, line: Int) -> (column: Int, width: Int) {
        let wanted = Array(subject.utf8)
        guard let range = lines[line], !wanted.isEmpty, wanted.count <= range.count else { return (1, 1) }
        let last = range.lowerBound + min(range.count - wanted.count, Self.maxSearch)
        let start = (range.lowerBound...last).first { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
        guard let start else { return (1, 1) }
        let lead = wanted.first == Ascii.blank ? 1 : 0
        let tail = wanted.last == Ascii.equals ? 1 : 0
        let column = codePoints(in: range.lowerBound..<start) + lead + 1
        return (column, max(subject.unicodeScalars.count - lead - tail, 1))
    }

    /// The line, the mark below it and the hint, each indented by a gutter that holds the line's number.
    func rendered(line: Int, column: Int, width: Int, hint: String) -> [String] {
        let gutter = String(repeating: " ", count: max("\(line)".count, 3))
        let help = "\(gutter) = help: \(hint)"
        guard let range = lines[line] else { return [help] }
        let number = String(repeating: " ", count: gutter.count - "\(line)".count) + "\(line)"
        let (shown, mark) = excerpt(of: range, column: column)
        let marks = "^" + String(repeating: "~", count: max(0, min(width, Self.maxWidth) - 1))
        return [
            "\(number) | \(shown)", "\(gutter) | \(String(repeating: " ", count: mark))\(marks)", help,
        ]
    }

    /// A part of a long line around `column`, and how many characters stand before the mark.
    private func excerpt(of line: Range<Int>, column: Int) -> (shown: String, mark: Int) {
        let first = max(1, column - Self.maxWidth / 2)
        let start = first == 1 ? line.lowerBound : offset(of: first, in: line)
        let end = offset(of: Self.maxWidth + 1, in: start..<line.upperBound)
        let head = start > line.lowerBound ? "..." : ""
        let tail = end < line.upperBound ? "..." : ""
        let shown = visible(String(decoding: bytes[start..<end], as: UTF8.self))
        return (head + shown + tail, head.count + column - first)
    }

    /// Offset of the code point at `column`, or the end of the range when it has fewer.
    private func offset(of column: Int, in range: Range<Int>) -> Int {
        var count = 0
        return range.first { index in
            if bytes[index] & 0xc0 != 0x80 { count += 1 }
            return count == column
        } ?? range.upperBound
    }

    private func codePoints(in range: Range<Int>) -> Int { bytes[range].count { $0 & 0xc0 != 0x80 } }
}
