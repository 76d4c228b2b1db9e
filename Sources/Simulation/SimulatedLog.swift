/// One log that grows, and is rotated now and then: Python's by rename, uvicorn's by copy and truncation.
struct SimulatedLog: Sendable {
    enum Style {
        /// `%(asctime)s - %(name)s - %(levelname)s - %(message)s`.
        case python
        /// `LEVEL:` padded to ten columns, then the message.
        case uvicorn
    }

    /// Rotated files kept beside the log (`.1` is the newest).
    static let keptRotations = 3

    /// Nothing is written for this long before a truncation, so that a reader has seen all that goes.
    static let silenceBeforeTruncationMs: Int64 = 300

    let name: String
    let path: String
    private let style: Style

    init(directory: String, name: String, style: Style) {
        self.name = name
        self.style = style
        path = "\(directory)/\(name).log"
    }

    /// True when rotation cuts the file that is being written, instead of renaming it.
    var isTruncating: Bool { style == .uvicorn }

    /// Appends one entry with its continuation lines in a single write, and counts it.
    func write(_ entry: LogEntry, nowMs: Int64, tally: inout LogTally) throws(SimulationError) {
        let lines = [firstLine(of: entry, nowMs: nowMs)] + entry.continuation
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        try FileStore.append(bytes, to: path)
        tally.lines += lines.count
        tally.bytes += bytes.count
        tally.entries[entry.level, default: 0] += 1
    }

    /// Moves the log to `.1`, older files one further, and begins a new empty log.
    func rotate(tally: inout LogTally) throws(SimulationError) {
        try FileStore.removeIfPresent("\(path).\(Self.keptRotations)")
        for generation in stride(from: Self.keptRotations - 1, through: 1, by: -1)
        where tally.rotations >= generation {
            try FileStore.rename("\(path).\(generation)", to: "\(path).\(generation + 1)")
        }
        switch style {
        case .python:
            try FileStore.rename(path, to: "\(path).1")
            try FileStore.append([], to: path)
        case .uvicorn:
            try FileStore.copy(path, to: "\(path).1")
            try FileStore.overwrite(path, with: [])
        }
        tally.rotations += 1
    }

    private func firstLine(of entry: LogEntry, nowMs: Int64) -> String {
        switch style {
        case .python:
            return "\(CivilTime(epochMs: nowMs).python) - \(entry.logger) - \(entry.level) - \(entry.message)"
        case .uvicorn:
            let prefix = "\(entry.level):"
            return prefix + String(repeating: " ", count: max(1, 10 - prefix.count)) + entry.message
        }
    }
}
