import Foundation
import TestSupport
import Testing

@testable import ProcessTable

@Suite("ProcessScanner")
struct ProcessScannerTests {
    private static let fixture = Fixtures.path("claude-edge/proc")

    @Test(
        "each process of the fixture is attributed or left alone",
        arguments: [
            (41010, "alice", "hello-team"), (41011, "bob", "hello-team"), (41012, "carol", "hello-team"),
            (41014, "dave", "hello-team"), (41023, "erin", "hello-team"), (41024, "リーダー", "開発チーム"),
            (41028, "no-at-sign", "hello-team"), (41029, "\"; drop{}\n", "hello-team"),
            (41001, nil, nil), (41005, nil, nil), (41013, nil, nil), (41020, nil, nil), (41021, nil, nil),
            (41022, nil, nil), (41025, nil, nil), (41026, nil, nil), (41027, nil, nil), (41030, nil, nil),
        ] as [(Int32, String?, String?)])
    func attribution(pid: Int32, agent: String?, team: String?) {
        var scanner = ProcessScanner(procfs: Self.fixture)
        let snapshot = scanner.scan()
        #expect(snapshot.isReadable)
        #expect(snapshot.isComplete)
        let found = snapshot.agents.first { $0.pid == pid }
        #expect(found.map { String(decoding: $0.agent, as: UTF8.self) } == agent)
        #expect(found.map { String(decoding: $0.team, as: UTF8.self) } == team)
        if found != nil { #expect(found?.startTicks == 20_095_994) }
    }

    @Test("start times are told for the pids asked for, if they live")
    func startTicks() {
        var scanner = ProcessScanner(procfs: Self.fixture)
        let snapshot = scanner.scan(startTicksOf: [41001, 41025, 41030, 41050])
        #expect(snapshot.startTicks(of: 41001) == 20_095_994)
        // A zombie, one that is gone, and one that never was.
        for pid in [41025, 41030, 41050] as [Int32] { #expect(snapshot.startTicks(of: pid) == nil) }
        #expect(snapshot.startTicks(of: 41013) == nil)
    }

    @Test("a path that is no process table is no evidence", arguments: ["/nowhere", Fixtures.path("claude")])
    func noTable(path: String) {
        var scanner = ProcessScanner(procfs: path)
        let snapshot = scanner.scan()
        #expect(snapshot == ProcessSnapshot(isReadable: false, isComplete: false))
    }

    @Test("an exec under the same pid is noticed, and so is a process that ends")
    func changedProcesses() throws {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("proc-\(UUID().uuidString)")
            .path
        try FileManager.default.copyItem(atPath: Self.fixture, toPath: copy)
        defer {
            do { try FileManager.default.removeItem(atPath: copy) } catch { Issue.record(error) }
        }
        var scanner = ProcessScanner(procfs: copy)
        let before = scanner.scan().agents
        let unchanged = scanner.scan().agents
        #expect(before == unchanged)
        try Data("claude\0--agent-id\0zoe@new-team\0".utf8).write(
            to: URL(fileURLWithPath: copy + "/41010/cmdline"))
        try Data("bash\0".utf8).write(to: URL(fileURLWithPath: copy + "/41011/cmdline"))
        try FileManager.default.removeItem(atPath: copy + "/41012")
        let after = scanner.scan().agents
        #expect(after.first { $0.pid == 41010 }?.team == Array("new-team".utf8))
        #expect(after.map(\.pid) == before.map(\.pid).filter { ![41011, 41012].contains($0) })
    }

    @Test("the time of boot is read")
    func bootTime() {
        var scanner = ProcessScanner(procfs: Self.fixture)
        let boot = scanner.bootTimeSeconds()
        #expect(boot == 1_785_154_237)
    }

    @Test("the running program sees itself")
    func ownNumbers() throws {
        var scanner = ProcessScanner(procfs: "/proc")
        let own = scanner.ownStatistics()
        let statistics = try #require(own)
        #expect(statistics.isAlive)
        #expect(statistics.threads >= 1)
        #expect(statistics.residentPages > 0)
        #expect((scanner.ownOpenFileCount() ?? 0) >= 3)
    }

    @Test("a living process with a teammate's arguments is found, and is gone when it ends")
    func realProcess() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/perl")
        process.arguments = ["-e", "<STDIN>", "--", "--agent-id", "real@scan-test", "--agent-color", "blue"]
        let input = Pipe()
        process.standardInput = input
        try process.run()
        var scanner = ProcessScanner(procfs: "/proc")
        let pid = process.processIdentifier
        // The child is a copy of this program until its exec, so a first look may come too early.
        var found: AgentProcess?
        for _ in 0..<10_000 where found == nil { found = scanner.scan().agents.first { $0.pid == pid } }
        #expect(found?.agent == Array("real".utf8))
        #expect(found?.team == Array("scan-test".utf8))
        let again = scanner.scan(startTicksOf: [pid])
        #expect(again.startTicks(of: pid) == found?.startTicks)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        let after = scanner.scan()
        #expect(!after.agents.contains { $0.pid == pid })
    }
}
