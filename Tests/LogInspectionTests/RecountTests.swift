import Compression
import Foundation
import LogRules
import LogTailing
import StateStore
import TestSupport
import Testing

@testable import LogInspection

@Suite("the recount of what was counted")
struct RecountTests {
    private static let rules = """
        rules:
          - {name: failures, pattern: 'payment (?<p>[a-z]+) failed', counter: shop_failures_total, labels: {p: $p}}
          - {name: tracebacks, match: entry, pattern: 'KeyError', counter: shop_key_errors_total}
        """

    private let directory: TemporaryDirectory
    private let source: LogSource
    private let ruleSet: RuleSet

    init() throws {
        directory = try TemporaryDirectory()
        source = LogSource(name: "shop", paths: [directory.path("shop.log")], maxLineBytes: 1024)
        ruleSet = try RuleSet.load(files: [("rules.yml", Array(Self.rules.utf8))], includeBuiltIn: true)
    }

    /// A log with tracebacks, failures, lines without level, and over-long lines.
    private func log(entries: Int) -> [String] {
        (0..<entries).flatMap { number -> [String] in
            let time = "2026-02-07 12:00:\(number % 60 + 100)".replacing(":1", with: ":")
            switch number % 7 {
            case 0: return ["\(time) - shop - ERROR - payment visa failed"]
            case 1:
                return [
                    "\(time) - shop - ERROR - it broke", "Traceback (most recent call last):",
                    "  File \"x.py\", line \(number), in f", "KeyError: 'k'",
                ]
            case 2:
                return ["Traceback (most recent call last):", "  File \"y.py\", line 1", "ValueError: no"]
            case 3: return ["no level at all \(number)"]
            case 4: return ["\(time) - shop - INFO - " + String(repeating: "x", count: number * 3 % 4000)]
            default: return ["\(time) - shop - INFO - fine \(number)"]
            }
        }
    }

    private func record(_ lines: [String], segmentBytes: UInt64 = 1) throws -> SegmentRecorder {
        let text = lines.map { $0 + "\n" }.joined()
        try directory.write("", to: "shop.log")
        // Pieces end anywhere in a line.
        var rest = text[...]
        let recorder = try SegmentRecorder(
            source, ruleSet: ruleSet, segmentBytes: segmentBytes, expectedLines: UInt64(lines.count)
        ) { [directory] in
            guard !rest.isEmpty else { return false }
            try directory.append(String(rest.prefix(1777)), to: "shop.log")
            rest = rest.dropFirst(1777)
            return true
        }
        recorder.run()
        return recorder
    }

    private func recount(
        _ recorder: SegmentRecorder, segments: [StoredSegment]? = nil, rules: RuleSet? = nil
    ) throws -> RecountReport.File {
        let report = try Recount(logs: [source], ruleSet: rules ?? ruleSet)
            .run(files: recorder.files, segments: segments ?? recorder.segments)
        return try #require(report.files.first)
    }

    @Test("what was counted is counted again, however it was cut", arguments: [1, 5000, 1 << 30] as [UInt64])
    func equal(segmentBytes: UInt64) throws {
        let recorder = try record(log(entries: 700), segmentBytes: segmentBytes)
        if segmentBytes == 1 { #expect(recorder.segments.count > 20) }
        let file = try recount(recorder)
        #expect(file.difference == nil)
        #expect(file.obstacle == nil)
        #expect(file.equal == recorder.segments.count)
        #expect(file.foundAt == directory.path("shop.log"))
        #expect(file.equalLines == recorder.segments.reduce(0) { $0 + ($1.counts["lines"] ?? 0) })
        #expect(recorder.segments.contains { $0.counts["truncated"] != nil })
        #expect(recorder.segments.contains { $0.counts["rule:tracebacks"] != nil })
    }

    enum Move: CaseIterable {
        case grown, renamed, compressed, renamedAndCompressed, copied
    }

    @Test("the bytes are found wherever rotation put them", arguments: Move.allCases)
    func moved(move: Move) throws {
        let recorder = try record(log(entries: 300))
        let path = directory.path("shop.log")
        let bytes = try directory.read("shop.log")
        let found: String
        switch move {
        case .grown:
            try directory.append(
                "2026-02-07 12:00:00 - shop - ERROR - payment visa failed\nhalf", to: "shop.log")
            found = path
        case .renamed:
            found = path + ".1"
            try FileManager.default.moveItem(atPath: path, toPath: found)
            try directory.write("a new file\n", to: "shop.log")
        case .compressed:
            found = try directory.write(try gzip(bytes), to: "shop.log.gz")
            try FileManager.default.removeItem(atPath: path)
        case .renamedAndCompressed:
            found = try directory.write(try gzip(bytes), to: "shop-20260207.log.gz")
            try directory.write("a new file\n", to: "shop.log")
            try directory.write("some other old file\n", to: "shop.log.1")
        case .copied:
            found = try directory.write(bytes, to: "shop.log.1")
            try directory.write("", to: "shop.log")
        }
        let file = try recount(recorder)
        #expect(file.obstacle == nil)
        #expect(file.difference == nil)
        #expect(file.equal == recorder.segments.count)
        #expect(file.foundAt == found)
    }

    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var out: [UInt8] = []
        try GzipEncoder().compress(bytes, into: &out)
        return out
    }

