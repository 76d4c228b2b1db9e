import TestSupport
import Testing

@testable import LogRules

@Suite("LatestEntryTime")
struct LatestEntryTimeTests {
    /// 2026-02-07 12:00:00 UTC.
    private static let noon: Int64 = 1_770_465_600_000

    private func latest(_ blocks: String..., now: Int64 = noon) throws -> Int64? {
        var latest = LatestEntryTime(try EntryTime(zone: .utc))
        for block in blocks { latest.note(Array(block.utf8).span, now: now) }
        return latest.milliseconds
    }

    @Test("the time of the last entry counts, past the lines that continue it")
    func traceback() throws {
        let text = """
            2026-02-07 11:00:00,000 - a - INFO - x
            2026-02-07 11:30:00,250 - a - ERROR - y
            Traceback (most recent call last):
              File "x.py", line 1, in <module>
            ValueError: no

            """
        #expect(try latest(text) == Self.noon - 30 * 60_000 + 250)
    }

    @Test("it never goes back, and lines without a time change nothing")
    func neverBack() throws {
        #expect(try latest("2026-02-07 11:00:00 a\n", "2026-02-07 10:00:00 b\n") == Self.noon - 3_600_000)
        #expect(try latest("2026-02-07 11:00:00 a\n", "plain\n", "\n", "") == Self.noon - 3_600_000)
        #expect(try latest("plain\n") == nil)
    }

    @Test("a time more than a day ahead is a slip; the line before it counts")
    func future() throws {
        #expect(try latest("2026-02-07 11:00:00 a\n2062-02-07 11:00:00 b\n") == Self.noon - 3_600_000)
        #expect(try latest("2026-02-08 11:59:59 a\n") == Self.noon + 86_399_000)
    }

    @Test("the search backwards is bounded, and takes whole lines only")
    func bounded() throws {
        let filler = String(repeating: "continued\n", count: 5000)
        #expect(try latest("2026-02-07 11:00:00 a\n" + filler) == nil)
        let long = "2026-02-07 11:00:00 " + String(repeating: "x", count: 20_000)
        #expect(try latest(long + " 2026-02-07 11:59:00 end\n") == nil)
        #expect(try latest("a\n2026-02-07 11:00:00 no newline") == Self.noon - 3_600_000)
    }
}
