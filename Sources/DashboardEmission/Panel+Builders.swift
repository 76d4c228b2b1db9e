/// How panels are written in `Boards/`: what is asked first, how it looks last.
extension Panel {
    /// One number, big.
    static func stat(
        _ title: String, _ description: String, _ unit: Unit, _ query: Query, legend: String = "",
        words: [ValueWord] = [], thresholds: Thresholds? = nil, alerts: [String] = [], width: Int = 4
    ) -> Panel {
        Panel(
            kind: .stat, title: title, description: description, unit: unit,
            targets: [Target(query, legend)], size: Size(width: width, height: 4), thresholds: thresholds,
            words: words, alerts: alerts)
    }

    /// How values went.
    static func graph(
        _ title: String, _ description: String, _ unit: Unit, _ targets: [Target],
        thresholds: Thresholds? = nil, maximum: Double? = nil, isStacked: Bool = false,
        alerts: [String] = [], leadsTo: DrillDown? = nil, width: Int = 12
    ) -> Panel {
        Panel(
            kind: .timeSeries, title: title, description: description, unit: unit, targets: targets,
            size: Size(width: width, height: 8), thresholds: thresholds, isStacked: isStacked,
            maximum: maximum, alerts: alerts, leadsTo: leadsTo)
    }

    /// The values of now as bars, longest first where the query sorts.
    static func bars(
        _ title: String, _ description: String, _ unit: Unit, _ query: Query, _ legend: String,
        thresholds: Thresholds? = nil, maximum: Double? = nil, alerts: [String] = [],
        leadsTo: DrillDown? = nil, width: Int = 8
    ) -> Panel {
        Panel(
            kind: .barGauge, title: title, description: description, unit: unit,
            targets: [Target(query, legend)], size: Size(width: width, height: 8), thresholds: thresholds,
            maximum: maximum, alerts: alerts, leadsTo: leadsTo)
    }

    /// A row for each team or agent; all queries aggregate by the labels among the columns.
    static func table(
        _ title: String, _ description: String, _ queries: [Query], columns: [Column],
        leadsTo: DrillDown? = nil, alerts: [String] = [], width: Int = 24, height: Int = 8
    ) -> Panel {
        precondition(
            columns.count { $0.label == nil } == queries.count, "'\(title)': a column for each query")
        return Panel(
            kind: .table, title: title, description: description, unit: .count,
            targets: queries.map { Target($0, "") }, size: Size(width: width, height: height),
            columns: columns, alerts: alerts, leadsTo: leadsTo)
    }

    /// How the observations of a histogram were spread over time.
    static func heatmap(
        _ title: String, _ description: String, _ unit: Unit, _ query: Query, alerts: [String] = [],
        width: Int = 12
    ) -> Panel {
        Panel(
            kind: .heatmap, title: title, description: description, unit: unit,
            targets: [Target(query, "{{le}}")], size: Size(width: width, height: 8), alerts: alerts)
    }

    /// What state each of several things was in.
    static func timeline(
        _ title: String, _ description: String, _ targets: [Target], words: [ValueWord],
        alerts: [String] = [], width: Int = 12
    ) -> Panel {
        Panel(
            kind: .stateTimeline, title: title, description: description, unit: .plain, targets: targets,
            size: Size(width: width, height: 8), words: words, alerts: alerts)
    }
}
