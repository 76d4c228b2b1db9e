/// The variables that every dashboard needs to be used beside others.
enum VariableLint {
    static func check(_ root: JSONValue, _ names: MetricNames, _ report: inout LintReport) {
        let variables = root["templating"]?["list"]?.elements ?? []
        checkDataSource(variables, &report)
        checkTarget(variables.first { $0["name"]?.text == "job" }, "job", .jobVariable, &report)
        checkTarget(
            variables.first { $0["name"]?.text == "instance" }, "instance", .instanceVariable, &report)
        for variable in variables where variable["type"]?.text == "query" {
            checkQuery(variable, names, &report)
        }
    }

    private static func checkDataSource(_ variables: [JSONValue], _ report: inout LintReport) {
        let found = variables.contains { variable in
            variable["type"]?.text == "datasource" && variable["query"]?.text == "prometheus"
                && ["datasource", "prometheus_datasource"].contains(variable["name"]?.text)
                && ["data source", "prometheus data source"].contains(variable["label"]?.text?.lowercased())
        }
        report.require(
            found, .dataSourceVariable,
            "has no variable 'datasource' of type datasource for prometheus, labelled 'Data source'; add it")
    }

    private static func checkTarget(
        _ variable: JSONValue?, _ name: String, _ rule: LintRule, _ report: inout LintReport
    ) {
        guard let variable, variable["type"]?.text == "query" else {
            report.add(rule, "has no query variable '\(name)'; add it and use it in every target")
            return
        }
        report.require(
            variable["multi"]?.bool == true && variable["includeAll"]?.bool == true
                && variable["allValue"]?.text == ".+",
            rule, "variable '\(name)' must be multi, include all, and have the all value '.+'")
        report.require(
            ["${datasource}", "${prometheus_datasource}", "$datasource", "$prometheus_datasource"]
                .contains(DataSourceLint.uid(of: variable["datasource"])),
            rule, "variable '\(name)' must ask the data source '${datasource}'")
        report.require(
            !(variable["label"]?.text ?? "").isEmpty, rule, "variable '\(name)' has no label; give it one")
    }

    private static func checkQuery(
        _ variable: JSONValue, _ names: MetricNames, _ report: inout LintReport
    ) {
        let name = variable["name"]?.text ?? ""
        report.require(
            variable["refresh"]?.number == 2, .variableRefresh,
            "variable '\(name)' does not follow the time range; set refresh to 2")
        let question = variable["query"]?["query"]?.text ?? variable["query"]?.text ?? ""
        guard let parts = labelValues(question) else { return }
        do {
            let outline = try ExpressionOutline(parts.query)
            for fault in names.faults(in: outline, asking: [parts.label]) {
                report.add(.variableQuery, "variable '\(name)': \(fault.message)")
            }
        } catch {
            report.add(.variableQuery, "variable '\(name)': \(error.message)")
        }
    }

    /// `label_values(query, label)`; `nil` for questions of other kinds.
    private static func labelValues(_ question: String) -> (query: String, label: String)? {
        guard question.hasPrefix("label_values("), question.hasSuffix(")") else { return nil }
        let inside = question.dropFirst("label_values(".count).dropLast()
        guard let comma = inside.lastIndex(of: ",") else { return nil }
        let label = inside[inside.index(after: comma)...].drop { $0 == " " }
        return (String(inside[..<comma]), String(label))
    }
}
