/// Builds the node tree of one document from libyaml's events, within limits.
struct NodeBuilder: ~Copyable {
    /// A value with its size, so that an alias costs what it repeats.
    private struct Built {
        var node: YAMLNode
        var nodes: Int
        var height: Int
    }

    private var events: EventStream
    private let source: SourceText
    private let file: String
    private let limits: YAMLDocument.Limits
    private var anchors: [String: Built] = [:]
    /// Anchors whose value is still being read.
    private var openAnchors: Set<String> = []
    private var nodes = 0

    init(source: SourceText, file: String, limits: YAMLDocument.Limits) {
        events = EventStream(source.bytes)
        self.source = source
        self.file = file
        self.limits = limits
    }

    mutating func document() throws(Diagnostic) -> YAMLNode {
        var event = try next()
        while case .other = event.kind { event = try next() }
        guard case .documentStart = event.kind else {
            return YAMLNode(mark: SourceMark(line: 1, column: 1), content: .null)
        }
        let root = try value(from: try next(), depth: 1)
        event = try next()
        while case .documentEnd = event.kind { event = try next() }
        if case .documentStart = event.kind {
            throw fault(
                event, "a second document starts here",
                hint: "keep one document in a file: remove the '---' or split it")
        }
        return root.node
    }

    private mutating func value(from event: YAMLEvent, depth: Int) throws(Diagnostic) -> Built {
        guard depth <= limits.depth else {
            throw fault(
                event, "more than \(limits.depth) levels within one another", hint: "flatten the file")
        }
        if let tag = event.tag {
            throw fault(
                event, "tags such as \(DisplayText.quoted(shortTag(tag))) are not supported",
                hint: "remove the tag; quote a value to make it a string")
        }
        if let anchor = event.anchor { openAnchors.insert(anchor) }
        let built: Built
        switch event.kind {
        case .alias(let name): return try alias(name, at: event, depth: depth)
        case .scalar(let text, let style): built = try scalar(text, style: style, at: event)
        case .sequenceStart: built = try sequence(from: event, depth: depth)
        case .mappingStart: built = try mapping(from: event, depth: depth)
        default: throw fault(event, "a value is missing here", hint: nil)
        }
        if let anchor = event.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = built
        }
        return built
    }

    private mutating func scalar(
        _ text: String, style: ScalarStyle, at event: YAMLEvent
    ) throws(Diagnostic) -> Built {
        try count(1, at: event)
        guard !text.utf8.contains(0) else {
            throw fault(event, "a value must not contain the NUL character", hint: "remove the \\0")
        }
        let isPlain = style == .plain
        let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
        let content: YAMLNode.Content = isNull ? .null : .scalar(text, isPlain: isPlain)
        let node = YAMLNode(mark: event.mark, width: event.width, content: content, style: style)
        return Built(node: node, nodes: 1, height: 1)
    }

    private mutating func sequence(from start: YAMLEvent, depth: Int) throws(Diagnostic) -> Built {
        try count(1, at: start)
        var items: [YAMLNode] = []
        var size = (nodes: 1, height: 1)
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { break }
            let item = try value(from: event, depth: depth + 1)
            items.append(item.node)
            size = (size.nodes + item.nodes, max(size.height, item.height + 1))
        }
        let node = YAMLNode(mark: start.mark, content: .sequence(items))
        return Built(node: node, nodes: size.nodes, height: size.height)
    }

    private mutating func mapping(from start: YAMLEvent, depth: Int) throws(Diagnostic) -> Built {
        try count(1, at: start)
        var entries: [(key: YAMLNode, value: YAMLNode)] = []
        var seen: [String: SourceMark] = [:]
        var size = (nodes: 1, height: 1)
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { break }
            let key = try key(from: event, seen: &seen)
            let value = try value(from: try next(), depth: depth + 1)
            entries.append((key, value.node))
            size = (size.nodes + 1 + value.nodes, max(size.height, value.height + 1))
        }
        let node = YAMLNode(mark: start.mark, content: .mapping(entries))
        return Built(node: node, nodes: size.nodes, height: size.height)
    }

    private mutating func key(
        from event: YAMLEvent, seen: inout [String: SourceMark]
    ) throws(Diagnostic) -> YAMLNode {
        guard case .scalar(let text, let style) = event.kind, event.tag == nil, event.anchor == nil else {
            throw fault(
                event, "a key must be a word, not a list, a mapping, a tag or an alias",
                hint: "quote the text when it starts with one of *&!{[")
        }
        guard text != "<<" || style != .plain else {
            throw fault(event, "merge keys ('<<') are not supported", hint: "write the keys out")
        }
        let key = try scalar(text, style: style, at: event).node
        guard let name = key.text else {
            throw fault(event, "a key is empty", hint: "write the key before the ':'")
        }
        if let first = seen.updateValue(key.mark, forKey: name) {
            throw Diagnostic(
                file: file, mark: key.mark, width: key.width,
                message: "duplicate key \(DisplayText.quoted(name)), first at line \(first.line)",
                hint: "rename or remove one",
                note: Diagnostic.Note(
                    mark: first, message: "\(DisplayText.quoted(name)) is first defined here"))
        }
        return key
    }

    private mutating func alias(_ name: String, at event: YAMLEvent, depth: Int) throws(Diagnostic) -> Built {
        guard !openAnchors.contains(name) else {
            throw fault(event, "alias '*\(name)' stands inside its own anchor", hint: "remove the alias")
        }
        guard let built = anchors[name] else {
            throw fault(
                event, "alias '*\(name)' has no anchor '&\(name)' above it",
                hint: "quote the value when it is meant as text")
        }
        guard depth + built.height - 1 <= limits.depth else {
            throw fault(
                event, "alias '*\(name)' nests more than \(limits.depth) levels", hint: "flatten the file")
        }
        try count(built.nodes, at: event)
        return built
    }

    private mutating func count(_ added: Int, at event: YAMLEvent) throws(Diagnostic) {
        nodes += added
        guard nodes <= limits.nodes else {
            throw fault(
                event,
                "the document holds more than \(limits.nodes) values, those that aliases repeat included",
                hint: "split the file, or remove aliases")
        }
    }

    private mutating func next() throws(Diagnostic) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            throw error.diagnostic(file: file, source: source)
        }
    }

    /// The tag as people write it: `!!str` for the one that libyaml spells out.
    private func shortTag(_ tag: String) -> String {
        let standard = "tag:yaml.org,2002:"
        return tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
    }

    private func fault(_ event: YAMLEvent, _ message: String, hint: String?) -> Diagnostic {
        Diagnostic(file: file, mark: event.mark, width: event.width, message: message, hint: hint)
    }
}
