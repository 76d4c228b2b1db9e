import LogInspection
import LogRules
import Operations

/// `logs errors --group`, for people and as JSON.
struct EntryGroupText {
    private struct Group: Encodable {
        let shape: String
        let count: UInt64
        let level: String
        let logs: [String]
        let first: String?
        let last: String?
        let example: String
    }

    private struct Document: Encodable {
        let groups: [Group]
        let groupsLeftOut: Int
        let entries: UInt64
        /// Entries of shapes that found no room.
        let otherEntries: UInt64

        private enum CodingKeys: String, CodingKey {
            case groups, entries
            case groupsLeftOut = "groups_left_out"
            case otherEntries = "other_entries"
        }
    }

    private let document: Document

    init(_ groups: EntryGroups, limit: Int?) {
        let all = groups.groups
        let shown = all.prefix(limit ?? all.count).map { group in
            Group(
                shape: group.shape, count: group.count, level: group.level.name, logs: group.logs,
                first: group.firstMs.map(Timestamp.text), last: group.lastMs.map(Timestamp.text),
                example: String(decoding: group.example, as: UTF8.self))
        }
        document = Document(
            groups: shown, groupsLeftOut: all.count - shown.count, entries: groups.total,
            otherEntries: groups.others)
    }

    func json() -> String { String(decoding: EntryJSON.line(document), as: UTF8.self) }

    func text() -> String {
        guard document.entries > 0 else { return "no entries" }
        let rows = document.groups.map { group in
            [
                "\(group.count)", group.level, group.first ?? "-", group.last ?? "-",
                TeamTable.printable(group.logs.joined(separator: ",")), TeamTable.printable(group.shape),
            ]
        }
        let table = Terminal.table([["COUNT", "LEVEL", "FIRST", "LAST", "LOGS", "SHAPE"]] + rows)
            .split(separator: "\n").map(String.init)
        let examples = document.groups.map { "    e.g. \(TeamTable.printable($0.example))" }
        let body = [table.first ?? ""] + zip(table.dropFirst(), examples).flatMap { [$0, $1] }
        let kinds = document.groups.count + document.groupsLeftOut
        var summary = "\(count(document.entries, "entry", "entries")) of \(count(kinds, "shape", "shapes"))"
        if document.groupsLeftOut > 0 { summary += ", \(document.groupsLeftOut) of them not shown" }
        if document.otherEntries > 0 {
            summary += ", and \(document.otherEntries) entries of rare shapes that found no room"
        }
        return body.joined(separator: "\n") + "\n\n" + summary
    }

    private func count(_ number: some BinaryInteger, _ one: String, _ several: String) -> String {
        "\(number) \(number == 1 ? one : several)"
    }
}
