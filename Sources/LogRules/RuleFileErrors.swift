package import YAMLReading

/// All faults of one or more rule files, each with its place; never empty.
package struct RuleFileErrors: Error, Equatable, Sendable {
    package let diagnostics: [Diagnostic]

    package init(diagnostics: [Diagnostic]) {
        precondition(!diagnostics.isEmpty, "an error without a fault")
        self.diagnostics = diagnostics
    }
}
