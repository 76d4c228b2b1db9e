extension Panel {
    /// All of a panel but its number and its place.
    func json(runbooks: [String: String]) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": .string(kind.rawValue),
            "title": .string(title),
            "description": .string(description),
            "datasource": .dataSource,
            "fieldConfig": ["defaults": fieldDefaults, "overrides": .array(columnOverrides)],
            "options": options,
            "targets": .array(targets.enumerated().map { $1.json(letter: Self.letter($0), in: kind) }),
        ]
        let help = alerts.compactMap { name in runbooks[name].map { (name, $0) } }
        if !help.isEmpty { members["links"] = .array(help.map { Self.runbookLink($0, $1) }) }
        if kind == .table { members["transformations"] = .array(tableSteps) }
        return .object(members)
    }

    /// A, B, C ...; no panel asks more than 26 questions.
    static func letter(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
    }

    private static func runbookLink(_ alert: String, _ url: String) -> JSONValue {
        ["title": .string("Runbook: \(alert)"), "url": .string(url), "targetBlank": true]
    }

    private var fieldDefaults: JSONValue {
        var members: [String: JSONValue] = [
            "unit": .string(unit.rawValue),
            "color": ["mode": .string(thresholds == nil && words.isEmpty ? "palette-classic" : colourMode)],
            "custom": fieldStyle,
            "thresholds": (thresholds ?? Thresholds(base: .green, steps: [])).json,
        ]
        if !words.isEmpty { members["mappings"] = .array([words.mapping]) }
        if unit != .moment && kind != .table && kind != .heatmap { members["min"] = 0 }
        if let maximum { members["max"] = .number(maximum) }
        if let leadsTo, kind != .table { members["links"] = .array([leadsTo.json(from: .seriesLabels)]) }
        return .object(members)
    }

    private var colourMode: String {
        kind == .timeSeries ? "palette-classic" : "thresholds"
    }

    private var fieldStyle: JSONValue {
        switch kind {
        case .timeSeries:
            [
                "drawStyle": "line", "lineWidth": 1, "fillOpacity": isStacked ? 40 : 8, "showPoints": "never",
                "spanNulls": false,
                "stacking": ["mode": isStacked ? "normal" : "none", "group": "A"],
                "thresholdsStyle": ["mode": thresholds == nil ? "off" : "dashed"],
            ]
        case .stateTimeline: ["fillOpacity": 80, "lineWidth": 0]
        case .table: ["align": "auto", "filterable": true, "cellOptions": ["type": "auto"]]
        case .heatmap: ["scaleDistribution": ["type": "linear"]]
        case .stat, .barGauge: [:]
        }
    }
}

extension Target {
    func json(letter: String, in kind: Panel.Kind) -> JSONValue {
        let isInstant = kind == .stat || kind == .table || kind == .barGauge
        let format =
            switch kind {
            case .table: "table"
            case .heatmap: "heatmap"
            case .stat, .timeSeries, .barGauge, .stateTimeline: "time_series"
            }
        return [
            "refId": .string(letter), "datasource": .dataSource, "editorMode": "code",
            "expr": .string(query.text), "legendFormat": .string(legend), "format": .string(format),
            "instant": .bool(isInstant), "range": .bool(!isInstant),
        ]
    }
}

extension Thresholds {
    var json: JSONValue {
        let first: JSONValue = ["color": .string(base.rawValue), "value": nil]
        let rest = steps.map { step -> JSONValue in
            ["color": .string(step.colour.rawValue), "value": .number(step.from)]
        }
        return ["mode": "absolute", "steps": .array([first] + rest)]
    }
}

extension [ValueWord] {
    var mapping: JSONValue {
        let words = enumerated().map { index, word -> (String, JSONValue) in
            let shown: JSONValue = [
                "text": .string(word.text), "color": .string(word.colour.rawValue),
                "index": .number(Double(index)),
            ]
            return ("\(word.value)", shown)
        }
        return ["type": "value", "options": .object(Dictionary(uniqueKeysWithValues: words))]
    }
}

extension DrillDown {
    /// Where the labels are found that the link carries on.
    enum LabelPlace {
        case seriesLabels
        case tableColumns([String: String])
    }

    func json(from place: LabelPlace) -> JSONValue {
        let choices = labels.map { label in
            switch place {
            case .seriesLabels: "var-\(label)=${__field.labels.\(label)}"
            case .tableColumns(let titles): "var-\(label)=${__data.fields[\"\(titles[label] ?? label)\"]}"
            }
        }
        let kept = ["${datasource:queryparam}", "${job:queryparam}", "${instance:queryparam}"]
        let address = "/d/\(subject.uid)?\((kept + choices).joined(separator: "&"))&${__url_time_range}"
        return ["title": .string(title), "url": .string(address)]
    }
}
