import LogRules
import MetricModel

/// The panel of one log rule, made from what the rule says of its metric.
enum RulePanel {
    static func panel(_ rule: Rule) -> Panel {
        .graph(
            rule.name, description(rule), unit(rule.metric), targets(rule), isStacked: false, width: 8
        ).watched(by: rule.alert.map { [$0.name] } ?? [])
    }

    private static func description(_ rule: Rule) -> String {
        let place = rule.logs.isEmpty ? "every log" : rule.logs.joined(separator: ", ")
        return "\(rule.metric.help) Rule \(rule.name), in \(place)."
    }

    /// Counters are shown as what they gain, so bytes become bytes a second and seconds a share of the time.
    private static func unit(_ metric: MetricDescriptor) -> Unit {
        switch (metric.kind, metric.unit) {
        case (.counter, "bytes"): .bytesPerSecond
        case (.counter, "seconds"): .share
        case (.counter, _): .perMinute
        case (_, "bytes"): .bytes
        case (_, "seconds"): .seconds
        default: .count
        }
    }

    private static func targets(_ rule: Rule) -> [Target] {
        let metric = rule.metric
        let labels = metric.labels.map(\.text)
        let legend = labels.isEmpty ? metric.name.text : labels.map { "{{\($0)}}" }.joined(separator: " ")
        let chosen: [Matcher] = labels.contains("log") ? [.log] : []
        let by: Query = labels.isEmpty ? "" : "by (\(words: labels.joined(separator: ", "))) "
        switch metric.kind {
        case .counter:
            let rate: Query = "sum \(by)(rate(\(metric, all: chosen)[$__rate_interval]))"
            return [Target(unit(metric) == .perMinute ? "60 * \(rate)" : rate, legend)]
        case .histogram:
            return ["0.5", "0.95", "0.99"].map { quantile in
                Target(
                    "histogram_quantile(\(words: quantile), sum by (le) (rate(\(buckets: metric, all: chosen)[$__rate_interval])))",
                    "quantile \(quantile)")
            }
        case .gauge, .info, .stateSet:
            return [Target("max \(by)(\(metric, all: chosen))", legend)]
        }
    }
}
