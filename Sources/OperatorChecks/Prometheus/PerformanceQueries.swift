import MetricModel
package import RuleEmission

/// What Prometheus is asked about a stretch of time, in the metrics that we export.
package struct PerformanceQueries: Sendable {
    private let dialect: Dialect
    private let range: String

    /// - Parameters:
    ///   - settings: the selector of the alerts applies here too.
    ///   - range: as PromQL writes it: `30d`.
    package init(_ settings: AlertSettings, range: String) {
        dialect = Dialect(selector: settings.selector)
        self.range = range
    }

    /// Share of the time of all agents in which they were up.
    package var availability: String {
        let up = dialect.metric(Catalogue.agentUp)
        return "sum(sum_over_time(\(up)[\(range)])) / sum(count_over_time(\(up)[\(range)]))"
    }

    /// Mean of the agents' answers, in seconds.
    package var response: String {
        let sum = dialect.metric(Catalogue.messageResponse, suffix: "_sum")
        let count = dialect.metric(Catalogue.messageResponse, suffix: "_count")
        return "sum(increase(\(sum)[\(range)])) / sum(increase(\(count)[\(range)]))"
    }

    /// Share of messages delivered within three seconds.
    package var promptDelivery: String {
        let bound = Matcher("le", .matches, "3|3\\.0")
        let prompt = dialect.metric(Catalogue.messageDelivery, [bound], suffix: "_bucket")
        let count = dialect.metric(Catalogue.messageDelivery, suffix: "_count")
        return "sum(increase(\(prompt)[\(range)])) / sum(increase(\(count)[\(range)]))"
    }

    /// Largest share of the processors that were busy, over five minutes each.
    package var peakCPU: String {
        let idle = dialect.metric(Catalogue.hostCPUSeconds, [Matcher("mode", .matches, "idle|iowait")])
        let all = dialect.metric(Catalogue.hostCPUSeconds)
        let busy =
            "1 - sum by (job, instance) (rate(\(idle)[5m])) / sum by (job, instance) (rate(\(all)[5m]))"
        return peak(busy)
    }

    /// Largest share of memory in use.
    package var peakMemory: String {
        let total = dialect.metric(Catalogue.hostMemoryTotal)
        let available = dialect.metric(Catalogue.hostMemoryAvailable)
        return peak("1 - \(available) / \(total)")
    }

    /// Largest memory of all agents together, in bytes.
    package var peakAgentMemory: String {
        peak("sum(\(dialect.metric(Catalogue.agentResidentMemory)))")
    }

    /// Entries at ERROR or above, by log.
    package var errors: String {
        let levels = Matcher("level", .matches, "ERROR|CRITICAL")
        return "sum by (log) (increase(\(dialect.metric(Catalogue.logEntries, [levels]))[\(range)]))"
    }

    /// Mean time of the dashboard's answers, in seconds.
    package var dashboard: String {
        "avg(avg_over_time(\(dialect.metric(Catalogue.dashboardProbeDuration))[\(range)]))"
    }

    /// Minutes for which each alert fired, by name and severity, in steps of five.
    package var alertMinutes: String {
        let firing = dialect.named(
            "ALERTS",
            [Matcher("alertstate", .equal, "firing"), Matcher("alertname", .matches, "AgentTeams.+")])
        return "5 * count_over_time((count by (alertname, severity) (\(firing)))[\(range):5m])"
    }

    /// Alerts that fire at the moment asked about, with all their labels.
    package var firing: String {
        dialect.named(
            "ALERTS",
            [Matcher("alertstate", .equal, "firing"), Matcher("alertname", .matches, "AgentTeams.+")])
    }

    /// Restarts of the exporter: its start time changed.
    package var restarts: String {
        "sum(changes(\(dialect.metric(Catalogue.processStartTimeSeconds))[\(range)]))"
    }

    /// The largest value at any step, or now: steps lie at whole minutes, and a young Prometheus has seen none.
    private func peak(_ expression: String) -> String {
        "max(max_over_time((\(expression))[\(range):\(step)]) or (\(expression)))"
    }

    /// A month in five-minute steps is 8,640 of them; shorter stretches are looked at more closely.
    private var step: String { range.hasSuffix("d") ? "5m" : "1m" }
}
