extension SyntaxFault {
    /// The fault in the user's words: libyaml's own, or better ones for the mistakes that people make.
    func diagnostic(file: String, source: SourceText) -> Diagnostic {
        let mark = problemMark ?? contextMark
        if let mark, problem.hasPrefix("found character that cannot start any token") {
            return wrongStart(at: mark, file: file, source: source)
        }
        if let known = SyntaxFault.known.first(where: { $0.matches(self) }) {
            let place = known.isAtContext ? contextMark ?? mark : mark
            return Diagnostic(file: file, mark: place, message: known.message, hint: known.hint)
        }
        let message = context.map { "\(problem) (\($0))" } ?? problem
        return Diagnostic(
            file: file, mark: mark, message: message, hint: "check the indentation and the quotes")
    }

    private func wrongStart(at mark: SourceMark, file: String, source: SourceText) -> Diagnostic {
        let character = source.line(mark.line)?.unicodeScalars.dropFirst(mark.column - 1).first
        guard let character, character != "\t" else {
            return Diagnostic(
                file: file, mark: mark, message: "a tab is not allowed in the indentation",
                hint: "indent with spaces")
        }
        return Diagnostic(
            file: file, mark: mark, message: "a value cannot start with '\(character)'",
            hint: "quote the value")
    }

    /// A message of libyaml and what it means to somebody who writes a file.
    private struct Known {
        var problem: String
        var context: String?
        var message: String
        var hint: String
        /// The context's mark tells where the mistake began, such as an open quote.
        var isAtContext = false

        func matches(_ fault: SyntaxFault) -> Bool {
            guard fault.problem.hasPrefix(problem) else { return false }
            guard let context else { return true }
            return fault.context?.hasPrefix(context) ?? false
        }
    }

    private static let known = [
        Known(
            problem: "mapping values are not allowed in this context",
            message: "a ':' is not allowed here",
            hint: "quote the value when it contains ': ', or correct the indentation"),
        Known(
            problem: "could not find expected ':'",
            message: "this line has no ':' after its key",
            hint: "write 'key: value'", isAtContext: true),
        Known(
            problem: "found unexpected end of stream", context: "while scanning a quoted scalar",
            message: "the quote that opens here is never closed",
            hint: "close it; inside '...' write a quote as ''", isAtContext: true),
        Known(
            problem: "found unknown escape character",
            message: "unknown escape in a double-quoted value",
            hint: "write patterns in single quotes, where a backslash is a backslash"),
        Known(
            problem: "did not find expected hexdecimal number",
            message: "an escape in a double-quoted value lacks its hexadecimal digits",
            hint: "write patterns in single quotes, where a backslash is a backslash"),
        Known(
            problem: "did not find expected alphabetic or numeric character",
            context: "while scanning an alias",
            message: "a value that starts with '*' is read as an alias",
            hint: "quote the value", isAtContext: true),
        Known(
            problem: "did not find expected alphabetic or numeric character",
            context: "while scanning an anchor",
            message: "a value that starts with '&' is read as an anchor",
            hint: "quote the value", isAtContext: true),
        Known(
            problem: "did not find expected ',' or ']'",
            message: "the list that opens here is never closed, or an item lacks its comma",
            hint: "end it with ']'; quote items that contain any of ,[]{}", isAtContext: true),
        Known(
            problem: "did not find expected ',' or '}'",
            message: "the mapping that opens here is never closed, or an entry lacks its comma",
            hint: "end it with '}'; quote values that contain any of ,[]{}", isAtContext: true),
        Known(
            problem: "did not find expected key",
            message: "a key was expected here",
            hint: "align the keys of one mapping; close the quotes above"),
        Known(
            problem: "did not find expected '-' indicator",
            message: "an item of the list was expected here",
            hint: "align it with the keys above, or start it with '- '"),
        Known(
            problem: "block sequence entries are not allowed in this context",
            message: "a list cannot start here",
            hint: "put the first '- ' on a line of its own"),
        Known(
            problem: "found a tab character",
            message: "a tab is not allowed in the indentation",
            hint: "indent with spaces"),
        Known(
            problem: "did not find expected <document start>",
            message: "this does not belong to the document above",
            hint: "correct the indentation"),
    ]
}
