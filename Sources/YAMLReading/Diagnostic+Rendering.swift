extension Diagnostic {
    /// The fault for a reader at a terminal: `oneLine`, then the source line with a caret below it.
    ///
    /// The first line says all, the next step included, so that `head -1` and a log line lose nothing.
    /// `source` is the whole file; without it, or without a place, the answer is `oneLine`.
    /// Ends without a newline.
    package func rendered(source: [UInt8]?, colour: Bool = false) -> String {
        let paint = Paint(isOn: colour)
        guard let source, let mark, let text = Optional(SourceText(source)), let line = text.line(mark.line)
        else {
            return oneLine
        }
        let noteLine = note.flatMap { text.line($0.mark.line) }
        let gutter = String(max(mark.line, note?.mark.line ?? 0)).count
        var out = [paint.heading(oneLine, severity: severity)]
        out += Snippet(line: line, mark: mark, width: width).lines(gutter: gutter, caret: "^", paint: paint)
        if let note, let noteLine {
            let place = "\(DisplayText.sanitized(file)):\(note.mark.line):\(note.mark.column)"
            out.append("\(place): note: \(DisplayText.sanitized(note.message))")
            out += Snippet(line: noteLine, mark: note.mark, width: width)
                .lines(gutter: gutter, caret: "-", paint: paint)
        }
        return out.joined(separator: "\n")
    }
}

/// One source line and what is underlined in it.
private struct Snippet {
    /// Widest piece of a line that is shown, in terminal cells; longer lines are cut around the caret.
    private static let windowCells = 100
    /// Cells kept before the caret when the line is cut.
    private static let leadCells = 40
    private static let tabCells = 4
    /// Scalars looked at on each side of the caret, however long the line and however narrow they are.
    private static let reach = 200

    let line: String
    let mark: SourceMark
    let width: Int

    func lines(gutter: Int, caret: String, paint: Paint) -> [String] {
        let column = min(mark.column - 1, line.unicodeScalars.count)
        let skipped = max(0, column - Snippet.reach)
        let near = line.unicodeScalars.dropFirst(skipped)
        let cells = Snippet.cells(of: near.prefix(2 * Snippet.reach))
        let first = column - skipped
        let window = Snippet.window(of: cells, around: first)
        let isCut = (
            head: skipped + window.lowerBound > 0,
            tail: window.upperBound < cells.count || near.count > cells.count
        )
        let shown = (isCut.head ? "..." : "") + cells[window].map(\.text).joined() + (isCut.tail ? "..." : "")
        let indent = (isCut.head ? 3 : 0) + cells[window.lowerBound..<first].reduce(0) { $0 + $1.cells }
        let last = max(first, min(first + max(width, 1), window.upperBound))
        let carets = max(1, cells[first..<last].reduce(0) { $0 + $1.cells })
        let number = String(mark.line)
        let pad = String(repeating: " ", count: gutter - number.count)
        let blank = String(repeating: " ", count: gutter)
        let under =
            String(repeating: " ", count: indent) + paint.caret(String(repeating: caret, count: carets))
        return ["\(pad)\(number) | \(shown)", "\(blank) | \(under)"]
    }

    /// Each Unicode scalar of the line as it is shown, with the terminal cells it takes.
    private static func cells(
        of scalars: Substring.UnicodeScalarView
    ) -> [(text: String, cells: Int)] {
        scalars.map { scalar in
            if scalar == "\t" { return (String(repeating: " ", count: tabCells), tabCells) }
            let visible = DisplayText.visible(scalar)
            return (String(visible), DisplayText.cells(visible))
        }
    }

    private static func window(of cells: [(text: String, cells: Int)], around focus: Int) -> Range<Int> {
        var start = 0
        if cells.reduce(0, { $0 + $1.cells }) > windowCells {
            start = focus
            var lead = 0
            while start > 0, lead + cells[start - 1].cells <= leadCells {
                start -= 1
                lead += cells[start].cells
            }
        }
        var end = start
        var used = 0
        while end < cells.count, used + cells[end].cells <= windowCells {
            used += cells[end].cells
            end += 1
        }
        return start..<end
    }
}

/// Terminal colours, or none.
private struct Paint {
    let isOn: Bool

    func heading(_ text: String, severity: Diagnostic.Severity) -> String {
        guard isOn else { return text }
        return severity == .error ? "\u{1B}[1;31m\(text)\u{1B}[0m" : "\u{1B}[1;33m\(text)\u{1B}[0m"
    }

    func caret(_ text: String) -> String { isOn ? "\u{1B}[1;34m\(text)\u{1B}[0m" : text }
}
