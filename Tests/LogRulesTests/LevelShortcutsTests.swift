import PatternMatching
import TestSupport
import Testing

@testable import LogRules

@Suite("LevelShortcuts")
struct LevelShortcutsTests {
    private static let formats = try? LevelFormats.builtIn()

    @Test("the shipped catalogue is the one that the shortcuts were written for")
    func fingerprint() throws {
        // When a format or a piece changed on purpose: bring LevelShortcuts in line with it, see that the test below
        // finds no difference, then write the new fingerprint down.
        let formats = try #require(Self.formats)
        #expect(formats.shortcuts != nil)
    }

    @Test("a catalogue with other formats goes without shortcuts")
    func otherCatalogue() throws {
        let text = """
            levels: {ERROR: [ERROR]}
            traceback: {level: ERROR, starts: ['Traceback']}
            formats: [{name: a, pattern: '(?<level>@LEVEL@):'}]
            """
        #expect(try LevelFormats.read(Array(text.utf8), file: "levels.yml").shortcuts == nil)
    }

    @Test("with shortcuts each line has the level that the patterns give it", arguments: 0..<60)
    func sameAsPatterns(seed: Int) throws {
        let formats = try #require(Self.formats)
        var random = SeededGenerator(seed: UInt64(seed))
        var matcher = PatternMatcher()
        var (fast, exact) = (EntryState(), EntryState())
        var shortcuts = 0
        for _ in 0..<400 {
            let line = RandomLevelLine.line(using: &random)
            let found = formats.level(of: line.span, state: &fast, matcher: &matcher)
            let wanted = formats.decision(for: line.span, state: &exact, matcher: &matcher)
            if found != wanted?.level || fast != exact {
                Issue.record(
                    """
                    seed \(seed): \(String(decoding: line, as: UTF8.self)) is \(found?.name ?? "nothing"), \
                    not \(wanted?.level.name ?? "nothing") by \(wanted?.format ?? "no format")
                    """)
            }
            if formats.shortcuts?.level(of: line.span) != nil { shortcuts += 1 }
        }
        // Else the test would compare the patterns with themselves.
        #expect(shortcuts > 100, "seed \(seed)")
    }

    @Test("the examples of the known formats take the shortcut, but colours, small letters and fixed levels")
    func examples() throws {
        let formats = try #require(Self.formats)
        let known = formats.names.prefix(LevelShortcuts.formatCount)
        let slow = ["loguru_success", "time_then_level_in_brackets", "apache_error"]
        for example in formats.examples {
            guard let format = example.format, known.contains(format), !slow.contains(format) else {
                continue
            }
            let level = formats.shortcuts?.level(of: Array(example.line.utf8).span)
            #expect(level == example.level || example.line.contains("\u{1B}"), "\(example.line)")
        }
    }

    @Test("a run of four capitals is found at any place, wide and plainly", arguments: 0..<20)
    func capitals(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<100 {
            let letters = Array("AZABC@[a\u{0}".utf8) + [0xC1, 0xDA, 0xFF]
            let text = (0..<Int.random(in: 0...150, using: &random)).map { _ in
                Int.random(in: 0..<3, using: &random) > 0 ? 0x2E : letters.randomElement(using: &random) ?? 0
            }
            var run = 0
            let expected = text.contains { byte in
                run = (0x41...0x5A).contains(byte) ? run + 1 : 0
                return run == 4
            }
            #expect(CapitalRun.stands(in: text.span) == expected, "seed \(seed): \(text)")
            #expect(CapitalRun.stands(in: text.span, plainly: true) == expected, "seed \(seed): \(text)")
        }
    }
}

/// Lines made of what the first formats of the catalogue are made of, mostly in an order that makes sense.
enum RandomLevelLine {
    private static let words = [
        "DEBUG", "TRACE", "INFO", "NOTICE", "WARNING", "WARN", "ERROR", "CRITICAL", "CRIT", "FATAL", "PANIC",
        "ALERT",
        "EMERG", "SUCCESS", "error", "Info", "ERRORS", "INF", "CRITICALLY", "X", "ERROR.", "INFO_", "WARN9",
    ]
    private static let zones = [
        "", "Z", " Z", " UTC", "UTC", " CEST", " EST", "+0000", " +09:00", "-0500", " -05:0", " ZZT", " T",
        "+1",
    ]
    private static let fractions = ["", ",123", ".123456", ".123456789", ",1234567890", ".", ",x"]
    private static let separators = [
        " - ", " | ", " ", ": ", " [", "] ", "]: ", ":", " -", "  ", "|", "/", "\t", " (", " <", " {",
    ]
    private static let names = [
        "app", "shop.pay", "[main]", "[4711]", "4711", "{x}", "12345678901", "a b", "[]", "接続", "\u{1B}[31m",
        "-", "=",
        "[" + String(repeating: "y", count: 63) + "]", "[" + String(repeating: "y", count: 64) + "]",
        "[" + String(repeating: "y", count: 65) + "]", "\"x\"", "level=", "{\"level\": \"", "",
    ]

    static func line(using random: inout SeededGenerator) -> [UInt8] {
        if Bool.random(using: &random) { return usual(using: &random) }
        var text = start(using: &random)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            text +=
                pick(separators, &random)
                + (Bool.random(using: &random) ? pick(words, &random) : pick(names, &random))
        }
        if Int.random(in: 0..<4, using: &random) > 0 {
            text += pick(separators, &random) + pick(words, &random)
            text += pick(
                [
                    ": x", " - x", "] x", " x", "]: x", "", "/Main] x", "     | x", ":x: y", ": ", "-", "|",
                    "]",
                ], &random)
        }
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<4, using: &random) == 0, !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] =
                Int.random(in: 0..<2, using: &random) == 0
                ? UInt8.random(in: 0...255, using: &random) : bytes[place] ^ 0x20
            bytes.removeAll { $0 == 0x0A }
        }
        return bytes
    }

    /// A line as programs really write it, now and then with one byte of it changed.
    private static func usual(using random: inout SeededGenerator) -> [UInt8] {
        let time =
            "2026-02-07 12:00:00" + pick(["", ",123", ".123456"], &random)
            + pick(["", "", "Z", " UTC"], &random)
        let word = pick(
            ["DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "CRIT", "ALERT"], &random)
        let text = pick(
            [
                "\(time) - app.core - \(word) - x", "\(time) - \(word) - x", "\(time) | \(word)  | x",
                "\(time) \(word) x",
                "[\(time)] \(word) in x", "[\(time)] [4711] [\(word)] x", "[\(time): \(word)/Main-1] x",
                "\(word):root:x",
                "\(word):  x", "[\(word)] x", "\(time) [main] \(word) x",
            ], &random)
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<3, using: &random) == 0 {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] = Array("0A a-:|[]/.\t".utf8).randomElement(using: &random) ?? 0
        }
        return bytes
    }

    private static func start(using random: inout SeededGenerator) -> String {
        let clock = "2026-02-07" + pick([" ", "T", " ", "_"], &random) + "12:00:00"
        let time = clock + pick(fractions, &random) + pick(zones, &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return pick(words, &random)
        case 1: return "[" + pick(words, &random)
        case 2, 3: return "[" + time
        case 4: return ""
        case 5:
            return pick(
                [
                    "Traceback (most recent call last):", "  indented", "2026/02/07 12:00:00",
                    "Feb  7 12:00:00 host app: ",
                ], &random)
        default: return time
        }
    }

    private static func pick(_ texts: [String], _ random: inout SeededGenerator) -> String {
        texts.randomElement(using: &random) ?? ""
    }
}
