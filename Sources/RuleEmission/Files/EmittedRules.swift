package import LogRules
import MetricModel

/// All files that the settings of an installation amount to.
package struct EmittedRules {
    private let writer: AlertWriter
    private let options: EmissionOptions

    private let logRules: [Rule]

    /// - Parameter logRules: rules whose alerts are to come with the others.
    package init(
        settings: AlertSettings = AlertSettings(), options: EmissionOptions = EmissionOptions(),
        logRules: [Rule] = []
    ) {
        self.options = options
        self.logRules = logRules
        writer = AlertWriter(settings: settings, options: options)
    }

    /// Directories that hold nothing but emitted files and what users put beside them.
    package static let directories = ["alerts", "recording", "tests"]

    /// Whether this text came out of here.
    package static func isGenerated(_ text: String) -> Bool { text.hasPrefix(RuleFileText.header) }

    /// One part of the emitted files: a file of rules and the tests that go with it.
    struct Part {
        let kind: String
        let name: String
        let rules: String
        let tests: [RuleTest]
        /// Files that the tests load, relative to theirs.
        let tested: [String]
        var objective: BurnObjective?
    }

    /// In the order of their paths.
    package var files: [EmittedFile] {
        switch options.format {
        case .files: return plainFiles.sorted { $0.path < $1.path }
        case .prometheusrule: return [Manifests.prometheusRule(parts)]
        case .configmap: return [Manifests.configMap(parts)]
        }
    }

    /// Pages of the alerts beside log rules that name no runbook of their own, by their paths in the directory of runbooks.
    package var runbooks: [EmittedFile] {
        guard options.format == .files, options.includes(.logRules) else { return [] }
        return LogRuleAlerts(rules: logRules, writer: writer).runbooks
    }

    private var plainFiles: [EmittedFile] {
        parts.flatMap { part in
            [
                EmittedFile(path: "\(part.kind)/\(part.name).yml", text: RuleFileText.header + part.rules),
                EmittedFile(
                    path: "tests/\(part.kind == "alerts" ? part.name : "recording-\(part.name)").yml",
                    text: RuleFileText.tests(
                        part.tests, of: part.tested, objective: part.objective)),
            ]
        }
    }

    private var parts: [Part] {
        AlertGroup.allCases.filter(options.includes).compactMap(alertPart) + recordingParts
    }

    private func alertPart(_ group: AlertGroup) -> Part? {
        let definitions = AlertCatalogue.definitions.filter { $0.group == group }
            .map { DefinitionEmission($0, writer) }
        let objectives = BurnObjective.all.filter { $0.group == group }
            .map { ObjectiveEmission(objective: $0, writer: writer) }
        let declared = LogRuleAlerts(rules: group == .logRules ? logRules : [], writer: writer)
        let rules = definitions.flatMap(\.rules) + objectives.flatMap(\.rules) + declared.alertRules
        guard !rules.isEmpty else { return nil }
        let records = objectives.isEmpty ? [] : ["../recording/\(group.rawValue).yml"]
        return Part(
            kind: "alerts", name: group.rawValue,
            rules: RuleFileText.alerts(rules, group: group.ruleGroupName),
            tests: definitions.flatMap(\.tests) + objectives.flatMap(\.tests) + declared.tests,
            tested: ["../alerts/\(group.rawValue).yml"] + records,
            objective: objectives.first?.objective)
    }

    /// Alerts on objectives read what recording rules make; the other recording rules come with all groups alone.
    private var recordingParts: [Part] {
        AlertCatalogue.recordingFiles.filter { file in
            options.groups.isEmpty || options.groups.contains { $0.rawValue == file.name }
        }.map { name, groups in
            Part(
                kind: "recording", name: name, rules: RuleFileText.recordings(groups, writer.dialect),
                tests: groups.flatMap(\.rules).map(recordingTest), tested: ["../recording/\(name).yml"],
                objective: BurnObjective.all.first { $0.group.rawValue == name })
        }
    }

    private func recordingTest(_ rule: RecordingRule) -> RuleTest {
        let test = rule.test(writer.subject(team: "alpha", agent: "dev"))
        let expected = InputSeries(name: "", labels: test.labels, values: "")
        return RuleTest(
            title: rule.name, series: test.series.map { ($0.text, $0.values) },
            samples: [
                RuleTest.Sample(
                    // Rates are no round numbers to the last bit.
                    expression: "round(\(rule.name), 0.000001)", minute: test.minute, labels: expected.text,
                    value: test.value)
            ])
    }
}
