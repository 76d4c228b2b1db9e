import Compression
import Foundation
import LogRules
import LogTailing
import TestSupport

@testable import LogArchive
@testable import LogInspection

/// A directory with logs in which entries are looked for.
final class ErrorSearchBench {
    let place: TemporaryDirectory
    /// 2026-02-07 12:00:00 UTC.
    static let start: Int64 = 1_770_465_600_000
    var names = ["app"]
    var policy = EntryPolicy.auto
    var query = EntryQuery(nowMs: start + 30 * 86_400_000)

    init() throws {
        place = try TemporaryDirectory("errors")
        try place.makeDirectory("logs")
    }

    var logs: [SearchedLog] {
        get throws {
            let time = try EntryTime(zone: .utc)
            return names.map { name in
                let source = LogSource(
                    name: name, paths: [place.path("logs/\(name)*.log")],
                    exclude: [place.path("logs/archive/**")])
                return SearchedLog(source: source, entries: policy, entryTime: time)
            }
        }
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String { try place.write(text, to: "logs/\(name)") }

    @discardableResult
    func pack(_ text: String, to name: String) throws -> String {
        var packed: [UInt8] = []
        if name.hasSuffix(".zst") {
            try ZstdEncoder().compress(Array(text.utf8), into: &packed)
        } else {
            try GzipEncoder().compress(Array(text.utf8), into: &packed)
        }
        return try place.write(packed, to: "logs/\(name)")
    }

    /// Archives all plain rotated files that are there, with receipts; the live ones stay.
    func archive() throws {
        var settings = ArchiveSettings()
        settings.olderThan = .zero
        settings.keep = nil
        settings.floor = .bytes(0)
        let files = LogFileListing.files(of: try logs.map(\.source)).filter { !$0.isTailed }
        let plan = ArchivePlan(
            files: files, settings: settings, nowNanoseconds: Int64.max / 2,
            evidence: { _ in FileEvidence(reading: .notTailed, writers: .none, isUnchanged: true) })
        let time = try EntryTime(zone: .utc)
        let now = query.nowMs
        let summarise: @Sendable (LogFile) -> LogSummary? = { file in
            guard let text = try? fileBytes(String(decoding: file.path.bytes, as: UTF8.self)) else {
                return nil
            }
            var range = EntryTimeRange(time)
            range.note(text.span, now: now)
            return LogSummary(firstMs: range.firstMs, lastMs: range.lastMs, levels: [:])
        }
        let report = ArchiveRun(settings, threads: 2, summarise: summarise).run(plan)
        guard report.failures.isEmpty else { throw BenchFailure(text: "\(report.failures)") }
    }

    struct BenchFailure: Error { let text: String }

    struct Result {
        var entries: [FoundEntry] = []
        var paths: [String] = []
        var outcome = SearchOutcome()

        var texts: [String] {
            entries.map { entry in
                entry.lines.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "\n")
            }
        }
    }

    func search(limit: Int = .max) throws -> Result {
        try search(SearchedFile.found(of: try logs, archives: ArchivePlace()), limit: limit)
    }

    func search(_ files: [SearchedFile], limit: Int = .max) throws -> Result {
        var result = Result()
        let search = EntrySearch(query, formats: try LevelFormats.builtIn())
        result.outcome = search.run(files) { entry, index in
            result.entries.append(entry)
            result.paths.append(files[index].path)
            return result.entries.count < limit
        }
        return result
    }

    /// As Python's logging writes a time.
    static func time(_ milliseconds: Int64) -> String {
        let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
        let parts = Calendar.utc.dateComponents(
            [.year, .month, .day, .hour, .minute, .second], from: date)
        func two(_ number: Int?) -> String {
            String(number ?? 0).count < 2 ? "0\(number ?? 0)" : "\(number ?? 0)"
        }
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day)) "
            + "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)),\(fraction)"
    }
}

extension Calendar {
    fileprivate static var utc: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}
