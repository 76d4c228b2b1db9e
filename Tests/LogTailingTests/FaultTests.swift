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

    /// Runs `body` without root's rights on files, so that the test holds for root too; the file system user is a
    /// property of the calling thread.
    private func asOrdinaryUser(_ body: () throws -> Void) throws {
        guard geteuid() == 0 else { return try body() }
        _ = setFileSystemUser(65534)
        defer { _ = setFileSystemUser(0) }
        try body()
    }
}

// sys/fsuid.h is not in Glibc's Swift module; one integer in, one out.
@_silgen_name("setfsuid")
private func setFileSystemUser(_ user: UInt32) -> Int32
