import MetricModel
import PatternMatching
import TestSupport
import Testing

@testable import LogRules

@Suite("Rules that see whole entries")
struct WholeEntryTests {
    private static let rule =
        "- {name: crash, match: entry, pattern: '(?s)(?<level>ERROR|WARNING).*?\\n(?<error>\\w+Error): ', "
        + "counter: crash_total, labels: {error: $error}}"

    private static let crash = """
        2026-02-07 12:00:00,123 - shop - ERROR - cannot pay
        Traceback (most recent call last):
          File "pay.py", line 3, in pay

            raise ValueError("x")
        ValueError: x

        """

    @Test("a traceback below its error line is one entry, counted when the next one begins")
    func traceback() throws {
        let bench = try Bench(rules: Self.rule)
        try bench.count(Self.crash)
        #expect(bench.value("crash_total", "ValueError") == nil)
        #expect(bench.hasOpenEntry)
        #expect(bench.value("orchestrator_log_entries_total", "app", "ERROR") == 1)
        try bench.count("2026-02-07 12:00:01,123 - shop - INFO - next\n")
        #expect(bench.value("crash_total", "ValueError") == 1)
        #expect(bench.value("orchestrator_log_rule_matches_total", "crash") == 1)
    }

    @Test("the end of the file or silence closes the entry once, and what follows is another one")
    func closing() throws {
        let bench = try Bench(rules: Self.rule)
        try bench.count(Self.crash)
        bench.closeEntry()
        #expect(bench.value("crash_total", "ValueError") == 1)
        #expect(!bench.hasOpenEntry)
        bench.closeEntry()
        try bench.count("KeyError: late\n")
        bench.closeEntry()
        #expect(bench.sum("crash_total") == 1)
    }

    @Test(
        "only entries that hold the text which a rule requires reach its pattern, and no line is kept for it")
    func filtered() throws {
        for usesFilter in [true, false] {
            let bench = try Bench(
                rules: "- {name: paid, match: entry, pattern: 'cannot (?<what>\\w+)', counter: paid_total}",
                usesFilter: usesFilter)
            let other = "2026-02-07 12:00:01,123 - shop - INFO - next\n"
            try bench.count(other + other + Self.crash + other + other)
            bench.closeEntry()
            #expect(bench.value("paid_total") == 1)
            #expect(
                bench.value("orchestrator_log_rule_candidates_total", "paid") == (usesFilter ? 1 : 5))
        }
    }

    @Test("without a rule that wants entries nothing is held back")
    func nothingKept() throws {
        let bench = try Bench(rules: "- {name: a, pattern: x, counter: a_total}")
        try bench.count(Self.crash)
        #expect(!bench.hasOpenEntry)
        let other = try Bench(rules: "- {name: a, logs: [other], match: entry, pattern: x, counter: a_total}")
        try other.count(Self.crash)
        #expect(!other.hasOpenEntry)
        #expect(other.value("orchestrator_log_truncated_entries_total", "app") == nil)
    }

    /// The entries that a rule matching anything sees, by their first and last words.
    private func entries(_ text: String, _ policy: EntryPolicy = .auto, builtIn: Bool = true) throws
        -> [String]
    {
        let bench = try Bench(
            rules:
                "- {name: e, match: entry, pattern: '(?s)\\A(?<t>.*)\\z', counter: e_total, labels: {t: $t}}",
            includeBuiltIn: builtIn, entryPolicy: policy)
        try bench.count(text)
        bench.closeEntry()
        return bench.labels("e_total").map { $0.joined() }
    }

    @Test("lines that no format knows belong to the known entry above, and else stand alone")
    func unknownLines() throws {
        #expect(try entries("a\nb\n  c\n") == ["a", "b\n  c"])
        #expect(try entries("INFO:root:x\na\nb\n") == ["INFO:root:x\na\nb"])
        #expect(try entries("\n\na\n\n\nb\n") == ["a", "b"])
        #expect(try entries("  a\n  b\n") == ["  a\n  b"])
        #expect(try entries("a\n  b\n", builtIn: false) == ["a\n  b"])
    }

    @Test("a time, an access line and an envelope begin an entry without a level")
    func timed() throws {
        #expect(try entries("2026-02-07 12:00:00 x\n y\n2026-02-07 12:00:01 z\n").count == 2)
        #expect(try entries("INFO:root:x\n12:00:01,5 z\n").count == 2)
        let syslog = "Feb  7 12:00:00 host app[12]: "
        #expect(try entries("\(syslog)a\n\(syslog)  b\n\(syslog)c\n").count == 2)
        let access = #"1.2.3.4 - - [07/Feb/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 12"#
        #expect(try entries("\(access)\n\(access)1\n").count == 2)
        #expect(try entries("{\"a\": 1}\n{\"a\": 2}\n").count == 2)
    }

    @Test("carriage returns are no part of an entry, and blank lines inside it are")
    func lineEnds() throws {
        #expect(try entries("INFO:root:x\r\n\r\n  y\r\n\r\n") == ["INFO:root:x\n\n  y"])
    }

    @Test("each line is an entry where the log says so")
    func policyNone() throws {
        #expect(try entries("INFO:root:x\n  y\n", .none) == ["  y", "INFO:root:x"])
    }

    @Test("a start pattern alone decides where it is given")
    func policyStart() throws {
        let start = EntryPolicy.start(try Pattern("^>>"))
        #expect(
            try entries("INFO:root:x\n>>a\nERROR:root:y\n>>b\n", start) == [
                ">>a\nERROR:root:y", ">>b", "INFO:root:x",
            ])
    }

    @Test("an endless entry is cut once, counted once and matched on its head")
    func truncated() throws {
        let bench = try Bench(rules: Self.rule)
        try bench.count(Self.crash)
        let line = "  " + String(repeating: "x", count: 99_998) + "\n"
        for _ in 0..<30 { try bench.count(line) }
        #expect(bench.value("orchestrator_log_truncated_entries_total", "app") == 1)
        try bench.restart()
        try bench.count(line)
        bench.closeEntry()
        #expect(bench.value("orchestrator_log_truncated_entries_total", "app") == 1)
        #expect(bench.value("crash_total", "ValueError") == 1)
    }

    @Test("invalid UTF-8 in an entry is counted and its label repaired")
    func invalidText() throws {
        let bench = try Bench(
            rules: "- {name: e, match: entry, pattern: 'v=(?<v>\\S+)', counter: e_total, labels: {v: $v}}")
        try bench.count(Array("INFO:root:x\n v=".utf8) + [0xFF, 0xC0, 0xAF, 0x0A])
        bench.closeEntry()
        #expect(bench.labels("e_total") == [["\u{FFFD}\u{FFFD}\u{FFFD}"]])
    }

    @Test("gauges, groups and quarantine work on entries too")
    func otherParts() throws {
        let bench = try Bench(
            rules: """
                - {name: a, match: entry, pattern: 'took (?<t>\\S+)', gauge: a_seconds, value: $t}
                - {name: b, match: entry, pattern: 'took', counter: b_total}
                - {name: c, pattern: 'took', counter: c_total}
                """, head: "order: first\n")
        try bench.count("INFO:root:x\n  took 12ms\nINFO:root:took\n")
        bench.closeEntry()
        #expect(bench.value("a_seconds") == 0.012)
        #expect(bench.value("b_total") == 1)
        #expect(bench.value("c_total") == 2)
    }

    @Test("however a file is cut, stored and restored, the entries are the same", arguments: 0..<40)
    func anyCuts(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 77)
        let lines = RandomLog.lines(count: 200, using: &random)
        let rules =
            RandomLog.rules
            + "\n- {name: e1, match: entry, pattern: '(?s)ERROR.*?(?<w>retry\\w*|visa)', counter: e1_total, labels: {w: $w}}"
            + "\n- {name: e2, match: entry, pattern: '(?s)\\A(?<l>\\S*)(?=(?<rest>.*)\\z)', gauge: e2, labels: {l: $l}, op: inc}"
            + "\n- {name: e3, match: entry, pattern: '(?s)\\A(?<t>.*)\\z', counter: e3_total, labels: {t: $t}, max_series: 5000}"
        let policy = [EntryPolicy.auto, .none, .start(try Pattern("^\\d{4}-"))][seed % 3]
        let whole = try Bench(rules: rules, entryPolicy: policy)
        try whole.count(lines.joined())
        whole.closeEntry()
        let pieces = try Bench(rules: rules, entryPolicy: policy)
        var start = 0
        while start < lines.count {
            let end = min(lines.count, start + Int.random(in: 1...7, using: &random))
            try pieces.count(lines[start..<end].joined(), flush: Bool.random(using: &random))
            if Bool.random(using: &random) { try pieces.restart() }
            start = end
        }
        pieces.closeEntry()
        #expect(whole.everything() == pieces.everything(), "seed \(seed)")
        #expect(whole.sum("e3_total") > 20, "seed \(seed)")
    }
}

