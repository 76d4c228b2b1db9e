/// Typed reads of lists and nested mappings.
extension MappingReader {
    /// A list of texts; one scalar is a list of one.
    package mutating func strings(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        guard case .sequence(let items) = node.content else {
            return text(of: node, named: "'\(key)'").map { [$0] }
        }
        return items.compactMap { text(of: $0, named: "an item of '\(key)'") }
    }

    /// The items of a list, null ones included.
    package mutating func sequence(_ key: String) -> [YAMLNode]? {
        guard let node = node(key) else { return nil }
        if case .sequence(let items) = node.content { return items }
        report(
            "'\(key)' must be a list, not \(node.kindName)", at: node,
            hint: "write '- ' before each item, or [a, b]")
        return nil
    }

    /// A nested mapping, whose reader shares this reader's diagnostics. Call `finish` on it too.
    package mutating func mapping(_ key: String) -> MappingReader? {
        guard let node = node(key) else { return nil }
        if case .mapping = node.content { return reader(node) }
        report(
            "'\(key)' must be a mapping, not \(node.kindName)", at: node,
            hint: "write keys and values below it")
        return nil
    }

    /// Reads a nested mapping and reports its unknown keys; an absent one reads as an empty mapping.
    package mutating func mapping<Value>(_ key: String, _ body: (inout MappingReader) -> Value) -> Value {
        var nested = mapping(key) ?? reader(YAMLNode(mark: mark(of: key), content: .null))
        let value = body(&nested)
        nested.finish()
        return value
    }

    /// Reads each mapping of a list and reports its unknown keys; other items are reported and left out.
    package mutating func mappings<Value>(_ key: String, _ body: (inout MappingReader) -> Value) -> [Value]? {
        sequence(key)?.compactMap { item in
            guard case .mapping = item.content else {
                report("each item of '\(key)' must be a mapping, not \(item.kindName)", at: item)
                return nil
            }
            var nested = reader(item)
            let value = body(&nested)
            nested.finish()
            return value
        }
    }

    /// The names and values of a mapping whose keys are the user's own, such as labels, in file order.
    package mutating func entries(_ key: String) -> [(name: String, key: YAMLNode, value: YAMLNode)]? {
        guard let node = node(key) else { return nil }
        guard case .mapping(let entries) = node.content else {
            report(
                "'\(key)' must be a mapping, not \(node.kindName)", at: node,
                hint: "write 'name: value' pairs")
            return nil
        }
        return entries.map { ($0.key.text ?? "", $0.key, $0.value) }
    }

    /// Like `entries`, for values that are text; values of another kind are reported and left out.
    package mutating func stringEntries(_ key: String) -> [(name: String, text: String, value: YAMLNode)]? {
        entries(key)?.compactMap { entry in
            text(of: entry.value, named: "'\(entry.name)'").map { (entry.name, $0, entry.value) }
        }
    }

    /// Like `strings`, for a value that has been read already, such as one of `entries`.
    package mutating func strings(of node: YAMLNode, named name: String) -> [String] {
        guard case .sequence(let items) = node.content else {
            return text(of: node, named: "'\(name)'").map { [$0] } ?? []
        }
        return items.compactMap { text(of: $0, named: "an item of '\(name)'") }
    }
}
