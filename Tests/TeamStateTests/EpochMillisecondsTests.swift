import Testing

@testable import TeamState

@Suite("EpochMilliseconds")
struct EpochMillisecondsTests {
    @Test(
        "a written date becomes milliseconds",
        arguments: [
            ("2026-07-29T20:00:00.000Z", 1_785_355_200_000), ("2026-07-29T20:00:00Z", 1_785_355_200_000),
            ("2026-07-29T20:00:00.1Z", 1_785_355_200_100), ("2026-07-29T20:00:00.123456Z", 1_785_355_200_123),
            ("2026-07-29T20:00:00.123456789Z", 1_785_355_200_123),
            ("2026-07-29T22:00:00.000+02:00", 1_785_355_200_000),
            ("2026-07-29T14:30-0530", 1_785_355_200_000),
            ("2026-07-29T21:00:00+01", 1_785_355_200_000), ("2026-07-29 20:00:00", 1_785_355_200_000),
            ("2026-07-29t20:00:00.000z", 1_785_355_200_000), ("2026-07-29T20:00:00.000", 1_785_355_200_000),
            ("2026-07-29T20:00:00,5Z", 1_785_355_200_500), ("2026-07-29", 1_785_283_200_000),
            ("1970-01-01T00:00:00.001Z", 1), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("5138-11-16T09:46:39.999Z", 99_999_999_999_999), ("1785355200000", 1_785_355_200_000),
            ("1785355200", 1_785_355_200_000),
        ] as [(String, Int64)])
    func dates(text: String, milliseconds: Int64) {
        #expect(EpochMilliseconds.from(text: text) == milliseconds)
    }

    @Test(
        "what is no date is none",
        arguments: [
            "", "not a date", "2026-13-45T99:99:99Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
            "2026-07-29T",
            "2026-07-29T20", "2026-07-29T20:00:00.Z", "2026-07-29T20:00:00.1234567890Z",
            "2026-07-29T20:00:00Zx",
            "2026-07-29T20:00:00+2", "2026-07-29T20:00:00+99:00", "2026-04-31", "20260729T200000Z",
            "٢٠٢٦-07-29",
            "nan", "inf", "-5", "0", "1e14",
            // Out of the range of dates that a team can have, as the same numbers are.
            "0001-01-01T00:00:00Z", "0001-01-01", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00.000Z",
            "5138-11-16T09:46:40Z", "9999-12-31T23:59:59Z",
        ])
    func nonsense(text: String) { #expect(EpochMilliseconds.from(text: text) == nil) }

    @Test(
        "a number is seconds or milliseconds by its size",
        arguments: [
            (1_785_355_200, 1_785_355_200_000), (1_785_355_200.5, 1_785_355_200_500),
            (1_785_355_200_123.75, 1_785_355_200_123), (1e11, 100_000_000_000), (0, nil), (-1, nil),
            (1e14, nil), (0.0005, nil), (.leastNormalMagnitude, nil), (-.infinity, nil),
            (1e23, nil), (.infinity, nil), (.nan, nil),
        ] as [(Double, Int64?)])
    func numbers(number: Double, milliseconds: Int64?) {
        #expect(EpochMilliseconds.from(number: number) == milliseconds)
    }
}
