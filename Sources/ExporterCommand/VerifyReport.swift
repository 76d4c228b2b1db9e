import FoundationEssentials
import LogInspection

/// The shape of `logs verify --json`, and the same for people.
struct VerifyReport: Encodable {
    struct Count: Encodable {
        let name: String
        let stored: Int64
        let recounted: Int64
    }

    struct Difference: Encodable {
        let start: UInt64
        let end: UInt64
        let counts: [Count]
    }

    struct File: Encodable {
        let log: String
        let path: String
        let foundAt: String?
        let rangesChecked: Int
        let rangesEqual: Int
        let bytesChecked: UInt64
        let linesEqual: Int64
        let firstDifference: Difference?
        let rangesUnchecked: Int
        let bytesUnchecked: UInt64
        let obstacle: String?

        enum CodingKeys: String, CodingKey {
            case log, path, obstacle
            case foundAt = "found_at"
            case rangesChecked = "ranges_checked"
            case rangesEqual = "ranges_equal"
            case bytesChecked = "bytes_checked"
            case linesEqual = "lines_equal"
            case firstDifference = "first_difference"
            case rangesUnchecked = "ranges_unchecked"
            case bytesUnchecked = "bytes_unchecked"
        }

        /// Writes every key, `null` where there is nothing, so that scripts need not test for absence.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(log, forKey: .log)
            try container.encode(path, forKey: .path)
            try container.encode(foundAt, forKey: .foundAt)
            try container.encode(rangesChecked, forKey: .rangesChecked)
            try container.encode(rangesEqual, forKey: .rangesEqual)
            try container.encode(bytesChecked, forKey: .bytesChecked)
            try container.encode(linesEqual, forKey: .linesEqual)
            try container.encode(firstDifference, forKey: .firstDifference)
            try container.encode(rangesUnchecked, forKey: .rangesUnchecked)
            try container.encode(bytesUnchecked, forKey: .bytesUnchecked)
            try container.encode(obstacle, forKey: .obstacle)
        }
    }

    let files: [File]

    var isDifferent: Bool { files.contains { $0.firstDifference != nil } }

    init(_ report: RecountReport) {
        files = report.files.map { file in
            File(
                log: file.log, path: file.path, foundAt: file.foundAt, rangesChecked: file.checked,
                rangesEqual: file.equal, bytesChecked: file.checkedBytes, linesEqual: file.equalLines,
                firstDifference: file.difference.map { difference in
                    Difference(
                        start: difference.start, end: difference.end,
                        counts: difference.counts.map {
                            Count(name: $0.name, stored: $0.stored, recounted: $0.recounted)
                        })
                },
                rangesUnchecked: file.unchecked, bytesUnchecked: file.uncheckedBytes,
                obstacle: file.obstacle?.message)
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text() -> String {
        guard !files.isEmpty else { return "nothing was counted yet" }
        return (files.flatMap(lines) + [summary]).joined(separator: "\n")
    }

    private func lines(of file: File) -> [String] {
        let verdict =
            if file.firstDifference != nil {
                "DIFFERS"
            } else {
                file.rangesChecked == 0
                    ? "unknown" : file.rangesUnchecked == 0 ? "equal" : "equal as far as known"
            }
        let moved = file.foundAt.map { $0 == file.path ? "" : " (now \(TeamTable.printable($0)))" } ?? ""
        var lines = [
            "\(verdict)  \(TeamTable.printable(file.log))  \(TeamTable.printable(file.path))\(moved)  "
                + "\(file.linesEqual) lines, \(file.bytesChecked) bytes"
        ]
        if let difference = file.firstDifference {
            let others = file.rangesChecked - file.rangesEqual - 1
            lines.append(
                "  bytes \(difference.start) to \(difference.end)"
                    + (others > 0 ? " (and \(others) more ranges)" : "") + ":")
            lines += difference.counts.map {
                "    \(TeamTable.printable($0.name)): \($0.stored) stored, \($0.recounted) recounted"
            }
        }
        if let obstacle = file.obstacle {
            lines.append(
                "  \(file.bytesUnchecked) bytes cannot be verified: \(TeamTable.printable(obstacle))")
        }
        return lines
    }

    private var summary: String {
        let different = files.count { $0.firstDifference != nil }
        let equal = files.count { $0.firstDifference == nil && $0.rangesChecked > 0 }
        let unknown = files.count - different - equal
        let lines = files.reduce(0) { $0 + $1.linesEqual }
        let bytes = files.reduce(0) { $0 + $1.bytesUnchecked }
        return
            "\(files.count) files: \(equal) equal, \(different) different, \(unknown) that cannot be verified; "
            + "\(lines) lines recounted equal, \(bytes) bytes cannot be verified"
    }
}
