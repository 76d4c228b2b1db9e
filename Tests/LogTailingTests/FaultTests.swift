import Glibc
import Testing

@testable import LogTailing

@Suite("faults of files")
struct FaultTests {
    @Test(
        "a FIFO, a socket or a directory in place of a log is counted once and never opened",
        arguments: watchModes)
    func notAFile(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*.log", "directory"])
        try check(unsafe mkfifo(harness.path("fifo.log"), 0o644), "mkfifo")
        try harness.makeDirectory("directory")
        try harness.makeDirectory("ignored.log")
        try harness.append("a 0\n", to: "a.log")
        for _ in 0..<100 { harness.turn(after: .seconds(1)) }
        #expect(harness.status.errors == [.notAFile: 2])
        #expect(harness.texts == ["a 0"])
        try harness.remove("fifo.log")
        try harness.append("b 0\n", to: "fifo.log")
        harness.settle()
        #expect(harness.texts == ["a 0", "b 0"])
    }

    @Test(
        "F4 a file without permission is counted, tried again, and read whole once it is granted",
        arguments: watchModes)
    func permission(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*.log"])
        try harness.append("a 0\n", to: "a.log")
        try harness.append("b 0\n", to: "b.log")
        try check(unsafe chmod(harness.path("a.log"), 0), "chmod")
        try asOrdinaryUser {
            for _ in 0..<50 { harness.turn(after: .milliseconds(100)) }
        }
        #expect(harness.texts == ["b 0"])
        let errors = harness.status.errors[.permission] ?? 0
        #expect(errors >= 2 && errors <= 20, "5 s with doubling waits: \(errors)")
        try check(unsafe chmod(harness.path("a.log"), 0o644), "chmod")
        try asOrdinaryUser {
            for _ in 0..<10 { harness.turn(after: .seconds(1)) }
        }
        #expect(harness.texts == ["b 0", "a 0"])
        try check(unsafe chmod(harness.path("a.log"), 0), "chmod")
        try harness.append("a 1\n", to: "a.log")
        try asOrdinaryUser { harness.settle() }
        #expect(harness.texts == ["b 0", "a 0", "a 1"])
    }

