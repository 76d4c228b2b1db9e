import FoundationEssentials
import TeamState

/// Finds in blocks of transcript lines what matters, and decodes no more than that.
///
/// Most of a transcript are texts and what tools printed. A key of JSON stands between bare quotes, while the quotes of
/// a text are escaped: so a line without the bytes `"usage"`, `"turn_duration"` or `"teammate_spawned"` has none of
/// these, and is left alone.
struct RecordScanner {
    private static let usage = ByteNeedle("\"usage\"", probes: (0, 4))
    private static let turn = ByteNeedle("\"turn_duration\"", probes: (5, 6))
    private static let spawn = ByteNeedle("\"teammate_spawned\"", probes: (9, 10))
    private static let names = [
        ByteNeedle("\"teamName\"", probes: (1, 5)), ByteNeedle("\"team_name\"", probes: (1, 5)),
    ]
    private static let time = ByteNeedle("\"timestamp\"", probes: (0, 5))
    /// Lines looked at from the end of a block for one that bears a time.
    private static let timeSearch = 8

    private let decoder = JSONDecoder()
    private var shortener = LineShortener()
    /// Only what tells whose the file is matters.
    private let seeksOwners: Bool

    init(seeksOwners: Bool = false) { self.seeksOwners = seeksOwners }

    /// - Parameter lines: whole lines, each with its newline.
    mutating func scan(_ lines: Span<UInt8>, into found: inout FileFacts) {
        var start = 0
        var latest: [Range<Int>] = []
        while let newline = lines.place(of: newlineByte, in: start..<lines.count) {
            let line = trimmed(lines, start..<newline)
            start = newline + 1
            guard !line.isEmpty else { continue }
            guard lines[line.lowerBound] == openingBrace, lines[line.upperBound - 1] == closingBrace else {
                found.skip(.malformed)
                continue
            }
            if mayMatter(lines, line) {
                read(lines, line, into: &found)
                latest.removeAll(keepingCapacity: true)
            } else {
                if latest.count == Self.timeSearch { latest.removeFirst() }
                latest.append(line)
            }
        }
        if !seeksOwners { readTime(lines, latest, into: &found) }
        shortener.shrink()
    }

    private func mayMatter(_ lines: Span<UInt8>, _ line: Range<Int>) -> Bool {
        if seeksOwners {
            return Self.spawn.stands(in: lines, line) || Self.names.contains { $0.stands(in: lines, line) }
        }
        return isOfInterest(lines, line)
    }

    private func isOfInterest(_ lines: Span<UInt8>, _ line: Range<Int>) -> Bool {
        Self.usage.stands(in: lines, line) || Self.turn.stands(in: lines, line)
            || Self.spawn.stands(in: lines, line)
    }

    /// Without the blanks of JSON at both ends.
    private func trimmed(_ lines: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, lines[start] <= blank { start += 1 }
        while end > start, lines[end - 1] <= blank { end -= 1 }
        return start..<end
    }

    private mutating func read(_ lines: Span<UInt8>, _ line: Range<Int>, into found: inout FileFacts) {
        guard let record = decode(lines, line) else { return found.skip(.malformed) }
        found.note(timeMs: record.timeMs)
        switch record.kind {
        case .assistant: takeResponse(record, into: &found)
        case .system where record.isTurn: takeTurn(record, into: &found)
        case .user: takeSpawn(record, into: &found)
        case .system, .other: found.note(record.tags)
        }
    }

    /// The time of the last record that bears one: it tells of activity, and nothing else of it matters.
    private mutating func readTime(
        _ lines: Span<UInt8>, _ latest: [Range<Int>], into found: inout FileFacts
    ) {
        for line in latest.reversed() where Self.time.stands(in: lines, line) {
            guard let record = decode(lines, line), let timeMs = record.timeMs else { continue }
            found.note(timeMs: timeMs)
            found.note(record.tags)
            return
        }
    }

    private mutating func decode(_ lines: Span<UInt8>, _ line: Range<Int>) -> RecordDocument? {
        shortener.shorten(lines, line)
        if let record = try? decoder.decode(RecordDocument.self, from: Data(shortener.bytes)) {
            return record
        }
        // Bytes that are no UTF-8 spoil a text, not the record around it.
        guard String(validating: shortener.bytes, as: UTF8.self) == nil else { return nil }
        let repaired = Data(String(decoding: shortener.bytes, as: UTF8.self).utf8)
        return try? decoder.decode(RecordDocument.self, from: repaired)
    }
}

// MARK: - Records

extension RecordScanner {
    private func takeResponse(_ record: RecordDocument, into found: inout FileFacts) {
        found.note(record.tags)
        guard let message = record.message, let usage = message.usage else { return }
        found.skip(.value, usage.faults)
        guard !usage.amounts.isZero else { return }
        found.facts.append(
            .response(
                Response(
                    key: Self.key("message", message.id) ?? Self.key("record", record.uuid),
                    model: message.model ?? "unknown", amounts: usage.amounts, timeMs: record.timeMs)))
    }

    private func takeTurn(_ record: RecordDocument, into found: inout FileFacts) {
        found.note(record.tags)
        guard let durationMs = record.durationMs else { return found.skip(.value) }
        found.facts.append(
            .turn(
                Turn(key: Self.key("turn", record.uuid), durationMs: durationMs, timeMs: record.timeMs)))
    }

    private func takeSpawn(_ record: RecordDocument, into found: inout FileFacts) {
        found.note(record.tags)
        guard let id = record.spawnedAgentID, let at = id.lastIndex(of: "@") else { return }
        let team = String(id[id.index(after: at)...])
        if !team.isEmpty { found.facts.append(.spawn(team: team)) }
    }

    /// Different for different kinds of ids.
    private static func key(_ kind: String, _ id: String?) -> UInt64? {
        guard let id, !id.isEmpty else { return nil }
        var hash = StableHash()
        hash.add(kind)
        hash.add(id)
        return hash.value
    }
}

private let newlineByte = UInt8(ascii: "\n")
private let blank = UInt8(ascii: " ")
private let openingBrace = UInt8(ascii: "{")
private let closingBrace = UInt8(ascii: "}")
