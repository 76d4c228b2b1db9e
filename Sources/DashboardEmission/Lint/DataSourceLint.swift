/// No dashboard may name a data source of one Grafana: on every other one its panels are empty.
enum DataSourceLint {
    private static let neutral: Set<String> = [
        "${datasource}", "$datasource", "${prometheus_datasource}", "$prometheus_datasource", "-- Grafana --",
        "-- Mixed --", "-- Dashboard --", "grafana",
    ]

    static func check(_ root: JSONValue, _ report: inout LintReport) {
        for annotation in root["annotations"]?["list"]?.elements ?? [] {
            check(annotation, what: "annotation '\(annotation["name"]?.text ?? "")'", nil, &report)
        }
        for variable in root["templating"]?["list"]?.elements ?? [] {
            check(variable, what: "variable '\(variable["name"]?.text ?? "")'", nil, &report)
        }
        for panel in DashboardLint.panels(in: root) where panel["type"]?.text != "row" {
            check(panel, what: "the panel", panel, &report)
            for target in panel["targets"]?.elements ?? [] {
                check(target, what: "target \(target["refId"]?.text ?? "")", panel, &report)
            }
        }
    }

    private static func check(
        _ holder: JSONValue, what: String, _ panel: JSONValue?, _ report: inout LintReport
    ) {
        guard let source = holder["datasource"], source != .null else { return }
        let uid = uid(of: source)
        report.require(
            uid.map { neutral.contains($0) } ?? false, .dataSource,
            "\(what) asks the data source '\(uid ?? "")', which other Grafanas lack; use '${datasource}'",
            panel: panel)
    }

    /// A data source is an object with a uid, or in old dashboards its name.
    static func uid(of source: JSONValue?) -> String? {
        source?["uid"]?.text ?? source?.text
    }
}
