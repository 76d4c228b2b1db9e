import FoundationEssentials
import Glibc
import LogInspection
import LogRules
import Operations

/// Colours of entries on a terminal, or none.
struct EntryPaint {
    let isOn: Bool

    func level(_ level: LogLevel, _ text: [UInt8]) -> [UInt8] {
        let code =
            switch level {
            case .critical, .error: "1;31"
            case .warning: "1;33"
            case .notice, .info, .debug: "1"
            }
        return coloured(code, text)
    }

    func name(_ text: [UInt8]) -> [UInt8] { coloured("35", text) }
    func separator(_ text: [UInt8]) -> [UInt8] { coloured("36", text) }

    private func coloured(_ code: String, _ text: [UInt8]) -> [UInt8] {
        isOn ? Array("\u{1B}[\(code)m".utf8) + text + Array("\u{1B}[0m".utf8) : text
    }
}

/// Prints entries one by one as they are found: lines as `grep` prints them, or one JSON document.
struct EntryPrinter {
    private let files: [SearchedFile]
    /// What each file is called before its lines.
    private let names: [[UInt8]]
    private let isJSON: Bool
    private let hasContext: Bool
    private let paint: EntryPaint
    private let isTerminal = Terminal.isInteractive(STDOUT_FILENO)
    private var lastIndex: Int?
    private var isFirst = true

    init(files: [SearchedFile], isJSON: Bool, showsNames: Bool, hasContext: Bool, paint: EntryPaint) {
        self.files = files
        self.isJSON = isJSON
        self.hasContext = hasContext
        self.paint = paint
        let here = FileManager.default.currentDirectoryPath + "/"
        names = files.map { file in
            guard showsNames else { return [] }
            let path = file.path.hasPrefix(here) ? String(file.path.dropFirst(here.count)) : file.path
            return Array(TeamTable.printable(path).utf8)
        }
        if isJSON { Terminal.write(Array("{\"entries\":[".utf8)) }
    }

    /// - Returns: whether more may be printed.
    mutating func print(_ entry: FoundEntry, of index: Int) -> Bool {
        var out: [UInt8] = []
        if isJSON {
            out += Array((isFirst ? "\n" : ",\n").utf8) + json(entry, files[index])
        } else {
            if hasContext, !isFirst, entry.followsGap || lastIndex != index {
                out += paint.separator(Array("--".utf8)) + [newline]
            }
            for line in entry.before { append(line, index, "-", nil, &out) }
            for line in entry.lines { append(line, index, ":", entry.level, &out) }
            for line in entry.after { append(line, index, "-", nil, &out) }
        }
        isFirst = false
        lastIndex = index
        Terminal.write(out)
        return true
    }

    /// After the last entry.
    func finish(_ outcome: SearchOutcome) {
        guard isJSON else { return }
        let counts =
            "\"count\":\(outcome.entries),\"files_read\":\(outcome.filesRead),"
            + "\"files_skipped\":\(outcome.filesSkipped),\"files_repeated\":\(outcome.filesRepeated),"
            + "\"is_limited\":\(outcome.isStopped)"
        Terminal.write(Array("\n],\(counts)}\n".utf8))
    }

    private let newline = UInt8(ascii: "\n")

    private func append(
        _ line: PlacedLine, _ index: Int, _ mark: String, _ level: LogLevel?, _ out: inout [UInt8]
    ) {
        if !names[index].isEmpty { out += paint.name(names[index]) + paint.separator(Array(mark.utf8)) }
        let bytes = isTerminal ? Terminal.harmless(line.bytes) : line.bytes
        out += level.map { paint.level($0, bytes) } ?? bytes
        out.append(newline)
    }

    private struct Entry: Encodable {
        let time: String?
        let level: String
        let log: String
        let file: String
        let offset: UInt64
        let text: String
        let before: [String]
        let after: [String]
        let isCut: Bool

        private enum CodingKeys: String, CodingKey {
            case time, level, log, file, offset, text, before, after
            case isCut = "is_cut"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(time, forKey: .time)
            try container.encode(level, forKey: .level)
            try container.encode(log, forKey: .log)
            try container.encode(file, forKey: .file)
            try container.encode(offset, forKey: .offset)
            try container.encode(text, forKey: .text)
            try container.encode(before, forKey: .before)
            try container.encode(after, forKey: .after)
            try container.encode(isCut, forKey: .isCut)
        }
    }

    private func json(_ entry: FoundEntry, _ file: SearchedFile) -> [UInt8] {
        func text(_ line: PlacedLine) -> String { String(decoding: line.bytes, as: UTF8.self) }
        let value = Entry(
            time: entry.timeMs.map(Timestamp.text), level: entry.level.name, log: file.log, file: file.path,
            offset: entry.lines.first?.offset ?? 0,
            text: entry.lines.map(text).joined(separator: "\n"), before: entry.before.map(text),
            after: entry.after.map(text), isCut: entry.isCut)
        return EntryJSON.line(value)
    }
}

/// One line of JSON for each value.
enum EntryJSON {
    static func line(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("texts and whole numbers are JSON: \(error)")
        }
    }
}
