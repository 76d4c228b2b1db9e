import Glibc
import Testing

@testable import LogTailing

@Suite("faults of the disk")
struct FaultInjectionTests {
    /// A call that fails on `a.log`, or on its directory when it is listed.
    struct Case: CustomStringConvertible, Sendable {
        let kind: SystemCall.Kind
        let code: Int32
        let watch: LogSource.WatchPreference

        var description: String { "\(kind) errno \(code) \(watch)" }

        static let all = [SystemCall.Kind.open, .read, .status, .list].flatMap { kind in
            [EIO, ESTALE, EMFILE, ENFILE, ENOMEM].flatMap { code in
                watchModes.map { Case(kind: kind, code: code, watch: $0) }
            }
        }
    }

    @Test(
        "F3: a call that fails is made again with growing waits; nothing is lost or repeated",
        arguments: Case.all)
    func failsAndHeals(_ fault: Case) throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(fault.watch, globs: ["sub/*.log"], options: TailOptions(kernel))
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/a.log")
        try harness.append("b 0\n", to: "sub/b.log")
        harness.settle()
        harness.closeFiles()
        kernel.fail(fault.kind, fault.kind == .list ? "/sub" : "a.log", fault.code)
        try harness.append("a 1\n", to: "sub/a.log")
        try harness.append("b 1\n", to: "sub/b.log")
        for _ in 0..<40 { harness.turn(after: .milliseconds(100)) }
        #expect(harness.texts.contains("b 1"), "another file is not held up")
        for _ in 0..<60 { harness.turn(after: .seconds(1)) }
        #expect(kernel.failures > 1, "it is tried again")
        #expect(kernel.failures < 120, "with waits that grow: \(kernel.failures)")
        kernel.heal()
        try harness.append("a 2\n", to: "sub/a.log")
        for _ in 0..<12 { harness.turn(after: .seconds(1)) }
        #expect(harness.texts.filter { $0.hasPrefix("a") } == numbered("a", 0..<3))
        #expect(harness.texts.filter { $0.hasPrefix("b") } == numbered("b", 0..<2))
        expectNoLoss(harness)
        #expect(harness.driver.failing.isEmpty)
    }

    private func expectNoLoss(_ harness: TailHarness) {
        #expect(harness.losses.isEmpty)
        #expect(harness.status.lostBytes.isEmpty)
        #expect(harness.status.truncations == 0)
    }

    @Test("F3: a file that cannot be opened or read when it appears is read whole later", arguments: Case.all)
    func failsAtFirst(_ fault: Case) throws {
        let kernel = FaultyKernel()
        kernel.fail(fault.kind, fault.kind == .list ? "/sub" : "a.log", fault.code, times: 3)
        let harness = try TailHarness(fault.watch, globs: ["sub/*.log"], options: TailOptions(kernel))
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/a.log")
        for _ in 0..<30 { harness.turn(after: .milliseconds(300)) }
        #expect(harness.texts == ["a 0"], "within 9 s, long before the next rescan")
        #expect(kernel.failures == 3)
        #expect(!harness.status.errors.isEmpty)
        expectNoLoss(harness)
    }

    @Test("F3: a signal during a call is no fault", arguments: watchModes)
    func interrupted(_ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        for kind in [SystemCall.Kind.open, .read, .status, .readLink, .watch] {
            kernel.fail(kind, "", EINTR, times: 5)
        }
        let harness = try TailHarness(watch, options: TailOptions(kernel))
        try harness.append("a 0\n", to: "real.log")
        try harness.link("app.log", to: "real.log")
        harness.turn()
        harness.turn(after: .milliseconds(260))
        #expect(harness.texts == ["a 0"])
        #expect(harness.status.errors.isEmpty)
        #expect(kernel.failures >= 15)
    }

    @Test(
        "F3: reads that return less than asked for change nothing", arguments: [1, 7, 255, 256, 257],
        watchModes)
    func shortReads(_ limit: Int, _ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        kernel.limitReads(to: limit)
        var options = TailOptions(kernel)
        options.bufferBytes = 1024
        let harness = try TailHarness(watch, maxLineBytes: 3000, options: options)
        let long = [String(repeating: "l", count: 2900), String(repeating: "m", count: 4000)]
        var lines: [String] = []
        for round in 0..<20 {
            let new = numbered("round \(round)", 0..<round) + (round % 7 == 3 ? long : [])
            try harness.append(new.asLines + "par")
            harness.turn(after: .milliseconds(260))
            if round % 5 == 4 { harness.restart() }
            try harness.append("tial\n")
            harness.turn(after: .milliseconds(260))
            lines += new.map { String($0.prefix(3000)) } + ["partial"]
        }
        harness.settle()
        #expect(harness.texts == lines)
        expectNoLoss(harness)
    }

    @Test("F3: random faults of every call, with rotations, lose and repeat nothing", arguments: 0..<30)
    func randomFaults(_ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let kernel = FaultyKernel()
        var options = TailOptions(kernel)
        options.retryLongest = .seconds(1)
        let harness = try TailHarness(watchModes[seed % 2], globs: ["*.log"], options: options)
        var written: [String] = []
        for round in 0..<25 {
            let name = ["a", "b", "c"][random.next(below: 3)]
            if round % 6 == 5 {
                // A file must have been met once, or nothing can know of it after it was renamed.
                kernel.heal()
                harness.settle()
                try harness.rename("\(name).log", "\(name).log.\(round)")
            }
            kernel.failAtRandom(
                seed: random.next(below: 1 << 20), oneIn: 2 + random.next(below: 6),
                codes: [EIO, ESTALE, EMFILE, ENFILE, ENOMEM, EINTR])
            if round < 3 { for name in ["a", "b", "c"] { try harness.append("", to: "\(name).log") } }
            let lines = numbered("\(name) \(round)", 0..<(1 + random.next(below: 4)))
            try harness.append(lines.asLines, to: "\(name).log")
            written += lines
            for _ in 0..<3 { harness.turn(after: .milliseconds(260)) }
        }
        kernel.heal()
        for _ in 0..<10 { harness.turn(after: .seconds(1)) }
        harness.finishRotations()
        #expect(harness.texts.sorted() == written.sorted(), "seed \(seed)")
        for name in ["a", "b", "c"] {
            let mine = { (lines: [String]) in lines.filter { $0.hasPrefix(name) } }
            #expect(mine(harness.texts) == mine(written), "seed \(seed): in order")
        }
        expectNoLoss(harness)
    }

    @Test(
        "F3: a listing that fails does not make the files of the directory look deleted",
        arguments: watchModes)
    func listingFails(_ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(watch, globs: ["sub/*.log"], options: TailOptions(kernel))
        try harness.makeDirectory("sub")
        try harness.append("a 0\nhal", to: "sub/a.log")
        harness.settle()
        kernel.fail(.list, "/sub", EIO)
        for _ in 0..<20 { harness.turn(after: .seconds(10)) }
        #expect(harness.status.files == 1)
        #expect(harness.status.drainingFiles == 0)
        try harness.append("f\n", to: "sub/a.log")
        harness.settle()
        try harness.append("b 0\n", to: "sub/b.log")
        kernel.heal()
        #expect(harness.deadline - harness.now <= .seconds(10), "it is listed again before the next rescan")
        for _ in 0..<5 { harness.turn(after: .seconds(10)) }
        #expect(harness.texts == ["a 0", "half", "b 0"])
        #expect(harness.status.rotations == 0)
        expectNoLoss(harness)
    }

    @Test("F3: a deleted file that is still open is kept through read errors, and left when it is stale")
    func deletedAndFaulty() throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(.poll, options: TailOptions(kernel))
        try harness.append("a 0\n")
        harness.settle()
        let writer = try Writer(harness.path("app.log"))
        try harness.remove("app.log")
        harness.settle()
        kernel.fail(.read, "app.log", EIO)
        try writer.write("a 1\n")
        for _ in 0..<10 { harness.turn(after: .seconds(1)) }
        kernel.heal()
        for _ in 0..<10 { harness.turn(after: .seconds(1)) }
        #expect(harness.texts == ["a 0", "a 1"])
        expectNoLoss(harness)
        kernel.fail(.read, "app.log", ESTALE)
        try writer.write("a 2\n")
        for _ in 0..<10 { harness.turn(after: .seconds(1)) }
        #expect(harness.losses.map(\.range) == [8..<12])
        #expect(harness.driver.status().openFiles == 0)
    }

    @Test("F3: without descriptors for a new file, files that can be found again make room")
    func makesRoom() throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(.poll, globs: ["*.log"], options: TailOptions(kernel))
        for name in ["a", "b", "c"] { try harness.append("\(name) 0\n", to: "\(name).log") }
        harness.settle()
        #expect(harness.driver.status().openFiles == 3)
        kernel.fail(.open, "d.log", EMFILE, times: 1)
        try harness.append("d 0\n", to: "d.log")
        harness.settle()
        #expect(harness.texts.sorted() == ["a 0", "b 0", "c 0", "d 0"])
        #expect(harness.driver.status().openFiles == 3)
        #expect(harness.status.errors.isEmpty)
    }

    @Test(
        "G5: where watches are used up, the log is polled and says so, and is watched again when there are some"
    )
    func watchesUsedUp() throws {
        let kernel = FaultyKernel()
        kernel.fail(.watch, "/sub", ENOSPC)
        let harness = try TailHarness(globs: ["sub/*.log"], options: TailOptions(kernel))
        try harness.makeDirectory("sub")
        try harness.append("a 0\n", to: "sub/a.log")
        harness.settle()
        #expect(harness.status.watchMode == .poll)
        #expect(harness.status.pollReason == .watchFailed)
        #expect(harness.status.errors == [.watch: 1])
        for round in 1..<5 {
            try harness.append("a \(round)\n", to: "sub/a.log")
            harness.turn(after: .milliseconds(260))
        }
        #expect(harness.texts == numbered("a", 0..<5))
        for _ in 0..<10 { harness.turn(after: .seconds(61)) }
        #expect(harness.status.errors == [.watch: 1], "a lasting fault is counted once")
        kernel.heal()
        harness.turn(after: .seconds(61))
        #expect(harness.status.watchMode == .inotify)
        #expect(harness.status.pollReason == nil)
    }

    @Test("G5: one watch is not enough for two directories", arguments: [0, 1])
    func oneWatch(_ count: Int) throws {
        var options = TailOptions()
        options.maxWatches = count
        let harness = try TailHarness(globs: ["*/a.log"], options: options)
        for name in ["x", "y"] {
            try harness.makeDirectory(name)
            try harness.append("\(name) 0\n", to: "\(name)/a.log")
        }
        harness.settle()
        try harness.append("y 1\n", to: "y/a.log")
        harness.turn(after: .milliseconds(260))
        #expect(harness.texts == ["x 0", "y 0", "y 1"])
        #expect(harness.status.pollReason == .watchFailed)
    }

    @Test("G5: without inotify everything is polled", arguments: [EMFILE, ENOSYS, ENOMEM])
    func noInotify(_ code: Int32) throws {
        let kernel = FaultyKernel()
        kernel.fail(.makeQueue, "", code)
        let harness = try TailHarness(options: TailOptions(kernel))
        try harness.append("a 0\n")
        harness.settle()
        try harness.append("a 1\n")
        harness.turn(after: .milliseconds(260))
        #expect(harness.texts == ["a 0", "a 1"])
        #expect(harness.status.watchMode == .poll)
        #expect(harness.status.pollReason == .watchFailed)
        #expect(harness.status.errors == [.watch: 1])
    }

    @Test(
        "G4: a directory on a file system without events is polled by itself",
        arguments: [0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546, 0x0102_1997, 0x00C3_6400] as [Int64])
    func withoutEvents(_ type: Int64) throws {
        let kernel = FaultyKernel()
        kernel.setFileSystemType(type)
        let harness = try TailHarness(globs: ["**/*.log"], options: TailOptions(kernel))
        try harness.append("a 0\n", to: "a.log")
        harness.settle()
        #expect(harness.status.watchMode == .poll)
        #expect(harness.status.pollReason == .noEvents)
        try harness.append("a 1\n", to: "a.log")
        harness.turn(after: .milliseconds(260))
        try harness.makeDirectory("new")
        try harness.append("b 0\n", to: "new/b.log")
        harness.turn(after: .seconds(3))
        #expect(harness.texts == ["a 0", "a 1", "b 0"])
        #expect(harness.status.errors.isEmpty, "that is no fault")
        kernel.setFileSystemType(nil)
        harness.turn(after: .seconds(61))
        #expect(harness.status.watchMode == .inotify)
    }

    @Test("G4: so is a log whose link leads to one")
    func linkWithoutEvents() throws {
        let kernel = FaultyKernel()
        kernel.setFileSystemType(0x6969, "/remote")
        let harness = try TailHarness(options: TailOptions(kernel))
        try harness.makeDirectory("remote")
        try harness.append("a 0\n", to: "remote/real.log")
        harness.settle()
        #expect(harness.status.watchMode == .inotify)
        try harness.link("app.log", to: "remote/real.log")
        for _ in 0..<3 {
            harness.settle()
            #expect(harness.status.pollReason == .noEvents)
            harness.turn(after: .seconds(61))
        }
        #expect(harness.texts == ["a 0"])
        #expect(harness.status.errors.isEmpty)
    }
}
