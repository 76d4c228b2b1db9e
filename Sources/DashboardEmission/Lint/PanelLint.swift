/// What each panel must tell its reader.
enum PanelLint {
    /// Kinds that show no numbers.
    private static let wordless: Set<String> = ["text", "dashlist", "alertlist", "news", "logs"]

    static func check(_ panel: JSONValue, _ report: inout LintReport) {
        let kind = panel["type"]?.text ?? ""
        report.require(
            !(panel["title"]?.text ?? "").isEmpty, .panelTitle, "has no title; say what it shows",
            panel: panel)
        guard !wordless.contains(kind) else { return }
        report.require(
            !(panel["description"]?.text ?? "").isEmpty, .panelDescription,
            "has no description; say what it means and when it is bad", panel: panel)
        report.require(
            hasUnit(panel), .panelUnit, "has no unit; choose one, 'short' for counts", panel: panel)
        report.require(
            !(panel["targets"]?.elements ?? []).isEmpty, .panelTargets, "asks nothing; add a target",
            panel: panel)
        report.require(
            panel["datasource"] != nil && panel["datasource"] != .null, .dataSource,
            "names no data source, so it asks the default one; use '${datasource}'", panel: panel)
    }

    private static func hasUnit(_ panel: JSONValue) -> Bool {
        !(panel["fieldConfig"]?["defaults"]?["unit"]?.text ?? "").isEmpty
    }
}

/// Where panels lie: inside the 24 columns, and none upon another.
enum PlaceLint {
    private struct Area {
        let x: Double
        let y: Double
        let width: Double
        let height: Double

        init?(_ place: JSONValue?) {
            guard let x = place?["x"]?.number, let y = place?["y"]?.number, let width = place?["w"]?.number,
                let height = place?["h"]?.number
            else { return nil }
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        var isOnGrid: Bool {
            x >= 0 && y >= 0 && width >= 1 && height >= 1 && x + width <= Double(GridLayout.columns)
        }

        func overlaps(_ other: Area) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height
                && other.y < y + height
        }
    }

    static func check(_ panels: [JSONValue], _ report: inout LintReport) {
        var seen: Set<Double> = []
        var areas: [(title: String, area: Area)] = []
        for panel in panels {
            if let id = panel["id"]?.number {
                report.require(
                    seen.insert(id).inserted, .panelIdentifier,
                    "has the id \(Int(id)) of another panel; links to one open the other", panel: panel)
            }
            guard let area = Area(panel["gridPos"]), area.isOnGrid else {
                report.add(.panelPlace, "does not lie on the 24 columns; set gridPos", panel: panel)
                continue
            }
            if let other = areas.first(where: { $0.area.overlaps(area) }) {
                report.add(.panelPlace, "lies upon '\(other.title)'; move one of them", panel: panel)
            }
            areas.append((panel["title"]?.text ?? "", area))
        }
    }
}
