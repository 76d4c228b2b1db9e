import Glibc
import Testing

@testable import LogTailing

@Suite("files that appear and go")
struct AppearanceTests {
    @Test("D1 a file deleted and created anew under its name gives the lines of both", arguments: watchModes)
    func deleteAndRecreate(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        harness.settle()
        try harness.append("a 1\n")
        try harness.remove("app.log")
        try harness.append("b 0\n")
        harness.settle()
        #expect(harness.texts == ["a 0", "a 1", "b 0"])
        harness.finishRotations()
        #expect(harness.status.lostBytes.isEmpty)
    }

    /// A file system that does not know when files were born.
    private final class BirthlessKernel: SystemCallSeam {
        let hidesBirthTimes = true

        func failure(of call: SystemCall) -> Int32? { nil }
        func readLimit(of call: SystemCall) -> Int { .max }
        func fileSystemType(of directory: BytePath) -> Int64? { nil }
        func wallClockNanoseconds() -> Int64? { nil }
    }

    @Test(
        "D2 a file in the place and under the inode number of another does not inherit its offset, with birth times or without",
        arguments: watchModes, [true, false])
    func inodeReuse(_ watch: LogSource.WatchPreference, _ knowsBirths: Bool) throws {
        var options = TailOptions()
        options.maxOpenFiles = 1
        if !knowsBirths { options.calls = FileSystemCalls(seam: BirthlessKernel()) }
        let harness = try TailHarness(watch, globs: ["*.log"], options: options)
        let isExt4 = FileSystemCalls().fileSystemType(of: BytePath(harness.directory)) == 0xEF53
        var repetitions = 0
        // A closed file frees its inode, which the file system then gives to the next file, soon or at once.
        for round in 0..<40 {
            try harness.append("old \(round) with a longer line\n", to: "app.log")
            try harness.append("x\n", to: "other.log")
            harness.settle()
            harness.closeFiles()
            let old = try FileSystemCalls().status(of: BytePath(harness.path("app.log")), followsLinks: true)
            try harness.remove("app.log")
            try harness.append("new \(round) with a longer line\nsecond\n", to: "app.log")
            let new = try FileSystemCalls().status(of: BytePath(harness.path("app.log")), followsLinks: true)
            if old.identity.inode == new.identity.inode { repetitions += 1 }
            harness.settle()
            #expect(harness.texts.suffix(2) == ["new \(round) with a longer line", "second"])
            try harness.remove("app.log")
            harness.settle()
        }
        // Other file systems count inodes up; ext4 gives the lowest free one.
        #expect(repetitions > 0 || !isExt4)
        #expect(harness.texts.filter { $0 == "second" }.count == 40)
    }

    @Test("D3 a deleted file is let go after its grace", arguments: watchModes)
    func deletedForGood(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\nhalf")
        harness.settle()
        try harness.remove("app.log")
        harness.settle()
        #expect(harness.driver.status().openFiles == 1)
        harness.finishRotations()
        #expect(harness.driver.status().openFiles == 0)
        #expect(harness.texts == ["a 0", "half"])
        #expect(harness.status.files == 0)
        #expect(harness.status.sizeBytes == 0)
        #expect(harness.status.lostBytes.isEmpty)
    }

    @Test("a file deleted while it was not open is a counted loss", arguments: watchModes)
    func deletedUnread(_ watch: LogSource.WatchPreference) throws {
        var options = TailOptions()
        options.bytesPerTurn = 4096
        options.bufferBytes = 4096
        options.maxOpenFiles = 1
        let harness = try TailHarness(watch, globs: ["*.log"], options: options)
        let lines = numbered("a", 0..<2000).asLines
        try harness.append(lines, to: "a.log")
        harness.turn(after: .seconds(3))
        try harness.append("b 0\n", to: "b.log")
        let read = harness.texts.count
        #expect(read > 0 && read < 2000)
        harness.closeFiles()
        try harness.remove("a.log")
        harness.finishRotations()
        let lost = harness.texts.dropLast().reduce(lines.utf8.count) { $0 - $1.utf8.count - 1 }
        #expect(harness.status.lostBytes == [.deleted: UInt64(lost)])
        #expect(harness.texts.last == "b 0")
    }

