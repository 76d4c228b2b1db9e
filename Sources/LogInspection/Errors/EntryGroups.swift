package import ErrorShapes
package import LogRules

/// Entries counted by their shape, in bounded memory.
package struct EntryGroups: Sendable {
    package struct Group: Sendable, Equatable {
        package var shape: String
        package var count: UInt64
        package var level: LogLevel
        /// Milliseconds since 1970; nil where no entry has a time.
        package var firstMs: Int64?
        package var lastMs: Int64?
        /// The first line of the first entry, cut.
        package var example: [UInt8]
        /// Logs with entries of this shape, sorted; at most `maxLogs`.
        package var logs: [String]
    }

    private struct Detail: Sendable {
        var example: [UInt8]
        var logs: Set<String>
    }

    package static let maxLogs = 20
    private static let maxExampleBytes = 1000
    private static let tracebackHead = Array("Traceback (most recent call last):".utf8)

    private var table: ShapeTable
    private var masker = ShapeMasker()
    private var details: [Shape: Detail] = [:]

    package init(limits: ShapeTable.Limits = ShapeTable.Limits(shapes: 2000, bytes: 256 << 10)) {
        table = ShapeTable(limits: limits)
    }

    package mutating func add(_ entry: FoundEntry, log: String) {
        let line = Self.tellingLine(entry)
        masker.mask(line.span)
        let shape = Shape(bytes: masker.shape)
        let noted = table.note(
            shape, atMs: entry.timeMs ?? Self.undated, level: entry.level.rawValue)
        for gone in noted.forgotten { details[gone] = nil }
        if noted.isNew {
            details[shape] = Detail(example: Array(line.prefix(Self.maxExampleBytes)), logs: [log])
        } else if let logs = details[shape]?.logs, logs.count < Self.maxLogs {
            details[shape]?.logs.insert(log)
        }
    }

    /// A traceback of its own is told by the line that names its exception.
    private static func tellingLine(_ entry: FoundEntry) -> [UInt8] {
        let first = entry.lines.first?.bytes ?? []
        guard first.starts(with: tracebackHead) else { return first }
        return entry.lines.last { !$0.bytes.isEmpty && !EntryOutline.isBlank($0.bytes[0]) }?.bytes ?? first
    }

    /// Stands for no time at all.
    private static let undated = Int64.min

    package var total: UInt64 { table.total }
    /// Entries of shapes that found no room.
    package var others: UInt64 { table.forgottenEntries }

    /// The commonest first.
    package var groups: [Group] {
        table.shapes.map { shape, record in
            let detail = details[shape]
            return Group(
                shape: shape.text, count: record.count, level: LogLevel(rawValue: record.level) ?? .error,
                firstMs: record.firstMs == Self.undated ? nil : record.firstMs,
                lastMs: record.lastMs == Self.undated ? nil : record.lastMs,
                example: detail?.example ?? [], logs: (detail?.logs ?? []).sorted())
        }
    }
}
