import PatternMatching
import TestSupport
import Testing

@Suite("BoundedSearch")
struct BoundedSearchTests {
    private static let megabyte = 1_000_000

    /// Many runs of letters, each start of which costs less than one match may: `(a+)+$` takes minutes.
    private static func runs(of length: Int, bytes: Int) -> [UInt8] {
        let run = [UInt8](repeating: UInt8(ascii: "a"), count: length) + [UInt8(ascii: "b")]
        return Array(repeatElement(run, count: bytes / run.count).joined())
    }

    @Test(
        "X1: all starts of a line together cost at most the line's budget",
        arguments: [200, 5_000, 100_000, megabyte])
    func boundedSteps(bytes: Int) throws {
        let limits = PatternLimits(match: 100_000, depth: 1_000, heapKiB: 1_024, total: 1_000_000)
        var matcher = PatternMatcher(limits: limits, clock: { .zero })
        let line = Self.runs(of: 12, bytes: bytes)
        let outcome = matcher.match(try Pattern("(a+)+$"), in: line.span)
        #expect(bytes == 200 ? outcome == .noMatch : outcome == .limitExceeded(.match))
        // What each start is allowed freely, then the budget, which the last part may pass by what it was allowed.
        let free = UInt64(max(16 * bytes, 4 << 20))
        #expect(matcher.boundedWork.steps <= free + limits.total + UInt64(limits.match))
        #expect(matcher.boundedWork.calls <= bytes / 256 + 10_000)
    }

    @Test("X1: one long run of a megabyte costs one start's budget, and a match before it is found")
    func oneStart() throws {
        var matcher = PatternMatcher()
        let evil = try Pattern("(a+)+$")
        let line = [UInt8](repeating: UInt8(ascii: "a"), count: Self.megabyte) + [UInt8(ascii: "b")]
        #expect(matcher.match(evil, in: line.span) == .limitExceeded(.match))
        #expect(matcher.boundedWork.steps < 3_000_000)
        let pattern = try Pattern("(a+)+b")
        #expect(matcher.match(pattern, in: Array("xaab".utf8).span) == .match)
        #expect(matcher.capture(1) == 1..<3)
    }

    @Test(
        "running over bytes without a step is bounded by time, which is asked for after each part of a line")
    func time() throws {
        var asked = 0
        let limits = PatternLimits(match: 1_000_000, depth: 250_000, heapKiB: 8192, time: .seconds(1))
        var matcher = PatternMatcher(
            limits: limits,
            clock: {
                asked += 1
                return .milliseconds(100 * asked)
            })
        let line = [UInt8](repeating: UInt8(ascii: "7"), count: 100_000)
        #expect(matcher.match(try Pattern(#"\d+ ms"#), in: line.span) == .limitExceeded(.match))
        #expect(asked == 12)
        #expect(matcher.boundedWork.calls == 11)
    }

    @Test("ordinary lines are tried once, and patterns tied to the start once more at most")
    func ordinary() throws {
        var matcher = PatternMatcher()
        let line = Array("2026-02-07 08:00:01 - ERROR - disk_read failed for api-dev".utf8)
        for source in ["ERROR - (\\w+) failed", ".*failed for (\\S+)$", "^.*? - (\\w+)", "no such thing"] {
            _ = matcher.match(try Pattern(source), in: line.span)
        }
        #expect(matcher.boundedWork.calls == 0)
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 500_000) + Array("error 7".utf8)
        #expect(matcher.match(try Pattern("^.*?error \\d"), in: long.span) == .match)
        #expect(matcher.boundedWork.calls == 1)
    }

    @Test(
        "a line that is searched in parts is answered as at once",
        arguments: [
            "needle (\\d+)", "(?<=hay )needle", "\\bneedle$", "needle.*needle", "^hay|needle 9$", "(?!x)$",
            "needle|é 3", "(*UTF)h.y", "(?i)NEEDLE \\d{3}", "z+",
        ])
    func sameAnswer(source: String) throws {
        let pattern = try Pattern(source)
        var random = SeededGenerator(seed: 7)
        for length in [2_000, 2_049, 9_000, 60_000] {
            // The short line is answered at once; blanks before it do not change the answer, but make it long.
            let tail = (0..<60).map { _ in
                ["hay ", "needle ", "needle 7", "é", " ", "\u{3042}"][Int.random(in: 0..<6, using: &random)]
            }
            let short = Array(tail.joined().utf8)
            let blanks = [UInt8](repeating: UInt8(ascii: "."), count: length - min(short.count, 1_000))
            let long = blanks + short
            var matcher = PatternMatcher()
            let expected = try reference(pattern.source, long)
            #expect(matcher.match(pattern, in: long.span) == expected.outcome, "\(length)")
            #expect(matcher.capture(0) == expected.range, "\(length)")
        }
    }

    @Test(
        "patterns that look at where the search began are never tried in parts",
        arguments: ["\\\\Gneedle", "[.](*COMMIT)x|needle"])
    func whole(source: String) throws {
        var matcher = PatternMatcher()
        let line = [UInt8](repeating: UInt8(ascii: "."), count: 5_000) + Array("needle".utf8)
        #expect(matcher.match(try Pattern(source), in: line.span) == .noMatch)
        #expect(matcher.boundedWork.calls == 1)
    }

    /// The first start from left to right at which the pattern matches, by a pattern tied to the line's start.
    private func reference(_ source: String, _ line: [UInt8]) throws -> (
        outcome: MatchOutcome, range: Range<Int>?
    ) {
        // Anchored, it is tried on the whole line at once, whatever its length.
        let isText = source.hasPrefix("(*UTF)")
        let body = isText ? String(source.dropFirst(6)) : source
        var matcher = PatternMatcher()
        let lazy = try Pattern((isText ? "(*UTF)" : "") + "\\A(?s:.*?)((?:\(body)))")
        let outcome = matcher.match(lazy, in: line.span)
        return (outcome, matcher.capture(1))
    }
}
