/// One metric family: its metadata and its samples.
package struct ParsedFamily: Sendable {
    /// A line of metadata: what it says, and where it stands.
    package struct Metadata<Value: Sendable & Equatable>: Sendable, Equatable {
        package let value: Value
        package let line: Int
    }

    /// As the format has it: a counter's ends in `_total` in text 0.0.4 and does not in OpenMetrics.
    package let name: String
    /// Line on which the family first appears.
    package let firstLine: Int
    package internal(set) var type: Metadata<ParsedKind>?
    package internal(set) var unit: Metadata<String>?
    package internal(set) var help: Metadata<String>?
    package internal(set) var samples: ParsedSamples

    /// `unknown` also when no TYPE line says so.
    package var kind: ParsedKind { type?.value ?? .unknown }

    init(name: String, firstLine: Int, source: [UInt8], format: ExpositionFormat) {
        self.name = name
        self.firstLine = firstLine
        samples = ParsedSamples(source: source, format: format)
    }
}
