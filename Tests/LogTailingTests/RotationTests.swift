import Glibc
import Testing

@testable import LogTailing

@Suite("rotation by rename")
struct RotationTests {
    @Test("R1 lines before and after rename and create are read once, in order", arguments: watchModes)
    func renameAndCreate(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append(numbered("a", 0..<5).asLines)
        harness.settle()
        try harness.append("a 5\n")
        try harness.rename("app.log", "app.log.1")
        try harness.append(numbered("b", 0..<5).asLines)
        harness.settle()
        #expect(harness.texts == numbered("a", 0..<6) + numbered("b", 0..<5))
        #expect(harness.status.rotations == 1)
        #expect(harness.status.drainingFiles == 1)
        harness.finishRotations()
        #expect(harness.status.drainingFiles == 0)
        #expect(harness.status.lostBytes.isEmpty)
        #expect(harness.status.errors.isEmpty)
    }

    @Test("R2 a writer that goes on in the renamed file loses nothing", arguments: watchModes)
    func lateWriter(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let old = try Writer(harness.path("app.log"))
        try old.write("a 0\n")
        harness.settle()
        try harness.rename("app.log", "old")
        try harness.append("b 0\n")
        for second in 1...40 {
            try old.write("a \(second)\n")
            harness.turn(after: .seconds(1))
        }
        try harness.append("b 1\n")
        harness.finishRotations()
        #expect(harness.texts.filter { $0.hasPrefix("a") } == numbered("a", 0..<41))
        #expect(harness.texts.filter { $0.hasPrefix("b") } == numbered("b", 0..<2))
    }

    @Test("R3 a minute without the new file is no fault", arguments: watchModes)
    func gapBeforeCreate(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.append("a 1\n")
        try harness.rename("app.log", "old")
        for _ in 0..<60 { harness.turn(after: .seconds(1)) }
        #expect(harness.status.drainingFiles == 0)
        try harness.append("b 0\n")
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1", "b 0"])
        #expect(harness.status.errors.isEmpty)
        #expect(harness.status.rotations == 1)
    }

    @Test(
        "R3 late lines of a renamed file are read at once, also while no file has its old name",
        arguments: watchModes)
    func lateLinesInGap(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let writer = try Writer(harness.path("app.log"))
        try writer.write("a 0\n")
        harness.settle()
        try harness.rename("app.log", "no rotated name")
        harness.turn(after: .milliseconds(250))
        for round in 1...5 {
            try writer.write("a \(round)\n")
            harness.turn(after: watch == .auto ? .zero : .milliseconds(250))
            #expect(harness.texts == numbered("a", 0..<(round + 1)))
        }
        harness.finishRotations()
        #expect(harness.losses.isEmpty)
    }

    @Test("R4 a chain that began before the first file was met is read whole under inotify")
    func chainOfUnseen() throws {
        let harness = try TailHarness(.auto)
        harness.settle()
        for round in 0..<5 {
            try harness.append("\(round) 0\n\(round) 1\n")
            for index in stride(from: round, to: 0, by: -1) {
                try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
            }
            try harness.rename("app.log", "app.log.1")
        }
        try harness.append("last\n")
        harness.settle()
        let expected = (0..<5).flatMap { ["\($0) 0", "\($0) 1"] } + ["last"]
        #expect(harness.texts == expected)
        harness.finishRotations()
        #expect(harness.texts.count == expected.count)
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R4 files that were rotated through unseen are found although the first listing fails",
        arguments: watchModes)
    func chainAfterFault(_ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        var options = TailOptions()
        options.calls = FileSystemCalls(seam: kernel)
        let harness = try TailHarness(watch, options: options)
        try harness.append("0 0\n")
        harness.settle()
        for round in 1...3 {
            for index in stride(from: round - 1, to: 0, by: -1) {
                try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
            }
            try harness.rename("app.log", "app.log.1")
            try harness.append("\(round) 0\n")
        }
        kernel.fail(.list, "", EIO, times: 2)
        harness.finishRotations()
        #expect(harness.texts.sorted() == (0...3).map { "\($0) 0" })
        #expect(harness.losses.isEmpty)
    }

