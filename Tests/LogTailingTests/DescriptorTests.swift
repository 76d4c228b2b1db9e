import Testing

@testable import LogTailing

/// Every descriptor is taken, by files that no name leads to, and these are fewer than the tailer would hold.
@Suite("descriptors")
struct DescriptorTests {
    private static let limit = 8

    /// Deleted files that are still open, as many as there are descriptors.
    private func exhausted(
        _ watch: LogSource.WatchPreference, content: (Int) -> String
    ) throws -> (TailHarness, [Writer]) {
        let kernel = FaultyKernel()
        kernel.limitDescriptors(to: Self.limit)
        let harness = try TailHarness(watch, globs: ["*.log"], options: TailOptions(kernel))
        var writers: [Writer] = []
        for index in 0..<Self.limit {
            let writer = try Writer(harness.path("old\(index).log"))
            try writer.write(content(index))
            writers.append(writer)
        }
        harness.settle()
        for index in 0..<Self.limit { try harness.remove("old\(index).log") }
        harness.settle()
        #expect(harness.status.drainingFiles == Self.limit)
        return (harness, writers)
    }

    @Test(
        "F3 EMFILE: new files are read at once where files without a name that were read to their end hold all descriptors",
        arguments: watchModes)
    func quietOnesMakeRoom(_ watch: LogSource.WatchPreference) throws {
        let (harness, writers) = try exhausted(watch) { "old \($0)\n" }
        for round in 0..<2 {
            for index in 0..<3 { try harness.append("new \(round)\n", to: "new\(index).log") }
            // The one that is written meanwhile is not given up.
            try writers[0].write("late \(round)\n")
            harness.settle()
            #expect(harness.texts.filter { $0 == "new \(round)" }.count == 3)
            #expect(harness.texts.filter { $0 == "late \(round)" }.count == 1)
        }
        #expect(harness.texts.count == Self.limit + 8)
        #expect(harness.losses.isEmpty)
        #expect(harness.driver.status().openFiles <= Self.limit)
    }

    @Test(
        "F3 EMFILE: new files are read once descriptors are given back, and nothing is lost of those that held them",
        arguments: watchModes)
    func waitsForUnread(_ watch: LogSource.WatchPreference) throws {
        let (harness, writers) = try exhausted(watch) { "old \($0)\nhalf \($0)" }
        try harness.append("new 0\n", to: "new.log")
        harness.settle()
        #expect(harness.texts.count == Self.limit, "a line without its end is not given up")
        #expect((harness.status.errors[.open] ?? 0) > 0)
        try writers[0].write(" whole\n")
        for _ in 0..<50 { harness.turn(after: .seconds(1)) }
        let halves = ["half 0 whole"] + (1..<Self.limit).map { "half \($0)" }
        #expect(harness.texts.sorted() == (numbered("old", 0..<Self.limit) + halves + ["new 0"]).sorted())
        #expect(harness.losses.isEmpty)
    }
}
