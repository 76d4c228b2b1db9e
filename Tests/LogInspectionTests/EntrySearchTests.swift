import Foundation
import LogRules
import LogTailing
import PatternMatching
import TestSupport
import Testing

@testable import LogInspection

@Suite("entries in many files")
struct EntrySearchTests {
    private func lines(_ entry: FoundEntry) -> [String] {
        (entry.before + entry.lines + entry.after).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("100 rotated, packed and archived files give what reading them all by force gives")
    func hundredFiles() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let bench = try ErrorSearchBench()
        bench.names = ["app", "shop", "web", "worker"]
        bench.query.sinceMs = ErrorSearchBench.start + 2_000_000
        bench.query.untilMs = ErrorSearchBench.start + 15_000_000
        var force = ForcedReader(since: bench.query.sinceMs ?? 0, until: bench.query.untilMs ?? 0)
        for (log, name) in bench.names.enumerated() {
            var clock = ErrorSearchBench.start + Int64(log)
            for generation in (0..<25).reversed() {
                let text = RandomLog.text(name, &clock, &random)
                force.add(text, rank: log * 100 - generation)
                let rotated = "\(name).log.\(generation)"
                switch generation {
                case 0: try bench.write(text, to: "\(name).log")
                case 1...5: try bench.write(text, to: rotated)
                case 6...9: try bench.pack(text, to: "\(rotated).gz")
                case 10...12: try bench.pack(text, to: "\(rotated).zst")
                default: try bench.write(text, to: rotated)
                }
                // Archives are made of the oldest; the copies beside them must not be seen twice.
                if generation == 13 {
                    try bench.archive()
                    try bench.pack(text, to: "\(rotated).gz")
                    try bench.write(text, to: "archive/\(rotated)")
                }
            }
        }
        let files = SearchedFile.found(of: try bench.logs, archives: ArchivePlace())
        #expect(files.count >= 100, "seed \(seed)")
        let result = try bench.search()
        #expect(result.outcome.unreadable.isEmpty)
        #expect(result.outcome.filesRepeated >= 4, "seed \(seed)")
        #expect(result.texts.count > 300, "seed \(seed)")
        #expect(result.texts.sorted() == force.texts.sorted(), "seed \(seed)")
        let times = result.entries.map { $0.timeMs ?? 0 }
        #expect(times == times.sorted(), "seed \(seed)")
    }

