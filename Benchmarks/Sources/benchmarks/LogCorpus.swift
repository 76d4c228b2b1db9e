import Foundation

/// A file with whole lines, counted while it was written.
struct LogFile {
    let path: String
    let lines: Int
    let bytes: Int
}

/// A log with known contents, and its first part for programs that would take minutes over all of it.
///
/// The same seed and size give the same bytes on every machine.
struct LogCorpus {
    enum Kind: Hashable {
        /// As Python's logging writes it for an agent orchestrator; ERROR lines tell of so many kinds of events.
        case python(events: Int)
        /// Many programs' formats in one file; a quarter of the lines are of the kinds that `MixedLog.rules` count.
        case mixed

        var name: String {
            switch self {
            case .python(let events): "python-\(events)"
            case .mixed: "mixed"
            }
        }
    }

    let whole: LogFile
    let part: LogFile
    /// Lines of level ERROR in the whole file; those of a mixed log are not counted.
    let errors: Int

    private static let partShare = 16

    /// Writes the file: whole lines, at least `bytes` long in total.
    ///
    /// - Parameter hitShare: the share of lines of level ERROR in a Python log.
    init(_ kind: Kind, directory: String, bytes: Int, seed: UInt64, hitShare: Double) throws {
        let path = "\(directory)/\(kind.name).log"
        var python = CorpusWriter(seed: seed, hitShare: hitShare, events: kind.events)
        var mixed = MixedLog(seed: seed)
        let output = try FileHandle.writing(to: path)
        let head = try FileHandle.writing(to: path + ".part")
        defer {
            output.closeFile()
            head.closeFile()
        }
        var (total, lines) = (0, 0)
        var (partBytes, partLines) = (0, 0)
        while total < bytes {
            let block = kind == .mixed ? mixed.block(lines: 4096) : python.block(lines: 4096)
            try output.write(contentsOf: Data(block))
            total += block.count
            lines += 4096
            if total <= max(bytes / Self.partShare, 1 << 20) {
                try head.write(contentsOf: Data(block))
                (partBytes, partLines) = (total, lines)
            }
        }
        whole = LogFile(path: path, lines: lines, bytes: total)
        part = LogFile(path: path + ".part", lines: partLines, bytes: partBytes)
        errors = python.errors
    }
}

extension LogCorpus.Kind {
    fileprivate var events: Int { if case .python(let events) = self { events } else { 1 } }
}

extension FileHandle {
    fileprivate static func writing(to path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        return file
    }
}

/// Makes the lines of a corpus.
struct CorpusWriter {
    private static let loggers = [
        "health_monitor", "message_router", "team_registry", "agent_pool", "dashboard.api",
    ]
    private static let teams = [
        "alpha-team", "beta-team", "research-42", "webshop", "docs", "humble-chasing-goose",
    ]
    private static let agents = ["lead", "api-dev", "tester", "doc-writer-1", "doc-writer-2", "reviewer"]
    /// What can fail, each in a word of its own.
    static let events = ["disk", "mail", "lock", "token", "cache", "queue", "cert", "quota"].flatMap {
        place in
        ["read", "write", "renew", "flush", "check", "lookup", "upload", "compact"].map { "\(place)_\($0)" }
    }

    private var generator: SeededGenerator
    private let hitShare: Double
    private let events: [String]
    /// Milliseconds since the first line's midnight; wraps at the end of a day.
    private var clock = 8 * 3_600_000
    private(set) var lines = 0
    private(set) var errors = 0

    init(seed: UInt64, hitShare: Double, events: Int = 16) {
        generator = SeededGenerator(seed: seed)
        self.events = Array(Self.events.prefix(events))
        self.hitShare = hitShare
    }

    mutating func block(lines count: Int) -> [UInt8] {
        var text = ""
        text.reserveCapacity(count * 128)
        for _ in 0..<count { appendLine(to: &text) }
        return Array(text.utf8)
    }

    private mutating func appendLine(to text: inout String) {
        clock = (clock + number(below: 400)) % 86_400_000
        let isError = Double(generator.next() >> 11) / Double(1 << 53) < hitShare
        text += "2026-02-07 "
        appendTime(to: &text)
        text += " - "
        text += pick(Self.loggers)
        text += " - "
        if isError { appendError(to: &text) } else { appendOther(to: &text) }
        text += "\n"
        lines += 1
        errors += isError ? 1 : 0
    }

    private mutating func appendError(to text: inout String) {
        text +=
            "ERROR - \(pick(events)) failed for \(pick(Self.agents)) of \(pick(Self.teams))"
        text += " after \(number(below: 30_000)) ms"
    }

    private mutating func appendOther(to text: inout String) {
        switch number(below: 100) {
        case 0..<40:
            text +=
                "INFO - Inbox changed: \(pick(Self.teams)) - \(pick(Self.agents)).json (\(number(below: 90)) messages)"
        case 40..<65:
            text +=
                "DEBUG - Health check of \(pick(Self.teams))/\(pick(Self.agents)): idle \(number(below: 300)) s of 300 s"
        case 65..<80:
            text +=
                "INFO - 127.0.0.1:\(32_768 + number(below: 28_000)) \"GET /api/teams/\(pick(Self.teams))/status HTTP/1.1\" 200"
        case 80..<90:
            text +=
                "INFO - Task \(number(below: 5000)) of \(pick(Self.teams)) moved to in_progress by \(pick(Self.agents))"
        case 90..<97:
            text += "INFO - Config changed: \(pick(Self.teams))"
        default:
            text +=
                "WARNING - Agent timeout detected: \(pick(Self.teams))/\(pick(Self.agents)) (inactive for 301s)"
        }
    }

    private func appendTime(to text: inout String) {
        appendDigits(clock / 3_600_000, count: 2, to: &text)
        text += ":"
        appendDigits(clock / 60_000 % 60, count: 2, to: &text)
        text += ":"
        appendDigits(clock / 1000 % 60, count: 2, to: &text)
        text += ","
        appendDigits(clock % 1000, count: 3, to: &text)
    }

    private func appendDigits(_ value: Int, count: Int, to text: inout String) {
        let digits = String(value)
        for _ in digits.count..<count { text += "0" }
        text += digits
    }

    private mutating func number(below limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    private mutating func pick(_ words: [String]) -> String { words[number(below: words.count)] }
}
