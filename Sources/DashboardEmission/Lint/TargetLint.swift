/// What panels ask: right PromQL, of the chosen exporters only, with rates that fit the scrape interval.
enum TargetLint {
    private static let rates: Set<String> = ["rate", "irate"]
    /// Functions that make sense of a counter; `absent` asks only whether there is one.
    private static let onCounters: Set<String> = [
        "rate", "irate", "increase", "resets", "changes", "absent", "absent_over_time", "count", "timestamp",
    ]

    static func check(_ panel: JSONValue, _ names: MetricNames, _ report: inout LintReport) {
        for target in panel["targets"]?.elements ?? [] {
            guard let expression = target["expr"]?.text else { continue }
            do {
                check(try ExpressionOutline(expression), names, panel, &report)
            } catch {
                report.add(
                    .promQL, "\(error.message); correct target \(target["refId"]?.text ?? "")", panel: panel)
            }
        }
    }

    private static func check(
        _ outline: ExpressionOutline, _ names: MetricNames, _ panel: JSONValue, _ report: inout LintReport
    ) {
        for selector in outline.selectors {
            let name = selector.name ?? "a selector"
            // Alerts that look at several exporters have neither label.
            if name != ForeignMetric.alerts.rawValue {
                require("job", of: selector, .targetJob, panel, &report)
                require("instance", of: selector, .targetInstance, panel, &report)
            }
            checkRate(selector, name, panel, &report)
            report.require(
                !isCounter(name) || !onCounters.isDisjoint(with: selector.functions), .counter,
                "shows the counter \(name) as it is; use rate or increase", panel: panel)
        }
        for fault in names.faults(in: outline) { report.add(fault.rule, fault.message, panel: panel) }
    }

    private static func require(
        _ label: String, of selector: ExpressionOutline.Selector, _ rule: LintRule, _ panel: JSONValue,
        _ report: inout LintReport
    ) {
        let holds = selector.matchers.contains {
            $0.label == label && $0.comparison == "=~" && ["$\(label)", "${\(label)}"].contains($0.value)
        }
        report.require(
            holds, rule, "\(selector.name ?? "a selector") lacks \(label)=~\"$\(label)\"; add it",
            panel: panel)
    }

    /// Windows that people choose, such as an hour in a stat, are right too, but not in what follows the zoom.
    private static func checkRate(
        _ selector: ExpressionOutline.Selector, _ name: String, _ panel: JSONValue, _ report: inout LintReport
    ) {
        guard let function = selector.functions.last(where: { rates.contains($0) }) else { return }
        let isFixedStat = panel["type"]?.text == "stat" && selector.range?.hasPrefix("$") == false
        report.require(
            selector.range == "$__rate_interval" || isFixedStat, .rateInterval,
            "\(function) of \(name) over [\(selector.range ?? "")] breaks with other scrape intervals; use $__rate_interval",
            panel: panel)
    }

    private static func isCounter(_ name: String) -> Bool {
        ["_total", "_bucket", "_sum", "_count"].contains { name.hasSuffix($0) }
    }
}
