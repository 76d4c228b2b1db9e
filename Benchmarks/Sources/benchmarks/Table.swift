/// Prints rows in aligned columns; the first is text, the others are figures.
struct Table {
    let title: String
    let header: [String]
    private(set) var rows: [[String]] = []

    init(_ title: String, header: [String]) {
        self.title = title
        self.header = header
    }

    mutating func add(_ row: String...) { rows.append(row) }

    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        let lines = all.map { row in
            let cells = row.indices.map {
                $0 == 0 ? row[$0].padded(to: widths[$0]) : row[$0].rightAligned(to: widths[$0])
            }
            let line = "  " + cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        return (["", title] + lines).joined(separator: "\n")
    }

    func show() { say(rows.isEmpty ? "\n\(title)\n  nothing to measure" : text) }
}

/// What is expected of a ratio of ours to a peer's figure.
enum Budget {
    case atMost(Double)
    case atLeast(Double)
    case none

    /// The budget with its verdict: "<= 1.00 met", or "<= 30.0 ms met" with a unit.
    func verdict(_ ratio: Double?, _ unit: String = "") -> String {
        let unit = unit.isEmpty ? "" : " \(unit)"
        switch self {
        case .none: return ""
        case .atMost(let limit):
            guard let ratio else { return "<= \(short(limit))\(unit)" }
            return "<= \(short(limit))\(unit) \(ratio <= limit ? "met" : "MISSED")"
        case .atLeast(let limit):
            guard let ratio else { return ">= \(short(limit))\(unit)" }
            return ">= \(short(limit))\(unit) \(ratio >= limit ? "met" : "MISSED")"
        }
    }
}
