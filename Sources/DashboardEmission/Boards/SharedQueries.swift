import MetricModel

/// Shares and means that several dashboards show; each divides sums, so that quiet teams weigh little.
enum SharedQueries {
    /// 0 to 1, of all processors of a machine.
    static let processorShare: Query =
        "1 - sum by (instance) (rate(\(Catalogue.hostCPUSeconds, .label("mode", matches: "idle|iowait"))[$__rate_interval])) / sum by (instance) (rate(\(Catalogue.hostCPUSeconds)[$__rate_interval]))"

    static let memoryShare: Query =
        "1 - sum by (instance) (\(Catalogue.hostMemoryAvailable)) / sum by (instance) (\(Catalogue.hostMemoryTotal))"

    static let diskShare: Query =
        "1 - sum by (instance, role) (\(Catalogue.filesystemAvailable)) / sum by (instance, role) (\(Catalogue.filesystemSize))"

    static let activeTeams: Query =
        "sum(\(Catalogue.teams, .label("status", is: "active")))"

    static let limitShare: Query =
        "sum by (instance) (\(Catalogue.teams, .label("status", is: "active"))) / sum by (instance) (\(Catalogue.teamsLimit))"

    /// Over the last hour, as the alert has it.
    static let availability: Query = "avg(avg_over_time(\(Catalogue.agentUp, .team)[1h]))"

    static let agentsDown: Query = "sum(\(Catalogue.agentUp, .team) == bool 0)"

    /// Mean over `window`, by the labels named.
    static func mean(
        of family: MetricDescriptor, _ matcher: Matcher, by labels: String, over window: String
    ) -> Query {
        let by: Query = labels.isEmpty ? "" : "by (\(words: labels)) "
        return
            "sum \(by)(rate(\(sum: family, matcher)[\(words: window)])) / sum \(by)(rate(\(count: family, matcher)[\(words: window)]))"
    }

    static func quantile(
        _ quantile: String, of family: MetricDescriptor, _ matchers: Matcher...,
        over window: String = "$__rate_interval"
    ) -> Query {
        "histogram_quantile(\(words: quantile), sum by (le) (rate(\(buckets: family, all: matchers)[\(words: window)])))"
    }

    /// The share of messages that were picked up within 3 seconds: the second objective.
    static let deliveredInTime: Query =
        "sum(rate(\(buckets: Catalogue.messageDelivery, .toTeam, .label("le", matches: "3|3.0"))[$__rate_interval])) / sum(rate(\(count: Catalogue.messageDelivery, .toTeam)[$__rate_interval]))"

    static let errorLevels = Matcher.label("level", matches: "ERROR|CRITICAL")
}
