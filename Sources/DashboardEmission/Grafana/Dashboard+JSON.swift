/// The classic schema of Grafana 10 and later, which provisioning, import and older versions all read.
extension Dashboard {
    /// The file that Grafana loads.
    package func text(alerts: AlertValues) -> String {
        JSONText.encode(json(alerts: alerts))
    }

    private static let schemaVersion: JSONValue = 39

    private func json(alerts: AlertValues) -> JSONValue {
        [
            "annotations": ["list": .array([Self.ownAnnotations, Self.annotation(alerts)])],
            "description": .string(description),
            "editable": false,
            "graphTooltip": 1,
            "links": .array([Self.family]),
            "panels": .array(panelList(alerts: alerts)),
            "refresh": "30s",
            "schemaVersion": Self.schemaVersion,
            "tags": [.string(Self.tag)],
            "templating": ["list": .array(variables.map(\.json))],
            "time": ["from": "now-6h", "to": "now"],
            "timezone": "browser",
            "title": .string(title),
            "uid": .string(uid),
            "version": 1,
        ]
    }

    private func panelList(alerts: AlertValues) -> [JSONValue] {
        GridLayout.place(rows).enumerated().map { index, placed in
            let place: JSONValue = [
                "x": .number(Double(placed.place.x)), "y": .number(Double(placed.place.y)),
                "w": .number(Double(placed.place.width)), "h": .number(Double(placed.place.height)),
            ]
            let frame: [String: JSONValue] = ["id": .number(Double(index + 1)), "gridPos": place]
            switch placed.item {
            case .heading(let title):
                let row: JSONValue = [
                    "type": "row", "title": .string(title), "collapsed": false, "panels": [],
                ]
                return row.merging(frame)
            case .panel(let panel): return panel.json(runbooks: alerts.runbooks).merging(frame)
            }
        }
    }

    /// The other dashboards of this program, with the same choices and the same time.
    private static let family: JSONValue = [
        "type": "dashboards", "title": "Agent teams", "tags": [.string(tag)], "asDropdown": true,
        "includeVars": true, "keepTime": true, "targetBlank": false, "icon": "external link", "tooltip": "",
        "url": "",
    ]

    /// What people noted by hand; Grafana adds the same when it is missing.
    private static let ownAnnotations: JSONValue = [
        "builtIn": 1, "name": "Annotations & Alerts", "type": "dashboard", "enable": true, "hide": true,
        "iconColor": "rgba(0, 211, 255, 1)",
        "datasource": ["type": "grafana", "uid": "-- Grafana --"],
    ]

    /// When alerts about what this dashboard shows fired.
    private static func annotation(_ alerts: AlertValues) -> JSONValue {
        [
            "name": "Alerts", "enable": true, "iconColor": "red", "datasource": .dataSource,
            "expr": .string(AlertSeries.firing(alerts).text), "step": "30s",
            "titleFormat": "{{alertname}}", "textFormat": "{{severity}} {{team_name}} {{agent_name}} {{log}}",
            "tagKeys": "severity,team_name,agent_name,log",
        ]
    }
}

extension JSONValue {
    /// The Prometheus that the reader chose; never one by its own uid.
    static let dataSource: JSONValue = ["type": "prometheus", "uid": "${datasource}"]
}

extension Variable {
    var json: JSONValue {
        let common: JSONValue = ["name": .string(name), "label": .string(label), "hide": 0]
        switch source {
        case .prometheusServers:
            return common.merging([
                "type": "datasource", "query": "prometheus", "refresh": 1, "multi": false,
                "includeAll": false,
            ])
        case .label(let query):
            let question = "label_values(\(query.text), \(name))"
            return common.merging([
                "type": "query", "datasource": .dataSource,
                "definition": .string(question),
                "query": ["query": .string(question), "refId": .string(name)],
                "multi": true, "includeAll": true, "allValue": ".+",
                "current": ["selected": true, "text": ["All"], "value": ["$__all"]],
                // When the time range changes: what lived then, not what lives now.
                "refresh": 2, "sort": 1,
            ])
        }
    }
}
