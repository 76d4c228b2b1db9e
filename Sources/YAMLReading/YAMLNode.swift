/// A value of a YAML document with the place where it was written.
///
/// A value reached through an alias carries the place of its anchor.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        /// `isPlain` is false for quoted and block scalars: those are strings, whatever they look like.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file; keys are scalars and no two are equal.
        case mapping([(key: YAMLNode, value: YAMLNode)])
        /// Nothing, `~` or `null`, unquoted.
        case null
    }

    package let mark: SourceMark
    /// Columns that the value takes on its line; 1 for collections and values of several lines.
    package let width: Int
    package let content: Content
    let style: ScalarStyle

    package init(mark: SourceMark, width: Int = 1, content: Content) {
        self.init(mark: mark, width: width, content: content, style: .other)
    }

    init(mark: SourceMark, width: Int, content: Content, style: ScalarStyle) {
        self.mark = mark
        self.width = width
        self.content = content
        self.style = style
    }

    /// The text of a scalar, else nil.
    package var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    package var isNull: Bool {
        guard case .null = content else { return false }
        return true
    }

    /// What the value is, for messages: "a list".
    package var kindName: String {
        switch content {
        case .scalar(let text, _): DisplayText.quoted(text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .null: "nothing"
        }
    }

    /// The place of a byte of the scalar's text, such as a pattern's fault; nil where escapes or several
    /// lines make it unknowable.
    package func mark(ofUTF8Offset offset: Int) -> SourceMark? {
        guard let text, offset >= 0, offset <= text.utf8.count else { return nil }
        let before = text.utf8.prefix(offset)
        // A column is a Unicode scalar: count the bytes that start one.
        let columns = before.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
        let length = text.unicodeScalars.count
        switch style {
        case .plain where width == length:
            return SourceMark(line: mark.line, column: mark.column + columns)
        case .doubleQuoted where width == length + 2:
            return SourceMark(line: mark.line, column: mark.column + 1 + columns)
        case .singleQuoted where width == length + 2 + text.utf8.count { $0 == UInt8(ascii: "'") }:
            let doubled = before.count { $0 == UInt8(ascii: "'") }
            return SourceMark(line: mark.line, column: mark.column + 1 + columns + doubled)
        default:
            return nil
        }
    }
}

/// How a scalar was written.
enum ScalarStyle: Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    case other
}