    @Test("entries of several files come in the order of their times, undated ones behind those above them")
    func order() throws {
        let bench = try ErrorSearchBench()
        try bench.write(
            """
            2026-02-07 12:00:01,000 - a - ERROR - one
            2026-02-07 12:00:05,000 - a - INFO - fine
            ERROR undated
            2026-02-07 12:00:07,000 - a - ERROR - seven

            """, to: "app-a.log")
        try bench.write(
            """
            2026-02-07 12:00:02,000 - a - CRITICAL - two
            2026-02-07 12:00:06,000 - a - ERROR - six

            """, to: "app-b.log")
        let result = try bench.search()
        #expect(
            result.texts.map { $0.split(separator: " ").last.map(String.init) }
                == ["one", "two", "undated", "six", "seven"])
        #expect(result.entries.map(\.level) == [.error, .critical, .error, .error, .error])
        #expect(result.entries[2].timeMs == ErrorSearchBench.start + 5000)
    }

    @Test("entries of several lines are whole, tracebacks too, over the ends of what is read at once")
    func multiLine() throws {
        let bench = try ErrorSearchBench()
        let filler = String(repeating: "2026-02-07 12:00:00,000 - a - INFO - quiet\n", count: 3000)
        let trace = """
            2026-02-07 12:00:01,000 - a - ERROR - broke
            Traceback (most recent call last):
              File "x.py", line 1, in f
            ValueError: 7
            """
        try bench.write(filler + trace + "\n" + filler + trace + "\n" + trace, to: "app.log")
        #expect(try bench.search().texts == [trace, trace, trace])
    }

    @Test("context is shown as grep does: once, up to the next entry, with gaps told")
    func context() throws {
        let bench = try ErrorSearchBench()
        bench.query.context = 2
        func line(_ number: Int) -> String {
            let level = [5, 8, 9, 20].contains(number) ? "ERROR" : "INFO"
            return "2026-02-07 12:00:00,000 - a - \(level) - \(number)"
        }
        try bench.write((1...30).map { line($0) + "\n" }.joined(), to: "app.log")
        let result = try bench.search()
        #expect(
            result.entries.map { lines($0) }
                == [[3, 4, 5, 6, 7], [8], [9, 10, 11], [18, 19, 20, 21, 22]].map { $0.map(line) })
        #expect(result.entries.map(\.followsGap) == [true, false, false, true])
        #expect(result.entries.map(\.before.count) == [2, 0, 0, 2])
    }

    @Test("with a start pattern an entry has the level of its severest line, and context lies around it")
    func startPattern() throws {
        let bench = try ErrorSearchBench()
        bench.policy = .start(try Pattern("^BEGIN"))
        bench.query.context = 1
        try bench.write(
            "BEGIN 1\nfine\nBEGIN 2\nERROR it broke\nmore\nBEGIN 3\nfine\nBEGIN 4\nERROR x\n", to: "app.log")
        let result = try bench.search()
        #expect(result.texts == ["BEGIN 2\nERROR it broke\nmore", "BEGIN 4\nERROR x"])
        #expect(result.entries.map { lines($0).first } == ["fine", "fine"])
        #expect(result.entries.map { lines($0).last } == ["BEGIN 3", "ERROR x"])
    }

    @Test("a generation is shown once: its copy, a prefix of it, its archive, a second name")
    func generations() throws {
        let bench = try ErrorSearchBench()
        let head = "2026-02-07 12:00:01,000 - a - ERROR - one\n"
        let text = head + "2026-02-07 12:00:02,000 - a - ERROR - two\n"
        try bench.write(text, to: "app.log")
        try bench.write(head, to: "app.log.1")
        try bench.pack(text, to: "app.log.2.gz")
        try bench.pack(text, to: "archive/app.log.2.zst")
        try FileManager.default.createSymbolicLink(
            atPath: bench.place.path("logs/app-now.log"),
            withDestinationPath: bench.place.path("logs/app.log"))
        try bench.write(head + "2026-02-07 12:00:02,000 - a - ERROR - another two\n", to: "app.log.3")
        let result = try bench.search()
        #expect(result.texts.count == 4)
        #expect(result.outcome.filesRepeated == 4)
        #expect(result.paths.filter { $0.hasSuffix("/app.log.3") }.count == 2)
    }

    @Test("undated lines that are alike by chance are shown of each log")
    func alike() throws {
        let bench = try ErrorSearchBench()
        bench.names = ["app", "shop"]
        try bench.write("ERROR no connection\n", to: "app.log")
        try bench.write("ERROR no connection\n", to: "shop.log")
        #expect(try bench.search().texts.count == 2)
    }

    @Test("archives whose times or levels cannot match are not opened, and a limit ends the search early")
    func skips() throws {
        let bench = try ErrorSearchBench()
        for day in 1...5 {
            let time = ErrorSearchBench.time(ErrorSearchBench.start + Int64(day) * 86_400_000)
            try bench.write("\(time) - a - ERROR - day \(day)\n", to: "app.log.\(9 - day)")
        }
        try bench.archive()
        bench.query.sinceMs = ErrorSearchBench.start + 4 * 86_400_000
        let result = try bench.search()
        #expect(result.texts.map { $0.suffix(5) } == ["day 4", "day 5"])
        #expect(result.outcome.filesSkipped == 3)
        #expect(result.outcome.filesRead == 2)
        let first = try bench.search(limit: 1)
        #expect(first.outcome.isStopped)
        #expect(first.texts.count == 1)
    }

    @Test("in a large file only what the time asks for is read")
    func largeFile() throws {
        let bench = try ErrorSearchBench()
        var text = ""
        for number in 0..<120_000 {
            let time = ErrorSearchBench.time(ErrorSearchBench.start + Int64(number / 100) * 100_000)
            let level = number.isMultiple(of: 1000) ? "ERROR" : "INFO"
            text += "\(time) - shop.payments - \(level) - job \(number) with some more words to fill a line\n"
        }
        try bench.write(text, to: "app.log")
        bench.query.sinceMs = ErrorSearchBench.start + 110_000_000
        var read: UInt64 = 0
        let files = SearchedFile.found(of: try bench.logs, archives: ArchivePlace())
        var count = 0
        _ = EntrySearch(bench.query, formats: try LevelFormats.builtIn()).run(
            files, progress: { read = $0.bytesRead }
        ) { _, _ in
            count += 1
            return true
        }
        #expect(count == 10)
        #expect(read > 0 && read < UInt64(text.utf8.count) / 4)
    }

    @Test("what cannot be read is told, and the rest is shown")
    func unreadable() throws {
        let bench = try ErrorSearchBench()
        try bench.write("ERROR one\n", to: "app.log")
        try bench.place.write([0x1F, 0x8B, 8, 0, 1, 2, 3], to: "logs/app.log.1.gz")
        try bench.write("x", to: "app.log.2.bz2")
        let result = try bench.search()
        #expect(result.texts == ["ERROR one"])
        #expect(result.outcome.unreadable.count == 2)
        let named = try bench.search(SearchedFile.named([bench.place.path("absent.log")]))
        #expect(named.outcome.unreadable.count == 1)
    }

    @Test("groups count entries by shape, tracebacks by their exception")
    func groups() throws {
        let bench = try ErrorSearchBench()
        try bench.write(
            """
            2026-02-07 12:00:01,000 - a - ERROR - payment 1 failed
            2026-02-07 12:00:02,000 - a - INFO - fine
            2026-02-07 12:00:03,000 - a - ERROR - payment 22 failed
            2026-02-07 12:00:04,000 - a - INFO - fine
            Traceback (most recent call last):
              File "x.py", line 1, in f
            KeyError: 'x'

            """, to: "app.log")
        var groups = EntryGroups()
        for entry in try bench.search().entries { groups.add(entry, log: "app") }
        #expect(groups.total == 3)
        #expect(groups.groups.map(\.shape) == ["a - ERROR - payment # failed", "KeyError: <str>"])
        #expect(groups.groups.map(\.count) == [2, 1])
        #expect(groups.groups.first?.firstMs == ErrorSearchBench.start + 1000)
        #expect(groups.groups.first?.lastMs == ErrorSearchBench.start + 3000)
    }

    @Test(
        "a moment is a duration ago or a time",
        arguments: [
            ("24h", ErrorSearchBench.start - 86_400_000), ("90m", ErrorSearchBench.start - 5_400_000),
            ("2026-02-07", ErrorSearchBench.start - 43_200_000),
            ("2026-02-07 12:00", ErrorSearchBench.start),
            ("2026-02-07T12:00:01", ErrorSearchBench.start + 1000),
            ("2026-02-07T13:00:00.5+01:00", ErrorSearchBench.start + 500),
            ("2026-02-07T12:00:00Z", ErrorSearchBench.start), ("@1770465600", ErrorSearchBench.start),
            ("yesterday", nil), ("2026-13-07", nil), ("24", nil), ("", nil),
        ] as [(String, Int64?)])
    func moments(text: String, expected: Int64?) {
        #expect(TimeBound.milliseconds(reading: text, nowMs: ErrorSearchBench.start, zone: .utc) == expected)
    }
}
