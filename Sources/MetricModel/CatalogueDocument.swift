/// The page that lists every family, `docs/metrics.md`, made from the catalogue so that it cannot drift.
package enum CatalogueDocument {
    /// Markdown, ending in a line feed; the same text for the same catalogue.
    package static func markdown() -> String {
        var text = """
            # Metrics

            Every family that the program exports, made from its catalogue. Your own log rules add theirs.
            Names are those of the text format; in OpenMetrics a counter's family has no `_total`.
            A value that cannot be read is absent, never 0.

            """
        for collector in Set(Catalogue.families.map(\.collector)).sorted() {
            text += section(collector)
        }
        return text
    }

    private static func section(_ collector: String) -> String {
        var text = """

            ## Collector `\(collector)`

            | name | kind | labels | unit | meaning | since |
            |---|---|---|---|---|---|

            """
        for family in Catalogue.families where family.collector == collector {
            text += row(family) + "\n"
        }
        return text
    }

    private static func row(_ family: MetricDescriptor) -> String {
        let labels = family.labels.map { "`\($0)`" }.joined(separator: ", ")
        let cells = [
            "`\(family.name)`", kind(family.kind), labels, family.unit ?? "", family.help, family.since,
        ]
        return "| " + cells.map { escaped($0) }.joined(separator: " | ") + " |"
    }

    private static func kind(_ kind: MetricKind) -> String {
        switch kind {
        case .stateSet: "state set"
        case .counter, .gauge, .histogram, .info: kind.rawValue
        }
    }

    /// A bar would end the cell, a line feed the row.
    private static func escaped(_ cell: String) -> String {
        var text = ""
        for character in cell {
            switch character {
            case "|": text += "\\|"
            case "\n": text += " "
            default: text.append(character)
            }
        }
        return text
    }
}
