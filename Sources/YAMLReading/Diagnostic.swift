/// One fault in a file that a user wrote: where it is, what is wrong and what to do next.
package struct Diagnostic: Error, Equatable, Sendable {
    package enum Severity: String, Sendable {
        case error
        case warning
    }

    /// A second place that explains the fault, such as the first of two equal keys.
    package struct Note: Equatable, Sendable {
        package var mark: SourceMark
        package var message: String

        package init(mark: SourceMark, message: String) {
            self.mark = mark
            self.message = message
        }
    }

    package var file: String
    /// Nil when the fault concerns the file as a whole.
    package var mark: SourceMark?
    /// Columns to underline, at least 1.
    package var width: Int
    package var severity: Severity
    package var message: String
    /// What to do next, without a full stop.
    package var hint: String?
    package var note: Note?

    package init(
        file: String,
        mark: SourceMark?,
        width: Int = 1,
        severity: Severity = .error,
        message: String,
        hint: String? = nil,
        note: Note? = nil
    ) {
        self.file = file
        self.mark = mark
        self.width = width
        self.severity = severity
        self.message = message
        self.hint = hint
        self.note = note
    }

    /// The fault on one line, for logs: `file:3:7: error: message; hint`.
    package var oneLine: String {
        guard let hint else { return heading }
        return heading + "; " + DisplayText.sanitized(hint)
    }

    /// `file:3:7: error: message`, safe to print whatever the file's name and text hold.
    var heading: String {
        var place = DisplayText.sanitized(file)
        if let mark { place += ":\(mark.line):\(mark.column)" }
        return "\(place): \(severity.rawValue): \(DisplayText.sanitized(message))"
    }
}
