/// Tables: the answers to all queries merged by their labels, and each column with its own title and unit.
extension Panel {
    /// Grafana calls the values of one query `Value`, those of several `Value #A` and so on.
    private func fields() -> [(name: String, column: Column)] {
        var query = 0
        return columns.map { column in
            if let label = column.label { return (label, column) }
            let name = targets.count == 1 ? "Value" : "Value #\(Self.letter(query))"
            query += 1
            return (name, column)
        }
    }

    var tableSteps: [JSONValue] {
        let fields = fields()
        let titles = fields.map { ($0.name, JSONValue.string($0.column.title)) }
        let order = fields.enumerated().map { ($1.name, JSONValue.number(Double($0))) }
        return [
            ["id": "merge", "options": [:]],
            [
                "id": "organize",
                "options": [
                    "excludeByName": ["Time": true],
                    "indexByName": .object(Dictionary(uniqueKeysWithValues: order)),
                    "renameByName": .object(Dictionary(uniqueKeysWithValues: titles)),
                ],
            ],
        ]
    }

    var columnOverrides: [JSONValue] {
        columns.enumerated().map { index, column in
            let properties = column.properties + (index == 0 ? linkProperty : [])
            return [
                "matcher": ["id": "byName", "options": .string(column.title)],
                "properties": .array(properties),
            ]
        }
    }

    /// The first column is the one that people click on.
    private var linkProperty: [JSONValue] {
        guard let leadsTo else { return [] }
        let named = columns.compactMap { column in column.label.map { ($0, column.title) } }
        let titles = Dictionary(uniqueKeysWithValues: named)
        return [["id": "links", "value": .array([leadsTo.json(from: .tableColumns(titles))])]]
    }
}

extension Column {
    fileprivate var properties: [JSONValue] {
        var properties: [JSONValue] = []
        if let unit { properties.append(["id": "unit", "value": .string(unit.rawValue)]) }
        if !words.isEmpty { properties.append(["id": "mappings", "value": .array([words.mapping])]) }
        if let thresholds { properties.append(["id": "thresholds", "value": thresholds.json]) }
        if !words.isEmpty || thresholds != nil {
            properties.append([
                "id": "custom.cellOptions", "value": ["type": "color-background", "mode": "basic"],
            ])
        }
        return properties
    }
}
