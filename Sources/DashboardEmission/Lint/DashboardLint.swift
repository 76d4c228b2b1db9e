package import MetricModel

/// Looks at a dashboard of the classic schema, ours or anyone's, for what makes dashboards bad neighbours: other
/// people's data sources, series of other exporters, metrics that do not exist, panels that explain nothing.
package struct DashboardLint: Sendable {
    private let names: MetricNames

    /// - Parameter families: the catalogue, and what log rules add to it.
    package init(families: [MetricDescriptor]) {
        names = MetricNames(families: families)
    }

    /// Everything that is wrong, in the order of the file.
    ///
    /// - Parameter file: names the dashboard when it has no title.
    package func findings(in bytes: [UInt8], file: String) -> [LintFinding] {
        do {
            return findings(in: try JSONText.decode(bytes), file: file)
        } catch {
            return [LintFinding(dashboard: file, panel: nil, rule: .json, message: error.message)]
        }
    }

    func findings(in root: JSONValue, file: String) -> [LintFinding] {
        var report = LintReport(dashboard: root["title"]?.text ?? file)
        FrameLint.check(root, &report)
        VariableLint.check(root, names, &report)
        DataSourceLint.check(root, &report)
        let panels = Self.panels(in: root)
        PlaceLint.check(panels, &report)
        for panel in panels where panel["type"]?.text != "row" {
            PanelLint.check(panel, &report)
            TargetLint.check(panel, names, &report)
        }
        return report.findings
    }

    /// All panels, those in collapsed rows and in the rows of very old dashboards included.
    static func panels(in root: JSONValue) -> [JSONValue] {
        let top = (root["panels"]?.elements ?? []) + (root["rows"]?.elements ?? [])
        return top.flatMap { panel in [panel] + panels(in: panel) }
    }
}

/// What was found so far.
struct LintReport {
    let dashboard: String
    private(set) var findings: [LintFinding] = []

    init(dashboard: String) {
        self.dashboard = dashboard
    }

    mutating func add(_ rule: LintRule, _ message: String, panel: JSONValue? = nil) {
        let name = panel.map { $0["title"]?.text ?? "without a title" }
        findings.append(LintFinding(dashboard: dashboard, panel: name, rule: rule, message: message))
    }

    mutating func require(_ holds: Bool, _ rule: LintRule, _ message: String, panel: JSONValue? = nil) {
        if !holds { add(rule, message, panel: panel) }
    }
}