@Suite("EntryState in the store")
struct EntryStateStorageTests {
    private func states() -> [EntryState] {
        var states: [EntryState] = []
        for byte in UInt8.min...UInt8.max {
            if let state = EntryState(tracebackState: byte, open: OpenEntry()) { states.append(state) }
        }
        var open = EntryState()
        _ = open.openEntry(with: Array("ERROR x".utf8).span, isKnown: true)
        states.append(open)
        _ = open.continueEntry(with: [UInt8]().span)
        states.append(open)
        _ = open.continueEntry(with: [0xFF, 0x00].span)
        states.append(open)
        _ = open.continueEntry(with: [UInt8](repeating: 7, count: OpenEntry.maxBytes).span)
        states.append(open)
        open.closeEntry()
        return states + [open]
    }

    @Test("every state comes back as it was")
    func roundTrip() {
        #expect(states().count == 18)
        for state in states() { #expect(EntryState(decoding: state.encoded()) == state) }
    }

    @Test("a state without an open entry takes a dozen bytes")
    func size() { #expect(EntryState().encoded().count == 11) }

    @Test("bytes that are cut, changed, lengthened or of another version are refused")
    func damaged() {
        for state in states() where !state.open.isTruncated {
            let bytes = state.encoded()
            for count in 0..<bytes.count { #expect(EntryState(decoding: Array(bytes[..<count])) == nil) }
            #expect(EntryState(decoding: bytes + [0]) == nil)
            for index in bytes.indices {
                for bit in 0..<8 {
                    var changed = bytes
                    changed[index] ^= 1 << UInt8(bit)
                    #expect(EntryState(decoding: changed) == nil)
                }
            }
        }
    }

    @Test("random bytes never trap", arguments: 0..<10)
    func randomBytes(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<500 {
            let bytes = [1] + random.bytes(count: Int.random(in: 0..<40, using: &random))
            #expect(EntryState(decoding: bytes) == nil, "seed \(seed)")
        }
    }
}
