/// Reads a mapping key by key, strictly, and collects every fault instead of stopping at the first.
///
/// Each read makes its key known; `finish` then reports the keys that nobody asked for. An absent key and a
/// null value read as nil. A value of the wrong kind reads as nil too, with a diagnostic. Copies and nested
/// readers share one list of diagnostics, so a reader must stay on one thread.
package struct MappingReader {
    /// Collects the faults of a reader and of all readers below it.
    private final class Faults {
        var list: [Diagnostic] = []
    }

    package let file: String
    /// Where the mapping starts.
    package let mark: SourceMark
    private let entries: [(key: YAMLNode, value: YAMLNode)]
    private let positions: [String: Int]
    private let faults: Faults
    private var known: Set<String> = []
    /// Keys that `require` did not find; reported by `finish`, which knows the misspelt ones.
    private var missing: [String] = []

    /// A null node reads as an empty mapping; any other kind is a fault and reads as an empty mapping.
    package init(_ node: YAMLNode, file: String) {
        self.init(node, file: file, faults: Faults())
    }

    private init(_ node: YAMLNode, file: String, faults: Faults) {
        self.file = file
        self.mark = node.mark
        self.faults = faults
        var entries: [(key: YAMLNode, value: YAMLNode)] = []
        switch node.content {
        case .mapping(let written): entries = written
        case .null: break
        case .scalar, .sequence:
            faults.list.append(
                Diagnostic(
                    file: file, mark: node.mark, width: node.width,
                    message: "expected a mapping ('key: value'), found \(node.kindName)",
                    hint: "write keys and values, one a line"))
        }
        self.entries = entries
        let names = entries.enumerated().map { ($0.element.key.text ?? "", $0.offset) }
        positions = Dictionary(names, uniquingKeysWith: { first, _ in first })
    }

    /// All faults found so far by this reader and those below it, in the order of the file.
    package var diagnostics: [Diagnostic] {
        let start = SourceMark(line: 0, column: 0)
        return faults.list.enumerated()
            .sorted { ($0.element.mark ?? start, $0.offset) < ($1.element.mark ?? start, $1.offset) }
            .map(\.element)
    }

    /// The keys in the order of the file.
    package var keys: [String] { entries.compactMap(\.key.text) }

    /// Whether the key is written, null or not. Does not make it known.
    package func contains(_ key: String) -> Bool { positions[key] != nil }

    /// The value of a key, nil when absent or null.
    package mutating func node(_ key: String) -> YAMLNode? {
        known.insert(key)
        guard let position = positions[key] else { return nil }
        let value = entries[position].value
        return value.isNull ? nil : value
    }

    /// Where a key is written, else where the mapping starts.
    package func mark(of key: String) -> SourceMark {
        positions[key].map { entries[$0].key.mark } ?? mark
    }

    /// Makes `finish` report each of the keys that is absent or null.
    package mutating func require(_ keys: String...) {
        for key in keys where node(key) == nil { missing.append(key) }
    }

    /// Reports a fault that the caller found in a value, such as a pattern that does not compile.
    package mutating func report(
        _ message: String, at node: YAMLNode, hint: String? = nil, severity: Diagnostic.Severity = .error
    ) {
        add(message, at: node.mark, width: node.width, hint: hint, severity: severity)
    }

    /// Reports a fault that concerns a key, or the whole mapping when the key is absent.
    package mutating func report(
        _ message: String, key: String, hint: String? = nil, severity: Diagnostic.Severity = .error
    ) {
        add(message, at: mark(of: key), width: width(of: key), hint: hint, severity: severity)
    }

    /// Reports a finished diagnostic, such as one with a place inside a value.
    package mutating func report(_ diagnostic: Diagnostic) { faults.list.append(diagnostic) }

    /// Reports required keys that are missing, and the keys that no read asked for, each with the known key
    /// that it resembles. A required key that was misspelt is reported once, as an unknown key.
    package mutating func finish() {
        for (key, _) in entries {
            guard let name = key.text, !known.contains(name) else { continue }
            let meant =
                Suggestion.closest(to: name, among: missing) ?? Suggestion.closest(to: name, among: known)
            if let meant, !contains(meant) { missing.removeAll { $0 == meant } }
            add(
                "unknown key \(DisplayText.quoted(name))", at: key.mark, width: key.width,
                hint: meant.map { "did you mean '\($0)'?" } ?? allowedHint)
        }
        for key in missing { addMissing(key) }
        missing = []
    }

    /// A reader of another node whose faults join this reader's.
    package func reader(_ node: YAMLNode) -> MappingReader {
        MappingReader(node, file: file, faults: faults)
    }

    private func addMissing(_ key: String) {
        guard contains(key) else {
            add("missing key '\(key)'", at: mark, width: 1, hint: "add '\(key): ...' to this mapping")
            return
        }
        add(
            "key '\(key)' has no value", at: mark(of: key), width: width(of: key),
            hint: "write a value after the ':'")
    }

    private func width(of key: String) -> Int { positions[key].map { entries[$0].key.width } ?? 1 }

    private var allowedHint: String {
        known.isEmpty ? "remove it" : "allowed here: \(known.sorted().joined(separator: ", "))"
    }

    private func add(
        _ message: String, at mark: SourceMark, width: Int, hint: String?,
        severity: Diagnostic.Severity = .error
    ) {
        faults.list.append(
            Diagnostic(
                file: file, mark: mark, width: width, severity: severity, message: message, hint: hint))
    }
}
