extension Panel {
    /// Names the alerts that look at the same.
    func watched(by alerts: AlertName...) -> Panel { watched(by: alerts.map(\.full)) }

    func watched(by names: [String]) -> Panel {
        var panel = self
        panel.alerts = names
        return panel
    }
}

/// How panels are written in `Boards/`: what is asked first, how it looks last.
extension Panel {
    /// One number, big.
    static func stat(
        _ title: String, _ description: String, _ unit: Unit, _ query: Query, legend: String = "",
        words: [ValueWord] = [], thresholds: Thresholds? = nil, width: Int = 4
    ) -> Panel {
        Panel(
            kind: .stat, title: title, description: description, unit: unit,
            targets: [Target(query, legend)], size: Size(width: width, height: 4), thresholds: thresholds,
            words: words)
    }

    /// How values went.
    static func graph(
        _ title: String, _ description: String, _ unit: Unit, _ targets: [Target],
        thresholds: Thresholds? = nil, maximum: Double? = nil, isStacked: Bool = false,
        leadsTo: DrillDown? = nil, width: Int = 12
    ) -> Panel {
        Panel(
            kind: .timeSeries, title: title, description: description, unit: unit, targets: targets,
            size: Size(width: width, height: 8), thresholds: thresholds, isStacked: isStacked,
            maximum: maximum, leadsTo: leadsTo)
    }

    /// The values of now as bars, longest first where the query sorts.
    static func bars(
        _ title: String, _ description: String, _ unit: Unit, _ query: Query, _ legend: String,
        thresholds: Thresholds? = nil, maximum: Double? = nil,
        leadsTo: DrillDown? = nil, width: Int = 8
    ) -> Panel {
        Panel(
            kind: .barGauge, title: title, description: description, unit: unit,
            targets: [Target(query, legend)], size: Size(width: width, height: 8), thresholds: thresholds,
            maximum: maximum, leadsTo: leadsTo)
    }

    /// A row for each team or agent; all queries aggregate by the labels among the columns.
    static func table(
        _ title: String, _ description: String, _ queries: [Query], columns: [Column],
        leadsTo: DrillDown? = nil, width: Int = 24, height: Int = 8
    ) -> Panel {
        precondition(
            columns.count { $0.label == nil } == queries.count, "'\(title)': a column for each query")
        return Panel(
            kind: .table, title: title, description: description, unit: .count,
            targets: queries.map { Target($0, "") }, size: Size(width: width, height: height),
            columns: columns, leadsTo: leadsTo)
    }

    /// How the observations of a histogram were spread over time.
    static func heatmap(
        _ title: String, _ description: String, _ unit: Unit, _ query: Query,
        width: Int = 12
    ) -> Panel {
        Panel(
            kind: .heatmap, title: title, description: description, unit: unit,
            targets: [Target(query, "{{le}}")], size: Size(width: width, height: 8))
    }

    /// What state each of several things was in.
    static func timeline(
        _ title: String, _ description: String, _ targets: [Target], words: [ValueWord],
        width: Int = 12
    ) -> Panel {
        Panel(
            kind: .stateTimeline, title: title, description: description, unit: .plain, targets: targets,
            size: Size(width: width, height: 8), words: words)
    }
}
