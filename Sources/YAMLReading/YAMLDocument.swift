/// Reads a file of one YAML document, strictly.
///
/// Refused, beyond what YAML itself forbids: equal keys, a second document, tags, merge keys, keys that are
/// not scalars, and NUL characters. Aliases are resolved within `Limits`. An empty document is a null node.
package enum YAMLDocument {
    /// Bounds that a file written by hand never meets and a hostile one does.
    package struct Limits: Sendable {
        /// Configuration and rule files are a few KiB.
        package var bytes = 1 << 20
        /// Mappings and lists within one another.
        package var depth = 64
        /// Values in total, those that aliases repeat included.
        package var nodes = 200_000

        package init() {}
    }

    /// - Parameter file: the name that faults carry.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: Limits = Limits()
    ) throws(Diagnostic) -> YAMLNode {
        guard bytes.count <= limits.bytes else {
            throw Diagnostic(
                file: file, mark: nil,
                message: "the file has \(bytes.count) bytes, more than \(limits.bytes)",
                hint: "split the file")
        }
        let source = SourceText(bytes)
        if let fault = EncodingCheck.firstFault(in: source, file: file) { throw fault }
        var builder = NodeBuilder(source: source, file: file, limits: limits)
        return try builder.document()
    }
}
