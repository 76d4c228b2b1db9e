import PatternMatching
import TestSupport
import Testing

@testable import LogRules

@Suite("EntryTime")
struct EntryTimeTests {
    /// Central European time in 2026: summer time from 29 March to 25 October, 01:00 UTC.
    private static let berlin = TimeZoneRule { instant in
        (1_774_746_000..<1_792_890_000).contains(instant) ? 7200 : 3600
    }
    private static let summer2026 = milliseconds(2026, 7, 1)

    private static func milliseconds(_ year: Int, _ month: Int, _ day: Int, _ seconds: Int = 0) -> Int64 {
        Int64((CivilDay(year: year, month: month, day: day).daysSince1970 ?? 0) * 86_400 + seconds) * 1000
    }

    private func read(
        _ line: String, zone: TimeZoneRule = .utc, reference: Int64 = summer2026, format: String? = nil
    ) throws -> Int64? {
        var matcher = PatternMatcher()
        let reader =
            try format.map {
                try EntryTime(pattern: Pattern("<(?<time>[^>]*)>"), format: TimeFormat($0), zone: zone)
            } ?? EntryTime(zone: zone)
        return reader.epochMilliseconds(of: Array(line.utf8).span, reference: reference, matcher: &matcher)
    }

    @Test(
        "the usual formats are read",
        arguments: [
            ("2026-02-07 12:00:00,123 - shop - INFO - x", 1_770_465_600_123),
            ("2026-02-07T12:00:00.123456Z x", 1_770_465_600_123),
            ("[2026-02-07 12:00:00 +0100] [INFO] x", 1_770_462_000_000),
            ("2026/02/07 12:00:00 [error] 7#7: x", 1_770_465_600_000),
            ("2026-02-07T12:00:00-05:30 x", 1_770_485_400_000),
            (#"1.2.3.4 - - [07/Feb/2026:12:00:00 +0100] "GET /" 200"#, 1_770_462_000_000),
            ("Feb  7 12:00:00 host app[1]: x", 1_770_465_600_000),
            ("Sat Feb  7 12:00:00 2026 x", 1_770_465_600_000),
            ("{\"timestamp\": \"2026-02-07T12:00:00.5Z\"}", 1_770_465_600_500),
        ])
    func usual(line: String, expected: Int64) throws { #expect(try read(line) == expected) }

    @Test(
        "what is no time is none",
        arguments: [
            "", "x", "2026-13-07 12:00:00", "2026-02-30 12:00:00", "2026-02-07 25:00:00", "Feb 30 12:00:00",
        ])
    func none(line: String) throws { #expect(try read(line) == nil) }

    @Test("a time far into the line is not the entry's")
    func far() throws {
        #expect(try read(String(repeating: "x", count: 200) + " 2026-02-07 12:00:00") == nil)
    }

    @Test("without a year it is the last such day, over New Year too")
    func newYear() throws {
        let newYear = Self.milliseconds(2026, 1, 1, 60)
        #expect(try read("Dec 31 23:59:59 x", reference: newYear) == Self.milliseconds(2025, 12, 31, 86_399))
        #expect(try read("Jan  1 00:00:59 x", reference: newYear) == Self.milliseconds(2026, 1, 1, 59))
        let eve = Self.milliseconds(2025, 12, 31, 86_340)
        #expect(try read("Jan  1 00:00:01 x", reference: eve) == Self.milliseconds(2026, 1, 1, 1))
        #expect(try read("Jan  2 00:00:00 x", reference: eve) == Self.milliseconds(2025, 1, 2))
        #expect(try read("Feb 29 00:00:00 x", reference: newYear) == Self.milliseconds(2024, 2, 29))
    }

    @Test("the zone's clock counts where the line names no zone, over the change of clocks too")
    func daylightSaving() throws {
        let winter = try read("2026-02-07 12:00:00 x", zone: Self.berlin)
        #expect(winter == Self.milliseconds(2026, 2, 7, 11 * 3600))
        let summer = try read("2026-07-07 12:00:00 x", zone: Self.berlin)
        #expect(summer == Self.milliseconds(2026, 7, 7, 10 * 3600))
        // 02:30 is skipped on 29 March.
        let skipped = try read("2026-03-29 02:30:00 x", zone: Self.berlin)
        #expect(skipped == Self.milliseconds(2026, 3, 29, 3600 + 1800))
        // 02:30 comes twice on 25 October, at 00:30 and 01:30 UTC.
        let first = Self.milliseconds(2026, 10, 25, 1800)
        let second = Self.milliseconds(2026, 10, 25, 3600 + 1800)
        let line = "2026-10-25 02:30:00 x"
        #expect(try read(line, zone: Self.berlin, reference: first + 60_000) == first)
        #expect(try read(line, zone: Self.berlin, reference: second + 60_000) == second)
    }

    @Test("the zone of the machine agrees with itself")
    func local() throws {
        let noon = Self.milliseconds(2026, 2, 7, 43_200)
        let local = try #require(try read("2026-02-07 12:00:00 x", zone: .local))
        #expect(abs(local - noon) <= 14 * 3_600_000)
    }

    @Test("a format of one's own is read from the group 'time'")
    func custom() throws {
        #expect(try read("x <07.02.26 12-00-00.5> y", format: "%d.%m.%y %H-%M-%S.%f") == 1_770_465_600_500)
        #expect(try read("<1770465600>", format: "%s") == 1_770_465_600_000)
        #expect(try read("<7 Feb 12:00:00 +0100>", format: "%d %b %H:%M:%S %z") == 1_770_462_000_000)
        #expect(try read("<07-02>", format: "%H:%M") == nil)
        #expect(throws: TimeFormat.Fault.self) { try TimeFormat("%Q") }
        #expect(throws: TimeFormat.Fault.self) { try TimeFormat("50%") }
        #expect(throws: PatternError.self) {
            try EntryTime(pattern: Pattern("x"), format: TimeFormat("%s"), zone: .utc)
        }
    }

    @Test("every day of four centuries comes back from its number")
    func days() {
        for number in stride(from: -146_097, through: 146_097, by: 13) {
            let day = CivilDay(daysSince1970: number)
            #expect(day.daysSince1970 == number)
        }
    }

    @Test("random lines never trap", arguments: 0..<5)
    func randomLines(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = ["2026", "-", "02", "07", " ", "T", ":", "12", "99", "Feb", "/", "+0100", ",", "Z"]
        for _ in 0..<500 {
            let line = (0..<14).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let time = try read(line)
            #expect(time.map { abs($0) < 1 << 50 } ?? true, "seed \(seed) \(line)")
        }
    }
}
