import Testing

@testable import LogTailing

@Suite("ten thousand files", .serialized)
struct ManyFilesTests {
    private static let count = 10_000
    private static let names = (0..<count).map { "f\($0).log" }

    /// Turns as the tailer's thread would take them for this long.
    private func run(_ harness: TailHarness, for time: Duration) -> Int {
        let end = harness.now + time
        var turns = 0
        while harness.now < end {
            harness.turn(after: max(harness.deadline - harness.now, .milliseconds(2)))
            turns += 1
        }
        return turns
    }

    @Test(
        "G2: ten thousand files are read exactly, and cost next to nothing while idle", arguments: watchModes)
    func manyFiles(_ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(watch, globs: ["*.log"], options: TailOptions(kernel))
        for name in Self.names { try harness.append("\(name) 0\n", to: name) }
        harness.turn()
        #expect(harness.status.files == Self.count)
        _ = run(harness, for: .seconds(10))
        #expect(harness.texts.sorted() == Self.names.map { "\($0) 0" }.sorted())
        #expect(harness.status.lagBytes == 0)
        #expect(harness.driver.status().openFiles <= TailOptions().maxOpenFiles)
        _ = kernel.takeCalls()
        let turns = run(harness, for: .seconds(watch == .auto ? 120 : 22))
        let calls = kernel.takeCalls()
        #expect(calls[.read, default: 0] == 0 && calls[.open, default: 0] == 0, "\(calls)")
        // By events: two rescans. Polled: each file every few seconds.
        let looks = watch == .auto ? 3 : 12
        #expect(calls[.status, default: 0] <= looks * (Self.count + 100), "\(calls)")
        #expect(turns <= (watch == .auto ? 4 : 20))
        try harness.append("f77.log 1\n", to: "f77.log")
        _ = run(harness, for: .seconds(12))
        #expect(harness.texts.count == Self.count + 1)
    }

    @Test("G3: ten thousand files rotated at once, more than the kernel keeps events of, are read exactly")
    func rotatedAtOnce() throws {
        let harness = try TailHarness(.auto, globs: ["*.log"])
        for name in Self.names { try harness.append("\(name) 0\n", to: name) }
        _ = run(harness, for: .seconds(1))
        #expect(harness.texts.count == Self.count)
        for name in Self.names {
            try harness.append("\(name) 1\n", to: name)
            try harness.rename(name, "\(name).1")
            try harness.append("\(name) 2\n", to: name)
        }
        _ = run(harness, for: .seconds(20))
        #expect(harness.driver.watcher?.overflows ?? 0 > 0, "the kernel's queue overflowed")
        #expect(harness.status.rotations == UInt64(Self.count))
        #expect(harness.status.drainingFiles == Self.count)
        _ = run(harness, for: .seconds(40))
        #expect(harness.texts.sorted() == Self.names.flatMap { ["\($0) 0", "\($0) 1", "\($0) 2"] }.sorted())
        #expect(harness.losses.isEmpty)
        #expect(harness.status.drainingFiles == 0)
        #expect(harness.driver.status().openFiles <= TailOptions().maxOpenFiles)
    }
}