    @Test("D4 a directory removed and made again is followed again", arguments: watchModes)
    func directoryRecreated(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["deep/er/*.log"])
        harness.settle()
        for round in 0..<3 {
            try harness.makeDirectory("deep/er")
            try harness.append("line \(round)\n", to: "deep/er/app.log")
            harness.settle()
            #expect(harness.texts == numbered("line", 0..<(round + 1)))
            try harness.remove("deep/er/app.log")
            try check(unsafe rmdir(harness.path("deep/er")), "rmdir")
            try check(unsafe rmdir(harness.path("deep")), "rmdir")
            harness.settle()
        }
    }

    @Test(
        "G1 a file that appears with lines in it is read whole, also with start_at: end",
        arguments: watchModes)
    func appearsFilled(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, globs: ["*.log"], startAt: .end) { directory in
            try Writer("\(directory)/before.log").write("before 0\nbefore 1\nbef")
        }
        harness.settle()
        #expect(harness.texts.isEmpty)
        try harness.append("ore 2\n", to: "before.log")
        try harness.append(numbered("later", 0..<100).asLines, to: "later.log")
        harness.settle()
        #expect(harness.texts == ["before 2"] + numbered("later", 0..<100))
    }

    @Test("start_at: end inside an over-long line begins with the next line", arguments: watchModes)
    func endInsideLongLine(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch, startAt: .end, maxLineBytes: 100) { directory in
            try Writer("\(directory)/app.log").write("first\n" + String(repeating: "x", count: 5000))
        }
        harness.settle()
        try harness.append("xxx\nnext\n")
        harness.settle()
        #expect(harness.texts == ["next"])
    }

    @Test("new lines are there after one turn under inotify")
    func oneTurn() throws {
        let harness = try TailHarness(.auto, globs: ["**/*.log"])
        harness.turn()
        try harness.append("a 0\n")
        harness.turn()
        #expect(harness.texts == ["a 0"])
        try harness.append("a 1\n")
        harness.turn()
        try harness.rename("app.log", "app.log.1")
        try harness.append("b 0\n")
        harness.turn()
        try harness.makeDirectory("below/here")
        try harness.append("c 0\n", to: "below/here/c.log")
        harness.turn(after: .seconds(1))
        #expect(harness.texts == ["a 0", "a 1", "b 0", "c 0"])
    }

    @Test("G2 many idle files are read exactly with few descriptors", arguments: watchModes)
    func manyFiles(_ watch: LogSource.WatchPreference) throws {
        let count = 2000
        let harness = try TailHarness(watch, globs: ["*.log"]) { directory in
            for index in 0..<count { try Writer("\(directory)/\(index).log").write("line \(index)\n") }
        }
        harness.settle()
        #expect(harness.texts.count == count)
        #expect(Set(harness.texts).count == count)
        let status = harness.driver.status()
        #expect(status.openFiles <= 256)
        #expect(status.logs[0].files == count)
        #expect(status.logs[0].lagBytes == 0)
    }

    @Test("G3 files rotating at once lose nothing when the event queue overflows", arguments: watchModes)
    func rotatingAtOnce(_ watch: LogSource.WatchPreference) throws {
        let count = 1200
        let harness = try TailHarness(watch, globs: ["*.log"]) { directory in
            for index in 0..<count { try Writer("\(directory)/\(index).log").write("\(index) 0\n") }
        }
        harness.settle()
        for index in 0..<count {
            try harness.append("\(index) 1\n", to: "\(index).log")
            try harness.rename("\(index).log", "\(index).log.1")
            try harness.append("\(index) 2\n", to: "\(index).log")
            // Alternating names cannot be merged by the kernel: 16 events a file overflow its queue of 16,384.
            for round in 0..<8 { try harness.append("\(round)\n", to: "\(index).other\(round % 2)") }
        }
        harness.settle()
        harness.finishRotations()
        #expect(harness.texts.count == 3 * count)
        #expect(Set(harness.texts).count == 3 * count)
        #expect(harness.status.lostBytes.isEmpty)
    }

    @Test("G5 a log beyond the watch limit is polled, and says so")
    func watchLimit() throws {
        var options = TailOptions()
        options.maxWatches = 1
        let harness = try TailHarness(.auto, globs: ["*/app.log"], options: options)
        try harness.makeDirectory("one")
        harness.settle()
        try harness.append("a 0\n", to: "one/app.log")
        harness.settle()
        #expect(harness.status.watchMode == .poll)
        #expect(harness.status.errors == [.watch: 1])
        #expect(harness.texts == ["a 0"])
        try harness.append("a 1\n", to: "one/app.log")
        harness.turn(after: .milliseconds(250))
        #expect(harness.texts == ["a 0", "a 1"])
    }

    @Test("a file that two logs match belongs to the first")
    func firstLogWins() throws {
        let harness = try TailHarness(.auto, globs: ["nothing"])
        let sources = ["b.log", "*.log"].enumerated().map { index, glob in
            LogSource(name: "log\(index)", paths: [harness.path(glob)], exclude: [harness.path("x*")])
        }
        for name in ["a", "b", "x"] { try harness.append("\(name)\n", to: "\(name).log") }
        let driver = TailDriver(sources: sources)
        var consumer = RecordingConsumer()
        _ = driver.turn(&consumer, now: .now)
        let byLog = Dictionary(grouping: consumer.lines) { $0.origin.logIndex }.mapValues { $0.map(\.text) }
        #expect(byLog == [0: ["b"], 1: ["a"]])
    }
}
