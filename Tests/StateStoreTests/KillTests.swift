import Foundation
import StateStore
import TestSupport
import Testing

/// The part of the test that is killed: this test binary again, told by its environment where to work.
private enum Victim {
    static let variable = "STATE_STORE_VICTIM"
    static let commits = 4

    static var home: String? { ProcessInfo.processInfo.environment[variable] }

    static let canBeTraced: Bool = {
        let run = try? ChildProcess.run(tool("strace"), ["-e", "trace=none", "/bin/true"])
        return run?.status == 0
    }()

    /// Runs it so that its `count`-th call of `calls` is its last; false when it came to its end alive.
    static func isKilled(in home: TemporaryDirectory, at count: Int, of calls: String) throws -> Bool {
        var environment = ProcessInfo.processInfo.environment
        environment[variable] = home.path
        let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        let result = try ChildProcess.run(
            tool("strace"),
            [
                "-f", "--seccomp-bpf", "-o", "/dev/null", "-e",
                "inject=\(calls):signal=SIGKILL:when=\(count)",
                binary, "--testing-library", "swift-testing", "--filter", "KillTests/victim",
            ], environment: environment)
        // strace ends the way its child did.
        guard result.status != 0 else { return false }
        guard result.status == 128 + SIGKILL else {
            throw Failure(output: result.output + result.errorOutput)
        }
        return true
    }

    struct Failure: Error { let output: String }
}

@Suite("state store: kill -9 at each system call")
struct KillTests {
    /// The calls by which the store changes something on the disk; without `openat` and `write`, of which loading
    /// and running a program are full.
    private static let calls = "pwrite64,fdatasync,fsync,ftruncate,unlink,rename,mkdir"

    @Test("the part that is killed", .enabled(if: Victim.home != nil, "run by the test below"))
    func victim() throws {
        let home = try #require(Victim.home)
        let clock = ManualClock()
        let (store, state) = try StateStore.open(
            directory: "\(home)/state", programVersion: "1", clock: clock.stateClock)
        let first = try #require(stepNumber(state)) + 1
        for number in first..<first + Victim.commits {
            try store.commit(step(number))
            // Told to the parent by a name: one call, which cannot be half done.
            try FileManager.default.createDirectory(
                atPath: "\(home)/committed \(number)", withIntermediateDirectories: false)
            store.maintain(now: clock.now)
        }
        store.close()
    }

    /// What the victim finds.
    enum Start: CaseIterable {
        case nothing
        /// Step 1 in the copy, and a database of zeros.
        case damagedWithCopy
    }

    /// A sample of the calls here; each of them where `SOAK` is set.
    @Test(
        "K2: killed at any system call, the next start finds the old or the new state, and no told commit is lost",
        .enabled(if: Victim.home == nil && Victim.canBeTraced, "strace must be allowed to trace"),
        arguments: Start.allCases)
    func killedAtEachCall(start: Start) throws {
        let stride = ProcessInfo.processInfo.environment["SOAK"] == nil ? 9 : 1
        var kills = 0
        var count = 1
        while count < 2000 {
            let harness = try StoreHarness()
            try prepare(harness, start)
            guard try Victim.isKilled(in: harness.home, at: count, of: Self.calls) else { break }
            kills += 1
            try expectSound(harness, start, "\(start), killed at call \(count)")
            // Killed once more in the repair of what the first kill has left.
            if try Victim.isKilled(in: harness.home, at: count, of: Self.calls) {
                try expectSound(harness, start, "\(start), killed at call \(count) twice")
            }
            count += stride
        }
        #expect(kills >= 50 / stride, "only \(kills) kills")
    }

    private func prepare(_ harness: StoreHarness, _ start: Start) throws {
        guard start == .damagedWithCopy else { return }
        let (store, _) = try harness.open()
        try store.commit(step(1))
        #expect(harness.makeCopy(store))
        try store.commit(step(2))
        store.close()
        let length = try harness.home.read("state/state.db").count
        try harness.home.write([UInt8](repeating: 0, count: length), to: "state/state.db")
    }

    private func expectSound(_ harness: StoreHarness, _ start: Start, _ comment: Comment) throws {
        try harness.snapshot(to: "found")
        let told = try FileManager.default.contentsOfDirectory(atPath: harness.home.path)
            .compactMap { $0.hasPrefix("committed ") ? Int($0.dropFirst(10)) : nil }.max()
        let least = told ?? (start == .nothing ? 0 : 1)
        guard harness.exists("found") else {
            #expect(least == 0, comment)
            return
        }
        let (store, state) = try harness.open("found")
        let number = try #require(stepNumber(state), comment)
        #expect(number == least || number == least + 1, comment)
        #expect(store.condition == .good && (start != .nothing || store.resets.isEmpty), comment)
        try store.commit(step(number + 1))
        store.close()
        try harness.remove("found")
    }
}
