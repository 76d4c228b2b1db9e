import YAMLReading

/// What a rule file says, read leniently: faults are the business of `RuleSet`, this is for reports about rules.
struct RuleFileOutline {
    struct Label {
        let name: String
        let source: YAMLNode
    }

    struct Example {
        let text: String
        let mustMatch: Bool
        let mark: SourceMark
        /// Places of all that the example says: a fault at one of them is a fault of the example.
        let places: Set<SourceMark>
    }

    struct Entry {
        let name: String?
        let pattern: YAMLNode?
        let labels: [Label]
        let hasMaxSeries: Bool
        /// Labels whose values `init` lists.
        let initialLabels: Set<String>
        /// Captures whose map has a word for every text that it does not name.
        let mappedCaptures: Set<String>
        let examples: [Example]
    }

    let file: String
    private(set) var rules: [Entry] = []

    /// Empty for a file that is no YAML mapping.
    init(file: String, root: YAMLNode) {
        self.file = file
        guard let rules = root["rules"], case .sequence(let items) = rules.content else { return }
        self.rules = items.map(Entry.init)
    }
}

extension RuleFileOutline.Entry {
    init(_ node: YAMLNode) {
        name = node["name"]?.text
        pattern = node["pattern"]
        labels = (node["labels"]?.entries ?? []).compactMap { entry in
            entry.key.text.map { RuleFileOutline.Label(name: $0, source: entry.value) }
        }
        hasMaxSeries = node["max_series"] != nil
        initialLabels = Set((node["init"]?.entries ?? []).compactMap(\.key.text))
        mappedCaptures = Set(
            (node["map"]?.entries ?? []).filter { $0.value["*"] != nil }.compactMap(\.key.text))
        if case .sequence(let items)? = node["examples"]?.content {
            examples = items.compactMap(RuleFileOutline.Example.init)
        } else {
            examples = []
        }
    }
}

extension RuleFileOutline.Example {
    init?(_ node: YAMLNode) {
        guard let text = node["line"]?.text ?? node["no_match"]?.text else { return nil }
        self.text = text
        mustMatch = node["line"] != nil
        mark = node.mark
        places = node.allMarks
    }
}

extension YAMLNode {
    /// The value of a key of a mapping.
    subscript(key: String) -> YAMLNode? { entries.first { $0.key.text == key }?.value }

    /// Keys and values of a mapping, else nothing.
    var entries: [(key: YAMLNode, value: YAMLNode)] {
        guard case .mapping(let entries) = content else { return [] }
        return entries
    }

    /// The places of this value and of all within it.
    var allMarks: Set<SourceMark> {
        switch content {
        case .scalar, .null: [mark]
        case .sequence(let items): items.reduce(into: [mark]) { $0.formUnion($1.allMarks) }
        case .mapping(let entries):
            entries.reduce(into: [mark]) { marks, entry in
                marks.formUnion(entry.key.allMarks)
                marks.formUnion(entry.value.allMarks)
            }
        }
    }
}