    @Test("the first range that differs is named with both numbers")
    func different() throws {
        let recorder = try record(log(entries: 300), segmentBytes: 3000)
        var segments = recorder.segments
        #expect(segments.count > 3)
        segments[2].counts["level:ERROR", default: 0] += 2
        segments[3].counts["rule:failures", default: 0] += 1
        let file = try recount(recorder, segments: segments)
        #expect(file.equal == segments.count - 2)
        let stored = segments[2].counts["level:ERROR"] ?? 0
        #expect(
            file.difference
                == RecountReport.Difference(
                    start: segments[2].start, end: segments[2].end,
                    counts: [.init(name: "level:ERROR", stored: stored, recounted: stored - 2)]))
    }

    @Test("a file that is gone, or holds other bytes, is said to be so")
    func obstacles() throws {
        let recorder = try record(log(entries: 300))
        var bytes = try directory.read("shop.log")
        bytes[bytes.count / 2] ^= 1
        try directory.write(bytes, to: "shop.log")
        var file = try recount(recorder)
        #expect(file.obstacle == .changed(path: directory.path("shop.log")))
        #expect(file.checked == 0)
        #expect(file.unchecked == recorder.segments.count)
        try FileManager.default.removeItem(atPath: directory.path("shop.log"))
        file = try recount(recorder)
        #expect(file.obstacle == .gone)
        try directory.write(Array(bytes.dropFirst(100)), to: "shop.log")
        file = try recount(recorder)
        #expect(file.obstacle == .gone)
    }

    @Test("ranges counted with other rules are left out, the others are compared")
    func otherRules() throws {
        let recorder = try record(log(entries: 300), segmentBytes: 3000)
        var segments = recorder.segments
        segments[0].rulesHash ^= 1
        segments[0].counts["rule:old"] = 7
        let file = try recount(recorder, segments: segments)
        #expect(file.difference == nil)
        #expect(file.obstacle == .otherRules)
        #expect(file.unchecked == 1)
        #expect(file.uncheckedBytes == segments[0].end)
        #expect(file.equal == segments.count - 1)
        let others = try RuleSet.load(files: [], includeBuiltIn: true)
        #expect(try recount(recorder, rules: others).checked == 0)
    }

    @Test("a record of another release and a log that is not configured are said to be so")
    func foreign() throws {
        let recorder = try record(log(entries: 50))
        var files = recorder.files
        files[0].position = [99]
        let recount = Recount(logs: [source], ruleSet: ruleSet)
        #expect(
            try recount.run(files: files, segments: recorder.segments).files[0].obstacle == .foreignRecord)
        let other = Recount(logs: [], ruleSet: ruleSet)
        let found = try other.run(files: recorder.files, segments: recorder.segments).files[0]
        #expect(found.obstacle == .unknownLog)
    }

    @Test("a file in UTF-16 is said to be beyond a recount")
    func textEncoding() throws {
        let text = "2026-02-07 12:00:00 - shop - ERROR - payment visa failed\n"
        try directory.write([0xFF, 0xFE] + text.utf8.flatMap { [$0, 0] }, to: "shop.log")
        let recorder = try SegmentRecorder(
            source, ruleSet: ruleSet, segmentBytes: 1, expectedLines: 1, writeMore: { false })
        recorder.run()
        let file = try recount(recorder)
        #expect(file.obstacle == .textEncoding)
        #expect(file.unchecked == 1)
    }

    @Test("a log that was read from its end on is recounted from there")
    func startedAtEnd() throws {
        let recorder = try record(log(entries: 300), segmentBytes: 3000)
        let segments = Array(recorder.segments.dropFirst(2))
        let file = try recount(recorder, segments: segments)
        // The recount begins without the entry that was open there: only what depends on it may differ.
        #expect(file.checked == segments.count)
        #expect(file.equal >= segments.count - 1)
    }
}
