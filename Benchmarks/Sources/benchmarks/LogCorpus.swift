import Foundation

/// A log as Python's logging writes it for an agent orchestrator, with a known number of ERROR lines.
///
/// The same seed and size give the same bytes on every machine.
struct LogCorpus {
    let path: String
    /// What is truly in the file, counted while it was written.
    let lines: Int
    let bytes: Int
    let errors: Int

    /// Writes the file: whole lines, at least `bytes` long in total.
    ///
    /// - Parameter hitShare: the share of lines of level ERROR.
    init(path: String, bytes: Int, seed: UInt64, hitShare: Double) throws {
        var writer = CorpusWriter(seed: seed, hitShare: hitShare)
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
        defer { file.closeFile() }
        var total = 0
        while total < bytes {
            let block = writer.block(lines: 4096)
            try file.write(contentsOf: Data(block))
            total += block.count
        }
        self.path = path
        self.bytes = total
        lines = writer.lines
        errors = writer.errors
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
    private static let failures = ["timeout", "refused", "parse", "permission", "not_found"]

    private var generator: SeededGenerator
    private let hitShare: Double
    /// Milliseconds since the first line's midnight; wraps at the end of a day.
    private var clock = 8 * 3_600_000
    private(set) var lines = 0
    private(set) var errors = 0

    init(seed: UInt64, hitShare: Double) {
        generator = SeededGenerator(seed: seed)
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
            "ERROR - Health check error: \(pick(Self.failures)) in \(pick(Self.teams))/\(pick(Self.agents))"
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
