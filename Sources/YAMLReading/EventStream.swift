import CYAML
import Glibc

/// One event of libyaml with the place where it starts.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case documentEnd
        case streamEnd
        case alias(String)
        case scalar(String, style: ScalarStyle)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        /// Something that carries no content: the start of the stream.
        case other
    }

    var kind: Kind
    var mark: SourceMark
    /// Columns up to the end of the event, 1 when it ends on another line.
    var width: Int
    var anchor: String?
    var tag: String?
}

/// What libyaml says about bytes that are not YAML.
struct SyntaxFault: Error {
    var problem: String
    var problemMark: SourceMark?
    var context: String?
    var contextMark: SourceMark?
}

/// Pulls events out of libyaml; the only place that calls it.
///
/// Safe, since its pointers are private, owned and never leave it.
@safe struct EventStream: ~Copyable {
    /// Owned. libyaml keeps a pointer to the parser inside the parser, so it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// Owned copy of the document, read by the parser until `deinit`.
    private let input: UnsafeMutablePointer<UInt8>

    /// `bytes` must be valid UTF-8 without a byte order mark.
    init(_ bytes: [UInt8]) {
        unsafe input = .allocate(capacity: max(bytes.count, 1))
        // `input` holds room for all of `bytes`, which stay alive during the copy.
        unsafe input.initialize(from: bytes, count: bytes.count)
        unsafe parser = .allocate(capacity: 1)
        // libyaml zeroes the memory it is given; it can fail for want of memory only.
        let isReady = unsafe yaml_parser_initialize(parser)
        precondition(isReady == 1, "out of memory")
        // Both the parser and `input` live, unmoved, until `deinit`.
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // As above.
        unsafe yaml_parser_set_input_string(parser, input, bytes.count)
    }

    deinit {
        // The parser was initialised in `init`, and nothing outlives this value.
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(SyntaxFault) -> YAMLEvent {
        // An all-zero event is libyaml's "no event", a valid value to overwrite and to delete.
        var event = unsafe yaml_event_t()
        // The parser was initialised in `init`; libyaml fills `event` or leaves it empty.
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        // `event` was filled above and owns its strings until it is deleted here, after the copy.
        defer { unsafe yaml_event_delete(&event) }
        return unsafe YAMLEvent(event)
    }

    private func fault() -> SyntaxFault {
        // The parser is alive, and its messages are constants of libyaml.
        let raw = unsafe parser.pointee
        guard let problem = unsafe raw.problem else { return SyntaxFault(problem: "out of memory") }
        let text = unsafe String(cString: problem)
        if unsafe raw.error == YAML_READER_ERROR { return SyntaxFault(problem: text) }
        return unsafe SyntaxFault(
            problem: text,
            problemMark: SourceMark(raw.problem_mark),
            context: raw.context.map { unsafe String(cString: $0) },
            contextMark: raw.context == nil ? nil : SourceMark(raw.context_mark)
        )
    }
}

extension SourceMark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}

extension YAMLEvent {
    /// Copies an event out of C memory; `raw` must have been filled by `yaml_parser_parse`.
    fileprivate init(_ raw: yaml_event_t) {
        let (start, end) = unsafe (raw.start_mark, raw.end_mark)
        mark = SourceMark(start)
        width = start.line == end.line ? max(1, Int(end.column) - Int(start.column)) : 1
        // Each case reads the member of the union that libyaml fills for that type of event.
        switch unsafe raw.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_ALIAS_EVENT: kind = unsafe .alias(copy(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe raw.data.scalar
            // `value` holds `length` bytes.
            let value = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(String(decoding: value, as: UTF8.self), style: ScalarStyle(scalar.style))
            unsafe (anchor, tag) = (copy(scalar.anchor), copy(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe (anchor, tag) = (copy(raw.data.sequence_start.anchor), copy(raw.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            unsafe (anchor, tag) = (copy(raw.data.mapping_start.anchor), copy(raw.data.mapping_start.tag))
        default: kind = .other
        }
    }
}

extension ScalarStyle {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_PLAIN_SCALAR_STYLE: self = .plain
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        default: self = .other
        }
    }
}

/// Copies a NUL-terminated string of libyaml, nil when it is absent.
private func copy(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    // libyaml ends each of its strings with NUL and keeps it until the event is deleted.
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
}
