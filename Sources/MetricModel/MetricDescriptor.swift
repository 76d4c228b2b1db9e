/// What a family's values mean, as OpenMetrics 1.0 names the kinds.
package enum MetricKind: String, Sendable, CaseIterable {
    case counter
    case gauge
    case histogram
    case info
    case stateSet
}

/// All that is known of a family before its first value.
package struct MetricDescriptor: Sendable, Equatable {
    /// As text 0.0.4 writes it: a counter includes `_total`, an info family `_info`.
    package let name: MetricName
    package let kind: MetricKind
    /// Base unit, which also ends the family name: `seconds`, `bytes`.
    package let unit: String?
    /// In the order of the values given to `MetricTable.series`; the last label of a state set holds the state.
    package let labels: [LabelName]
    package let help: String
    /// The release that first had the family.
    package let since: String
    /// The collector that fills it, as in `--collector.NAME`.
    package let collector: String
    /// Upper bounds of a histogram's buckets, ascending, without `+Inf`; empty for every other kind.
    package let buckets: [Double]

    package init(
        _ name: MetricName,
        _ kind: MetricKind,
        unit: String? = nil,
        labels: [LabelName] = [],
        help: String,
        since: String = "0.1.0",
        collector: String,
        buckets: [Double] = []
    ) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.labels = labels
        self.help = help
        self.since = since
        self.collector = collector
        self.buckets = buckets
    }

    /// The family name of OpenMetrics 1.0: without a counter's `_total` and without `_info`.
    package var familyName: Substring {
        switch kind {
        case .counter where name.text.hasSuffix("_total"): name.text.dropLast("_total".utf8.count)
        case .info where name.text.hasSuffix("_info"): name.text.dropLast("_info".utf8.count)
        default: name.text[...]
        }
    }

    /// Every name the family occupies: its own and those of its samples, `_created` included.
    ///
    /// Two families whose names overlap cannot stand in one OpenMetrics exposition.
    package var occupiedNames: Set<String> {
        let family = String(familyName)
        let suffixes: [String] =
            switch kind {
            case .counter: ["", "_total", "_created"]
            case .gauge, .stateSet: [""]
            case .histogram: ["", "_bucket", "_sum", "_count", "_created"]
            case .info: ["", "_info"]
            }
        return Set(suffixes.map { family + $0 })
    }
}
