import MetricModel

/// Puts names, labels and annotations on alerts, in rules and in what tests expect alike.
struct AlertWriter {
    let settings: AlertSettings
    let options: EmissionOptions

    var dialect: Dialect { Dialect(selector: settings.selector) }

    func subject(team: String, agent: String) -> Subject {
        let fixed = settings.selector.matchers.filter { $0.operation == .equal }
        return Subject(
            base: settings.selector.sampleLabels,
            fixed: Dictionary(fixed.map { ($0.label, $0.value) }) { first, _ in first },
            team: team, agent: agent)
    }

    func name(_ alert: String) -> String { options.prefix + alert }

    func labels(_ severity: AlertSeverity, _ own: [(name: String, template: String)]) -> [TextPair] {
        ([TextPair("severity", severity.rawValue)] + own.map { TextPair($0.name, $0.template) }
            + options.labels)
            .sorted { $0.name < $1.name }
    }

    func annotations(
        summary: String, description: String, dashboard: AlertDashboard, runbook: String?
    ) -> [TextPair] {
        var pairs = [TextPair("summary", summary), TextPair("description", description)]
        if let runbook { pairs.append(TextPair("runbook_url", runbook)) }
        if !settings.dashboardBaseURL.isEmpty {
            let base = AlertSettings.directory(settings.dashboardBaseURL)
            pairs.append(TextPair("dashboard_url", "\(base)d/\(dashboard.uid)"))
        }
        return pairs
    }

    /// Alerts beside log rules have pages of the user's own, see `RunbookStub`.
    func runbook(of definition: AlertDefinition) -> String? {
        if let written = definition.runbook { return written }
        return definition.group == .logRules ? ownRunbook(definition.name) : runbookURL(definition.name)
    }

    /// The page of an alert beside a log rule.
    func ownRunbook(_ alert: String) -> String {
        settings.runbookBaseURL.isEmpty ? "\(options.runbookDirectory)/\(alert).md" : runbookURL(alert)
    }

    func runbookURL(_ alert: String) -> String { settings.runbookPlace(of: alert) }

    /// What an alert of these rules looks like when it fires.
    ///
    /// - Parameter result: labels of the expression's value.
    func firing(
        _ rule: AlertRule, result: [LabelName: String], value: (format: ValueFormat, number: Double)?
    ) -> RuleTest.Firing {
        func fill(_ template: String) -> String {
            var text = template
            for (label, labelValue) in result {
                text = text.replacing("{{ $labels.\(label) }}", with: labelValue)
            }
            if let value {
                text = text.replacing(value.format.template, with: value.format.rendered(value.number))
            }
            return text
        }
        var labels = Dictionary(result.map { ($0.key.text, $0.value) }) { first, _ in first }
        for pair in rule.labels { labels[pair.name] = fill(pair.text) }
        return RuleTest.Firing(
            labels: labels.sorted { $0.key < $1.key }.map { TextPair($0.key, $0.value) },
            annotations: rule.annotations.map { TextPair($0.name, fill($0.text)) })
    }
}