    @Test(
        "R4 files that were moved to another directory of their log while nobody looked go on where they were",
        arguments: watchModes)
    func movedElsewhere(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["logs/app.log", "old/app.log*"]) { directory in
            for name in ["logs", "old"] { _ = unsafe mkdir("\(directory)/\(name)", 0o755) }
        }
        try harness.append("1\n", to: "logs/app.log")
        harness.settle()
        try harness.rename("logs/app.log", "old/app.log.1")
        try harness.append("2\n", to: "logs/app.log")
        harness.finishRotations()
        try harness.append("unread\n", to: "logs/app.log")
        try harness.rename("old/app.log.1", "old/app.log.2")
        try harness.rename("logs/app.log", "old/app.log.1")
        try harness.append("3\n", to: "logs/app.log")
        harness.restart()
        harness.finishRotations()
        #expect(harness.texts == ["1", "2", "unread", "3"])
        #expect(harness.losses.isEmpty)
        #expect(harness.status.lossEvents.isEmpty)
    }

    @Test("R4 D1 a file that came, was written and went between two looks is a loss event under inotify")
    func cameAndWent() throws {
        let harness = try TailHarness(.auto)
        harness.settle()
        for _ in 0..<3 {
            try harness.append("never seen\n")
            try harness.remove("app.log")
        }
        try harness.append("")
        try harness.remove("app.log")
        try harness.append("seen\n")
        harness.settle()
        #expect(harness.texts == ["seen"])
        #expect(harness.status.lossEvents == [.deleted: 3])
        #expect(harness.losses.allSatisfy { $0.range.isEmpty && !$0.isExtentKnown })
        #expect(harness.status.lostBytes.isEmpty)
    }

    @Test("files that only descriptors lead to leave half of these to others, and lose nothing they held")
    func drainingCap() throws {
        var options = TailOptions()
        options.maxOpenFiles = 8
        let harness = try TailHarness(.poll, globs: ["*.log"], options: options)
        for round in 0..<40 {
            try harness.append("\(round) 0\n", to: "\(round).log")
            harness.settle()
            try harness.append("\(round) 1\n", to: "\(round).log")
            try harness.remove("\(round).log")
            harness.turn(after: .milliseconds(260))
        }
        harness.settle()
        #expect(harness.driver.status().openFiles <= 8)
        #expect(harness.texts.count == 80)
        #expect(harness.losses.isEmpty)
    }

    @Test("R4 files rotated through between two looks are found and read in order", arguments: watchModes)
    func chain(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("0 0\n")
        harness.settle()
        var expected = ["0 0"]
        for round in 1...5 {
            try harness.append("\(round) 0\n\(round) 1\n")
            expected += ["\(round) 0", "\(round) 1"]
            for index in stride(from: round - 1, to: 0, by: -1) {
                try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
            }
            try harness.rename("app.log", "app.log.1")
        }
        try harness.append("6 0\n")
        harness.settle()
        #expect(harness.texts == expected + ["6 0"])
        harness.finishRotations()
        #expect(harness.texts.count == expected.count + 1)
    }

    @Test("R5 a rotated name that matches the glob too is not read twice", arguments: watchModes)
    func rotatedNameMatches(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["app.log*"])
        try harness.append("a 0\n")
        harness.settle()
        for round in 1...3 {
            try harness.append("a \(2 * round - 1)\n")
            for index in stride(from: round - 1, to: 0, by: -1) {
                try harness.rename("app.log.\(index)", "app.log.\(index + 1)")
            }
            try harness.rename("app.log", "app.log.1")
            try harness.append("a \(2 * round)\n")
            harness.settle()
        }
        harness.finishRotations()
        #expect(harness.texts == numbered("a", 0..<7))
        #expect(harness.status.files == 4)
        #expect(harness.status.rotations == 3)
    }

    @Test(
        "R6 a file compressed and removed at once is read through its open descriptor", arguments: watchModes)
    func compressedAtOnce(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.append(numbered("a", 1..<20_000).asLines)
        try harness.rename("app.log", "app.log.1")
        try harness.append("not a log", to: "app.log.1.gz")
        try harness.remove("app.log.1")
        try harness.append("b 0\n")
        harness.settle()
        #expect(harness.texts == numbered("a", 0..<20_000) + ["b 0"])
        harness.finishRotations()
        #expect(harness.status.lostBytes.isEmpty)
    }

    @Test("a file that is renamed back after it was finished is not read again", arguments: watchModes)
    func renamedBack(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.rename("app.log", "elsewhere")
        harness.finishRotations()
        try harness.append("a 1\n", to: "elsewhere")
        try harness.rename("elsewhere", "app.log")
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1"])
    }

    @Test("L3 a line cut by rotation is delivered when its file is finished", arguments: watchModes)
    func partialLine(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\nhalf")
        harness.settle()
        try harness.rename("app.log", "old")
        try harness.append("rest\n")
        harness.settle()
        #expect(harness.texts == ["a 0", "rest"])
        harness.finishRotations()
        #expect(harness.texts == ["a 0", "rest", "half"])
        #expect(harness.status.lostBytes.isEmpty)
        #expect(harness.status.lagBytes == 0)
    }

    @Test("a rotated file that is not open is found again by inode", arguments: watchModes)
    func rotatedWhileClosed(_ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.maxOpenFiles = 2
        let harness = try TailHarness(watch, globs: ["*.log"], options: options)
        let names = (0..<12).map { "f\($0).log" }
        for name in names { try harness.append("\(name) 0\n", to: name) }
        harness.settle()
        for name in names {
            try harness.append("\(name) 1\n", to: name)
            try harness.rename(name, "\(name).old")
            try harness.append("\(name) 2\n", to: name)
        }
        harness.settle()
        for name in names {
            #expect(harness.texts.filter { $0.hasPrefix("\(name) ") } == numbered(name, 0..<3))
        }
        #expect(harness.driver.status().openFiles <= 3)
        harness.finishRotations()
        #expect(harness.texts.count == 36)
        #expect(harness.status.lostBytes.isEmpty)
    }
}

