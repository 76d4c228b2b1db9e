import Foundation
import Glibc
import TestSupport
import Testing

@testable import LogTailing

@Suite("clocks")
struct ClockTests {
    private static let year: Duration = .seconds(365 * 86_400)

    @Test(
        "T1: a jump of the time of day changes nothing, also amid rotations", arguments: [1, -1], watchModes)
    func clockJumps(_ sign: Int, _ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(watch, options: TailOptions(kernel))
        try harness.append("a 0\nhal")
        harness.settle()
        kernel.setClockOffset(Self.year * sign)
        harness.settle()
        #expect(harness.texts == ["a 0"])
        #expect(harness.driver.generations.count == 1, "nothing expires")
        try harness.append("f\n")
        try harness.rename("app.log", "app.log.1")
        try harness.append("b 0\n")
        harness.settle()
        #expect(harness.status.drainingFiles == 1, "the rotated file has its time")
        kernel.setClockOffset(.zero)
        // Two rotations between two looks: the one in between is looked for by its time of birth.
        try harness.append("b 1\n")
        try harness.rename("app.log", "app.log.2")
        try harness.append("c 0\n")
        try harness.rename("app.log", "app.log.3")
        try harness.append("d 0\n")
        kernel.setClockOffset(Self.year * -sign)
        harness.finishRotations()
        harness.finishRotations()
        #expect(harness.texts.sorted() == ["a 0", "b 0", "b 1", "c 0", "d 0", "half"])
        #expect(harness.losses.isEmpty)
        #expect(harness.status.drainingFiles == 0)
    }

    @Test(
        "T1: only stamps of losses, the age of listings and that the clock went back come from the time of day"
    )
    func wallClockUses() throws {
        let folder = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "Sources/LogTailing")
        var users: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let words = ["wallClockNanoseconds", "CLOCK_REALTIME", "gettimeofday", "time(nil)", "Date("]
            if words.contains(where: text.contains) { users.insert(name) }
        }
        #expect(
            users == [
                "FileSystemCalls.swift", "SystemCallSeam.swift", "DirectoryListing.swift",
                "TailDriver+Accounting.swift", "TailDriver+Remainders.swift", "WallClock.swift",
            ])
    }

    @Test(
        "T1: what copytruncate cut off is read from a copy whose stamp is older than its original",
        arguments: [true, false], watchModes)
    func copyFromThePast(_ isLong: Bool, _ watch: LogSource.WatchPreference) throws {
        let kernel = FaultyKernel()
        let harness = try TailHarness(watch, options: TailOptions(kernel))
        let seen = numbered("seen", 0..<(isLong ? 100 : 2))
        try harness.append(seen.asLines)
        harness.settle()
        try harness.append("unseen 0\n")
        try harness.copy("app.log", to: "app.log.1")
        try stamp(harness.path("app.log.1"), seconds: 1_000_000_000)
        try harness.truncate()
        // So little content could be that of an older file: only a clock that is behind tells that it is not.
        if !isLong { kernel.setClockOffset(Self.year * -20) }
        try harness.append("new 0\n")
        harness.finishRotations()
        #expect(harness.texts.sorted() == (seen + ["unseen 0", "new 0"]).sorted())
        #expect(harness.losses.isEmpty)
    }

    @Test("T1: an older file that begins like the little that was read of a truncated one is not read again")
    func olderFile() throws {
        let harness = try TailHarness(.poll)
        try harness.append("started 0\nold 0\n", to: "app.log.1")
        try stamp(harness.path("app.log.1"), seconds: 1_000_000_000)
        try harness.append("started 0\n")
        harness.settle()
        try harness.truncate()
        try harness.append("new 0\n")
        harness.finishRotations()
        #expect(harness.texts == ["started 0", "new 0"])
    }

    private func stamp(_ path: String, seconds: Int) throws {
        var times = [timeval(tv_sec: seconds, tv_usec: 0), timeval(tv_sec: seconds, tv_usec: 0)]
        try check(unsafe utimes(path, &times), "utimes")
    }

    @Test(
        "T2: a file stamped 1970, before it, or in the future is read like any other",
        arguments: [0, -86_400, 7_258_118_400], watchModes)
    func oddStamps(_ seconds: Int, _ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        try harness.append("a 0\n")
        try stamp(harness.path("app.log"), seconds: seconds)
        harness.settle()
        for round in 1..<4 {
            try harness.append("a \(round)\n")
            try stamp(harness.path("app.log"), seconds: seconds)
            harness.settle()
            #expect(harness.texts == numbered("a", 0..<(round + 1)))
        }
        // Rewritten in the same length and stamped the same: the change time tells.
        try harness.truncate()
        try harness.append(numbered("b", 0..<4).asLines)
        try stamp(harness.path("app.log"), seconds: seconds)
        harness.settle()
        #expect(harness.texts == numbered("a", 0..<4) + numbered("b", 0..<4))
        harness.restart()
        try harness.append("b 4\n")
        try stamp(harness.path("app.log"), seconds: seconds)
        harness.settle()
        #expect(harness.texts.last == "b 4")
        #expect(harness.texts.count == 9)
    }
}
