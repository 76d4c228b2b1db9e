/// What each kind of panel can be told beyond its queries.
extension Panel {
    var options: JSONValue {
        switch kind {
        case .stat: statOptions
        case .timeSeries: graphOptions
        case .table: ["showHeader": true, "cellHeight": "sm"]
        case .heatmap: heatmapOptions
        case .barGauge: barOptions
        case .stateTimeline: timelineOptions
        }
    }

    private static let lastValue: JSONValue = ["calcs": ["lastNotNull"], "fields": "", "values": false]

    private var statOptions: JSONValue {
        [
            "colorMode": thresholds == nil && words.isEmpty ? "none" : "background",
            "graphMode": "none", "justifyMode": "auto", "orientation": "auto",
            "reduceOptions": Self.lastValue, "textMode": "auto",
        ]
    }

    private var graphOptions: JSONValue {
        [
            "legend": [
                "showLegend": true, "displayMode": "table", "placement": "bottom",
                "calcs": ["mean", "max", "lastNotNull"], "sortBy": "Last *", "sortDesc": true,
            ],
            "tooltip": ["mode": "multi", "sort": "desc"],
        ]
    }

    private var barOptions: JSONValue {
        [
            "displayMode": "basic", "orientation": "horizontal", "reduceOptions": Self.lastValue,
            "showUnfilled": true, "valueMode": "color", "minVizHeight": 16, "minVizWidth": 8,
        ]
    }

    private var heatmapOptions: JSONValue {
        [
            "calculate": false, "cellGap": 1,
            "color": ["mode": "scheme", "scheme": "Oranges", "steps": 64, "exponent": 0.5, "reverse": false],
            "filterValues": ["le": 1e-9], "legend": ["show": true], "rowsFrame": ["layout": "auto"],
            "tooltip": ["mode": "single", "yHistogram": false],
            "yAxis": ["unit": .string(unit.rawValue), "axisPlacement": "left", "reverse": false],
            "cellValues": ["unit": "short"],
        ]
    }

    private var timelineOptions: JSONValue {
        [
            "alignValue": "left", "mergeValues": true, "rowHeight": 0.9, "showValue": "never",
            "legend": ["showLegend": true, "displayMode": "list", "placement": "bottom"],
            "tooltip": ["mode": "single", "sort": "none"],
        ]
    }
}
