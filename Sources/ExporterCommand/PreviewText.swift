import FoundationEssentials
import LogInspection
import Operations

/// The shape of `rules preview --json`, and the same for people.
struct PreviewText: Encodable {
    struct Firing: Encodable {
        let labels: [String: String]
        /// RFC 3339, UTC.
        let start: String
        let end: String
        /// It went on when the log ended.
        let open: Bool
    }

    struct LabelSet: Encodable {
        let labels: [String: String]
        let firings: Int
        let peak: Double
        let peakAt: String

        enum CodingKeys: String, CodingKey {
            case labels, firings, peak
            case peakAt = "peak_at"
        }
    }

    struct Alert: Encodable {
        let alert: String
        let rule: String
        let severity: String
        let condition: String
        let firings: Int
        let first: String?
        let last: String?
        let medianSeconds: Int64?
        let longestSeconds: Int64?
        let labelSets: [LabelSet]
        let times: [Firing]

        enum CodingKeys: String, CodingKey {
            case alert, rule, severity, condition, firings, first, last, times
            case medianSeconds = "median_seconds"
            case longestSeconds = "longest_seconds"
            case labelSets = "label_sets"
        }
    }

    struct Left: Encodable {
        let alert: String
        let rule: String
        /// `expression` or `other_logs`.
        let reason: String
        let logs: [String]
        /// What answers it instead.
        let commands: [String]
    }

    let log: String
    let from: String
    let to: String
    let stepSeconds: Int
    let alerts: [Alert]
    let notPlayed: [Left]
    let undatedLines: Int
    let lateLines: Int

    enum CodingKeys: String, CodingKey {
        case log, from, to, alerts
        case stepSeconds = "step_seconds"
        case notPlayed = "not_played"
        case undatedLines = "undated_lines"
        case lateLines = "late_lines"
    }

    private let spanSeconds: Int64

    init(_ result: PreviewResult, log: String, stepSeconds: Int, history: HistoryCommands) {
        let (first, last) = (result.firstSeconds ?? 0, result.lastSeconds ?? 0)
        self.log = log
        self.stepSeconds = stepSeconds
        from = Self.time(first)
        to = Self.time(last)
        spanSeconds = last - first
        alerts = result.alerts.map(Alert.init)
        notPlayed = result.notPlayed.map { left in
            switch left.reason {
            case .expression:
                Left(
                    alert: left.alert, rule: left.rule, reason: "expression", logs: [],
                    commands: history.lines)
            case .otherLogs(let logs):
                Left(alert: left.alert, rule: left.rule, reason: "other_logs", logs: logs, commands: [])
            }
        }
        undatedLines = result.undatedLines
        lateLines = result.lateLines
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    static func time(_ seconds: Int64) -> String { Timestamp.text(seconds * 1000) }

    fileprivate static func labels(_ pairs: [(name: String, value: String)]) -> [String: String] {
        Dictionary(pairs.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

extension PreviewText.Alert {
    init(_ preview: AlertPreview) {
        self.init(
            alert: preview.alert, rule: preview.rule, severity: preview.severity,
            condition: preview.condition,
            firings: preview.firings.count, first: preview.firings.first.map { PreviewText.time($0.start) },
            last: preview.firings.last.map { PreviewText.time($0.start) },
            medianSeconds: preview.medianSeconds, longestSeconds: preview.longestSeconds,
            labelSets: preview.peaks.map { peak in
                let labels = PreviewText.labels(peak.labels)
                return PreviewText.LabelSet(
                    labels: labels,
                    firings: preview.firings.count { PreviewText.labels($0.labels) == labels },
                    peak: peak.value, peakAt: PreviewText.time(peak.atSeconds))
            },
            times: preview.firings.map {
                PreviewText.Firing(
                    labels: PreviewText.labels($0.labels), start: PreviewText.time($0.start),
                    end: PreviewText.time($0.end), open: $0.isOpen)
            })
    }
}

// MARK: For people

extension PreviewText {
    private static let labelSetsShown = 10

    func text() -> String {
        let head =
            "log \(TeamTable.printable(log)): \(Self.span(spanSeconds)), \(from) to \(to), evaluated every "
            + "\(stepSeconds) s\n"
        return head + alerts.map(lines).joined() + notPlayed.map(lines).joined()
    }

    private func lines(_ alert: Alert) -> String {
        var text = "\(alert.alert) (\(alert.severity), \(alert.condition)): "
        guard let first = alert.first, let last = alert.last else {
            return text + "would not have fired\n" + sets(alert)
        }
        text += "\(alert.firings) firing\(alert.firings == 1 ? "" : "s") in \(Self.span(spanSeconds))"
        text +=
            ", median \(Self.span(alert.medianSeconds ?? 0)), longest \(Self.span(alert.longestSeconds ?? 0))\n"
        text += alert.firings == 1 ? "  at \(first)" : "  first \(first), last \(last)"
        let open = alert.times.count(where: \.open)
        return text + (open > 0 ? ", \(open) still firing when the log ends\n" : "\n") + sets(alert)
    }

    private func sets(_ alert: Alert) -> String {
        let shown = alert.labelSets.sorted { $0.firings > $1.firings }.prefix(Self.labelSetsShown)
        let rest = alert.labelSets.count - shown.count
        return shown.map { set in
            let names = set.labels.sorted { $0.key < $1.key }
                .map { "\($0.key)=\(TeamTable.printable($0.value))" }.joined(separator: ", ")
            let who = names.isEmpty ? "" : "\(names): \(set.firings) times, "
            return "  \(who)peak \(Self.number(set.peak)) at \(set.peakAt)\n"
        }.joined() + (rest > 0 ? "  and \(rest) more label sets\n" : "")
    }

    private func lines(_ left: Left) -> String {
        guard left.reason == "expression" else {
            return
                "\(left.alert): not played, its rule reads log \(left.logs.joined(separator: ", ")); say so with --log\n"
        }
        return "\(left.alert): an 'expr' cannot be played here; a Prometheus that has the log's past can:\n"
            + left.commands.map { "  \($0)\n" }.joined()
    }

    private static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return Int64(exactly: tenths).map(String.init) ?? "\(tenths)"
    }

    /// The two largest units at most: "31 days", "1 h 20 min", "6 min".
    static func span(_ seconds: Int64) -> String {
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600:
            return "\(seconds / 60) min" + (seconds % 60 > 0 && seconds < 600 ? " \(seconds % 60) s" : "")
        case ..<172_800:
            let minutes = seconds / 60 % 60
            return "\(seconds / 3600) h" + (minutes > 0 ? " \(minutes) min" : "")
        default: return "\(seconds / 86_400) days"
        }
    }
}
