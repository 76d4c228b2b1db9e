import RuleEmission

extension Panel {
    /// All of a panel but its number and its place.
    func json(runbooks: [String: String]) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": .string(kind.rawValue),
            "title": .string(title),
            "description": .string(fullDescription(runbooks)),
            "datasource": .dataSource,
            "fieldConfig": ["defaults": fieldDefaults, "overrides": .array(columnOverrides)],
            "options": options,
            "targets": .array(targets.enumerated().map { $1.json(letter: Self.letter($0), in: kind) }),
        ]
        let links = help(runbooks).filter { $0.place.contains("://") }.map(Self.link)
        if !links.isEmpty { members["links"] = .array(links) }
        if kind == .table { members["transformations"] = .array(tableSteps) }
        return .object(members)
    }

    /// A, B, C ...; no panel asks more than 26 questions.
    static func letter(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
    }

    /// The runbooks of the alerts that there are.
    private func help(_ runbooks: [String: String]) -> [(alert: String, place: String)] {
        alerts.compactMap { alert in runbooks[alert].map { (alert, $0) } }
    }

    private static func link(_ help: (alert: String, place: String)) -> JSONValue {
        ["title": .string("Runbook: \(help.alert)"), "url": .string(help.place), "targetBlank": true]
    }

    /// What the panel means, and what to read when it is bad.
    private func fullDescription(_ runbooks: [String: String]) -> String {
        let lines = help(runbooks).map { "Alert \($0.alert): \($0.place)" }
        return ([description] + (lines.isEmpty ? [] : [""]) + lines).joined(separator: "\n")
    }

    private var fieldDefaults: JSONValue {
        var members: [String: JSONValue] = [
            "unit": .string(unit.rawValue),
            "color": ["mode": .string(colourMode)],
            "custom": fieldStyle,
            "thresholds": (thresholds ?? Thresholds(base: .green, steps: [])).json,
        ]
        if !words.isEmpty { members["mappings"] = .array([words.mapping]) }
        if unit != .moment && kind != .table && kind != .heatmap { members["min"] = 0 }
        if let maximum { members["max"] = .number(maximum) }
        if let leadsTo, kind != .table { members["links"] = .array([leadsTo.json(from: .seriesLabels)]) }
        return .object(members)
    }

    /// Series of a graph are told apart by colour; single values say by it how bad they are.
    private var colourMode: String {
        switch kind {
        case .timeSeries, .heatmap: "palette-classic"
        case .table, .stateTimeline: "thresholds"
        case .stat, .barGauge: thresholds == nil && words.isEmpty ? "palette-classic" : "thresholds"
        }
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
            case .seriesLabels: "var-\(label)=${__field.labels.\(label):percentencode}"
            case .tableColumns(let titles):
                "var-\(label)=${__data.fields[\"\(titles[label] ?? label)\"]:percentencode}"
            }
        }
        let kept = ["${datasource:queryparam}", "${job:queryparam}", "${instance:queryparam}"]
        let address = "/d/\(subject.uid)?\((kept + choices).joined(separator: "&"))&${__url_time_range}"
        return ["title": .string(title), "url": .string(address)]
    }
}
