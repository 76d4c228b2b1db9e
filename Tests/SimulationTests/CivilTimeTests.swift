import Testing

@testable import Simulation

@Suite("CivilTime")
struct CivilTimeTests {
    @Test(
        "epoch milliseconds become calendar fields",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (1_770_465_600_000, "2026-02-07T12:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func convertsEpoch(epochMs: Int64, iso: String) {
        #expect(CivilTime(epochMs: epochMs).iso == iso)
    }

    @Test("Python's form has a blank and a comma")
    func printsPythonForm() {
        #expect(CivilTime(epochMs: 1_770_465_600_042).python == "2026-02-07 12:00:00,042")
    }
}
