import YAMLReading

/// A rule file as it was written: the shape is right, what it says is not yet proven.
struct RuleFile {
    let path: String
    /// Whether the first rule that matches a line is the only one of the file to count it.
    let countsFirstMatchOnly: Bool
    let rules: [WrittenRule]

    /// Reads one file; every fault of its shape is appended to `diagnostics`.
    static func read(path: String, bytes: [UInt8], diagnostics: inout [Diagnostic]) -> RuleFile {
        let root: YAMLNode
        do {
            root = try YAMLDocument.parse(bytes, file: path)
        } catch {
            diagnostics.append(error)
            return RuleFile(path: path, countsFirstMatchOnly: false, rules: [])
        }
        var reader = MappingReader(root, file: path)
        reader.require("rules")
        let order = reader.choice("order", of: ["all", "first"])
        let rules = reader.mappings("rules") { WrittenRule(reading: &$0) } ?? []
        reader.finish()
        diagnostics += reader.diagnostics
        return RuleFile(path: path, countsFirstMatchOnly: order == "first", rules: rules)
    }
}

/// A value and the place where it was written.
struct Written<Value> {
    let value: Value
    let node: YAMLNode
}
