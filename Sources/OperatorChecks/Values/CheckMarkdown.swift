/// A report as Markdown, for tickets and wikis.
package enum CheckMarkdown {
    package static func text(_ report: CheckReport) -> String {
        let team = report.team.map { ", team \(cell($0))" } ?? ""
        var text = "# Check: \(report.check)\(team)\n\n"
        text += "\(report.takenAt), **\(report.state.rawValue)**\n\n"
        text += "| state | check | figure | threshold | next step |\n|---|---|---|---|---|\n"
        for result in report.results {
            let cells = [
                result.state.rawValue, result.title, result.figure.text, result.threshold?.text ?? "",
                result.nextStep ?? "",
            ]
            text += "| \(cells.map(cell).joined(separator: " | ")) |\n"
        }
        for result in report.results where !result.details.isEmpty {
            text += "\n## \(cell(result.title))\n\n"
            for detail in result.details {
                let state = detail.state == .ok ? "" : " (\(detail.state.rawValue))"
                text += "- \(cell(detail.name)): \(cell(detail.figure.text))\(state)\n"
            }
        }
        return text
    }

    /// Text that Markdown takes for no more than text, on one line.
    package static func cell(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "|", "<", "*", "`", "[", "]", "\\": result += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control || scalar.properties.isBidiControl:
                result += "\u{FFFD}"
            case "\u{2028}", "\u{2029}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
