import Operations

/// The operators' report of an incident, filled in as far as a program can.
package struct IncidentMarkdown {
    /// Marks what only a person can fill in.
    package static let empty = "_TO BE FILLED IN_"
    private static let maxEvents = 200
    private static let maxShapes = 20

    private let facts: IncidentFacts
    private let summary: IncidentSummary

    package init(_ facts: IncidentFacts) {
        self.facts = facts
        summary = IncidentSummary(facts)
    }

    package func text() -> String {
        [heading, symptoms, timeline, people, recovery].joined(separator: "\n")
    }

    private var heading: String {
        """
        # Incident report

        ## Summary

        - When: \(Timestamp.text(facts.atMs)) (looked at: \(Timestamp.text(facts.sinceMs)) to \(Timestamp.text(facts.untilMs)))
        - How detected: \(summary.detection ?? "nothing was detected by itself") (alert, user report or other: \(Self.empty))
        - Scope: \(cell(summary.scope))
        - Weight (level 1, 2 or 3): \(Self.empty)
        - Written: \(Timestamp.text(facts.nowMs))

        """
    }

    private var symptoms: String {
        "## Symptoms\n\n" + findings + alerts + errors + agents + resources
    }

    private var findings: String {
        let rows = facts.findings.map {
            "| \($0.state.rawValue) | \(cell($0.title)) | \(cell($0.figure.text)) | \(cell($0.threshold?.text ?? "")) |\n"
        }
        return "### Over threshold now\n\n"
            + (rows.isEmpty
                ? "Nothing.\n\n"
                : "| state | check | figure | threshold |\n|---|---|---|---|\n\(rows.joined())\n")
    }

    private var alerts: String {
        if let fault = facts.alertFault {
            return "### Alerts at that time\n\nNot known: \(cell(fault.message)).\n\n"
        }
        let lines = facts.alerts.map { sample in
            let whose = ["team_name", "agent_name", "log", "role"].compactMap { sample.labels[$0] }
            return "- \(cell(sample.labels["alertname"] ?? "?")) (\(cell(sample.labels["severity"] ?? "?")))"
                + (whose.isEmpty ? "" : ": \(cell(whose.joined(separator: ", ")))") + "\n"
        }
        return "### Alerts at that time\n\n" + (lines.isEmpty ? "None fired.\n" : lines.sorted().joined())
            + "\n"
    }

    private var errors: String {
        let shown = facts.errors.shapes.prefix(Self.maxShapes)
        let rows = shown.map {
            "| \($0.count) | \($0.level) | \($0.firstMs.map(Timestamp.text) ?? "-") | "
                + "\($0.lastMs.map(Timestamp.text) ?? "-") | \(cell($0.logs.joined(separator: ", "))) | \(cell($0.text)) |\n"
        }
        var text = "### Errors\n\n"
        guard !rows.isEmpty else { return text + "No entry at ERROR or above in the logs.\n\n" }
        text +=
            "\(FigureText.count(facts.errors.entries, "entry", "entries")) in the logs; what varies is masked.\n\n"
        text +=
            "| count | level | first | last | logs | example (masked) |\n|---|---|---|---|---|---|\n\(rows.joined())\n"
        let rest = facts.errors.shapes.count - shown.count
        return rest > 0 ? text + "And \(FigureText.count(rest, "shape", "shapes")) more.\n\n" : text
    }

    private var agents: String {
        let lines = facts.agents.map {
            "- \(cell("\($0.team)/\($0.agent)")): \($0.state)"
                + ($0.idleSeconds.map { ", quiet for \(FigureText.seconds($0))" } ?? "") + "\n"
        }
        return "### Agents down, stalled or idle now\n\n" + (lines.isEmpty ? "None.\n" : lines.joined())
            + "\n"
    }

    private var resources: String {
        let title =
            facts.arePeaks
            ? "Peaks of resources around that time" : "Resources now (no past figures are known)"
        let lines = facts.resources.map { "- \($0.name): \($0.figure.text)\n" }
        return "### \(title)\n\n" + (lines.isEmpty ? "Not known.\n" : lines.joined())
    }

    private var timeline: String {
        let ordered = facts.events.sorted { ($0.atMs, $0.text) < ($1.atMs, $1.text) }
        let rows = ordered.prefix(Self.maxEvents).map {
            "| \(Timestamp.text($0.atMs)) | \($0.kind.rawValue) | \(cell($0.text)) |\n"
        }
        var text = "## Timeline\n\n"
        guard !rows.isEmpty else { return text + "Nothing is known of that time.\n" }
        text += "| time | what | detail |\n|---|---|---|\n\(rows.joined())"
        if ordered.count > Self.maxEvents { text += "\nAnd \(ordered.count - Self.maxEvents) more.\n" }
        return text
    }

    private var people: String {
        """
        ## Cause

        \(Self.empty)

        ## Response

        \(Self.empty)

        """
    }

    private var recovery: String {
        let detected = summary.firstMs.map { "\(Timestamp.text($0)) (first sign found)" }
        let isRecovered = summary.isOver && summary.lastMs != nil
        let recovered =
            isRecovered ? summary.lastMs.map { "\(Timestamp.text($0)) (last sign found; confirm)" } : nil
        var minutes: String?
        if isRecovered, let first = summary.firstMs, let last = summary.lastMs {
            minutes = "\(max(1, (last - first + 30_000) / 60_000)) (from the first to the last sign; confirm)"
        }
        return """
            ## Recovery time

            - Detected: \(detected ?? Self.empty)
            - Recovered: \(recovered ?? Self.empty)
            - Minutes: \(minutes ?? Self.empty)

            ## Prevention

            \(Self.empty)

            """
    }

    private func cell(_ text: String) -> String { CheckMarkdown.cell(text) }
}