    @Test("F4 a directory without permission keeps what is known of its files", arguments: watchModes)
    func directoryPermission(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["sub/*.log"])
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/a.log")
        harness.settle()
        try check(unsafe chmod(harness.path("sub"), 0), "chmod")
        try asOrdinaryUser {
            for _ in 0..<5 { harness.turn(after: .seconds(8)) }
        }
        try check(unsafe chmod(harness.path("sub"), 0o755), "chmod")
        try harness.append("a 1\n", to: "sub/a.log")
        try asOrdinaryUser {
            for _ in 0..<5 { harness.turn(after: .seconds(8)) }
        }
        #expect(harness.texts == ["a 0", "a 1"])
        #expect(harness.status.lostBytes.isEmpty)
    }

    @Test(
        "F4 a file renamed while its directory cannot be listed is found later, not lost",
        arguments: watchModes)
    func unlistable(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["sub/app.log"])
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/app.log")
        harness.settle()
        harness.closeFiles()
        try harness.append("a 1\n", to: "sub/app.log")
        try harness.rename("sub/app.log", "sub/app.log.1")
        try harness.append("b 0\n", to: "sub/app.log")
        // Names in it can be looked up, but not listed.
        try harness.setPermissions("sub", 0o111)
        try asOrdinaryUser {
            for _ in 0..<4 { harness.turn(after: .seconds(1)) }
        }
        try harness.setPermissions("sub", 0o755)
        for _ in 0..<4 { harness.turn(after: .seconds(10)) }
        harness.finishRotations()
        #expect(harness.texts.sorted() == ["a 0", "a 1", "b 0"])
        #expect(harness.losses.isEmpty)
        #expect(harness.status.errors[.permission] ?? 0 > 0)
        #expect(harness.status.drainingFiles == 0)
    }

    @Test(
        "a file renamed between two runs is finished also when its directory cannot be listed at first",
        arguments: watchModes)
    func unlistableAtStart(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["sub/app.log"])
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/app.log")
        harness.settle()
        try harness.append("a 1\n", to: "sub/app.log")
        try harness.rename("sub/app.log", "sub/app.log.1")
        try harness.append("b 0\n", to: "sub/app.log")
        harness.restart()
        try harness.setPermissions("sub", 0o111)
        try asOrdinaryUser { harness.settle() }
        #expect(harness.texts == ["a 0", "b 0"])
        try harness.setPermissions("sub", 0o755)
        for _ in 0..<4 { harness.turn(after: .seconds(10)) }
        #expect(harness.texts == ["a 0", "b 0", "a 1"])
        #expect(harness.status.rotations == 1)
        #expect(harness.losses.isEmpty)
    }

    @Test("the tailer rests again once a file that could not be looked at can be", arguments: watchModes)
    func restsAfterHealing(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["sub/app.log"])
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/app.log")
        harness.settle()
        harness.closeFiles()
        try harness.rename("sub/app.log", "sub/app.log.1")
        harness.settle()
        harness.closeFiles()
        try harness.setPermissions("sub", 0)
        try asOrdinaryUser { harness.settle() }
        #expect(!harness.driver.failing.isEmpty)
        try harness.setPermissions("sub", 0o755)
        for _ in 0..<4 { harness.turn(after: .seconds(1)) }
        #expect(harness.driver.failing.isEmpty)
        #expect(harness.deadline > harness.now)
    }

    @Test(
        "a last line that cannot be read when its file is finished is tried again",
        .enabled(if: geteuid() == 0))
    func lastLineRetried() throws {
        let harness = try unreadableLastLine()
        try asOrdinaryUser { harness.turn(after: .seconds(31)) }
        #expect(harness.status.drainingFiles == 1)
        harness.turn(after: .seconds(1))
        #expect(harness.texts == ["a 0", "a 1"])
        #expect(harness.losses.isEmpty)
        #expect(harness.status.drainingFiles == 0)
    }

    @Test(
        "a last line that stays unreadable is one loss, and its file ends once", .enabled(if: geteuid() == 0))
    func lastLineLostOnce() throws {
        let harness = try unreadableLastLine()
        try asOrdinaryUser {
            for _ in 0..<30 { harness.turn(after: .seconds(11)) }
        }
        #expect(harness.losses.map(\.range) == [4..<7])
        #expect(harness.status.lostBytes == [.deleted: 3])
        #expect(harness.status.drainingFiles == 0)
        let ended = harness.consumer.batches.flatMap(\.endedFileIDs)
        #expect(ended.count == 1)
    }

    /// A rotated file, closed, with a partial line that only root can read.
    private func unreadableLastLine() throws -> TailHarness {
        let harness = try TailHarness(.poll)
        try harness.append("a 0\na 1", to: "app.log")
        try harness.setPermissions("app.log", 0o600)
        try harness.setPermissions(".", 0o755)
        harness.settle()
        harness.closeFiles()
        try harness.rename("app.log", "app.log.1")
        harness.settle()
        harness.closeFiles()
        return harness
    }

    @Test("start_at end holds for a file that cannot be opened at first", arguments: watchModes)
    func startsAtEndOnceReadable(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, startAt: .end)
        try harness.append("old 0\nold 1\n")
        try harness.setPermissions("app.log", 0)
        try asOrdinaryUser { harness.settle() }
        try harness.append("new 0\n")
        try harness.setPermissions("app.log", 0o644)
        for _ in 0..<4 { harness.turn(after: .seconds(10)) }
        #expect(harness.texts == ["new 0"])
    }

    @Test(
        "a position of an earlier run holds for a file that cannot be opened at first", arguments: watchModes)
    func resumesOnceReadable(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.append("a 1\n")
        try harness.setPermissions("app.log", 0)
        harness.restart()
        try asOrdinaryUser { harness.settle() }
        try harness.setPermissions("app.log", 0o644)
        for _ in 0..<4 { harness.turn(after: .seconds(10)) }
        #expect(harness.texts == ["a 0", "a 1"])
    }
}
