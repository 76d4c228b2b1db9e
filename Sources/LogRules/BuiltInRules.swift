import YAMLReading

/// The rules that ship inside the program, `BuiltIn/*.yml` but for the catalogue of levels.
enum BuiltInRules {
    static let files: [(path: String, bytes: [UInt8])] = [
        ("builtin:access.yml", PackageResources.access_yml),
        ("builtin:exceptions.yml", PackageResources.exceptions_yml),
        ("builtin:orchestrator.yml", PackageResources.orchestrator_yml),
        ("builtin:syslog.yml", PackageResources.syslog_yml),
    ]

    /// Adds them to the rules; their examples are checked by a test, not at each start.
    static func add(to validator: inout RuleValidator, checksExamples: Bool = false) {
        for (number, file) in files.enumerated() {
            let written = RuleFile.read(
                path: file.path, bytes: file.bytes, diagnostics: &validator.diagnostics)
            validator.add(
                written, number: -1 - number, isBuiltIn: true, checksExamples: checksExamples)
        }
    }
}