@Suite("files that are no longer asked for")
struct DroppedGlobTests {
    @Test("a file that new globs do not ask for is left alone after a restart", arguments: watchModes)
    func droppedWhileDown(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["a.log", "b.log"])
        try harness.append("a 0\n", to: "a.log")
        try harness.append("b 0\n", to: "b.log")
        harness.settle()
        harness.restart(globs: ["a.log"])
        try harness.append("a 1\n", to: "a.log")
        try harness.append("b 1\n", to: "b.log")
        harness.settle()
        #expect(harness.texts.sorted() == ["a 0", "a 1", "b 0"])
        #expect(harness.status.files == 1)
        harness.restart(globs: ["a.log", "b.log"])
        harness.settle()
        #expect(harness.texts.sorted() == ["a 0", "a 1", "b 0", "b 1"], "asked for again, it goes on")
        #expect(harness.losses.isEmpty)
    }

    @Test("the old target of a link that was swapped while down is read to its end", arguments: watchModes)
    func swappedWhileDown(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["link.log"])
        try harness.append("a 0\n", to: "one")
        try harness.link("link.log", to: "one")
        harness.settle()
        harness.restart()
        try harness.append("a 1\n", to: "one")
        try harness.append("b 0\n", to: "two")
        try harness.swapLink("link.log", to: "two")
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1", "b 0"])
    }

    @Test("the positions of finished files do not pile up over restarts")
    func forgetsOldest() throws {
        var options = TailOptions()
        options.maxFinishedFiles = 8
        let harness = try TailHarness(.poll, globs: ["app.log"], options: options)
        for round in 0..<40 {
            try harness.append("a \(round)\n")
            harness.settle()
            try harness.rename("app.log", "old-\(round)")
            harness.finishRotations()
            if round % 3 == 0 { harness.restart() }
        }
        harness.settle()
        #expect(harness.texts == numbered("a", 0..<40))
        #expect(harness.consumer.checkpoints.count <= 9)
    }
}
