import TestSupport
import Testing

@testable import ProcessTable

@Suite("Descent")
struct DescentTests {
    private typealias Process = MadeUpProcfs.Process
    private static let alice = "claude --agent-id alice@t"

    /// The root's pid by pid, for all that count to anybody.
    private func owners(_ snapshot: ProcessSnapshot) -> [Int32: Int32] {
        Dictionary(uniqueKeysWithValues: snapshot.owned.map { ($0.identity.pid, $0.root.pid) })
    }

    @Test("shells, tests and servers count to the nearest agent above them")
    func nearest() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 1, parent: 0, name: "init", commandLine: "init"))
        try table.write(Process(pid: 10, commandLine: Self.alice))
        try table.write(Process(pid: 11, parent: 10, name: "bash", commandLine: "bash -c test"))
        try table.write(Process(pid: 12, parent: 11, name: "cc1", commandLine: "cc1"))
        try table.write(Process(pid: 13, parent: 12, commandLine: "claude --agent-id bob@t"))
        try table.write(Process(pid: 14, parent: 13, name: "node", commandLine: "node server"))
        try table.write(Process(pid: 15, name: "cron", commandLine: "cron"))
        var scanner = ProcessScanner(procfs: table.path)
        let snapshot = scanner.scan(detail: .usage)
        #expect(owners(snapshot) == [10: 10, 11: 10, 12: 10, 13: 13, 14: 13])
        #expect(snapshot.agents.map(\.pid) == [10, 13])
    }

    @Test("a registered lead counts with what descends from it, but only with its start time")
    func lead() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 20, startTicks: 70))
        try table.write(Process(pid: 21, parent: 20, name: "bash", commandLine: "bash", startTicks: 71))
        var scanner = ProcessScanner(procfs: table.path)
        let right = scanner.scan(leads: [ProcessIdentity(pid: 20, startTicks: 70)], detail: .usage)
        #expect(owners(right) == [20: 20, 21: 20])
        let reused = scanner.scan(leads: [ProcessIdentity(pid: 20, startTicks: 69)], detail: .usage)
        #expect(owners(reused) == [:])
    }

    @Test("a wrapper and the program it starts are one agent")
    func wrapper() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 30, name: "node", commandLine: "node cli.js --agent-id alice@t"))
        try table.write(Process(pid: 31, parent: 30, commandLine: Self.alice))
        var scanner = ProcessScanner(procfs: table.path)
        let snapshot = scanner.scan(detail: .usage)
        #expect(owners(snapshot) == [30: 30, 31: 30])
        #expect(snapshot.agents.map(\.pid) == [30])
    }

    @Test("a terminal multiplexer ends the line: its panes are not the lead's")
    func multiplexer() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 40, startTicks: 70))
        try table.write(
            Process(pid: 41, parent: 40, name: "tmux: server", commandLine: "tmux -L claude-swarm-40 new"))
        try table.write(Process(pid: 42, parent: 41, name: "bash", commandLine: "-bash"))
        try table.write(Process(pid: 43, parent: 42, commandLine: Self.alice))
        let lead = ProcessIdentity(pid: 40, startTicks: 70)
        var scanner = ProcessScanner(procfs: table.path)
        #expect(owners(scanner.scan(leads: [lead], detail: .usage)) == [40: 40, 43: 43])
    }

    @Test(
        "an agent in a pane of a lead that is gone, or whose pid went to a later process, has lost its lead",
        arguments: [(70, false), (nil, true), (500, true)] as [(Int?, Bool)])
    func lostLead(leadStart: Int?, isLost: Bool) throws {
        let table = try MadeUpProcfs()
        if let leadStart { try table.write(Process(pid: 40, startTicks: leadStart)) }
        try table.write(
            Process(pid: 41, name: "tmux: server", commandLine: "tmux -L claude-swarm-40 new", startTicks: 90)
        )
        try table.write(Process(pid: 43, parent: 41, commandLine: Self.alice))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(scanner.scan().agents.map(\.hasLostLead) == [isLost])
    }

    @Test("a process that left its parents counts to its agent as long as that lives, and not to a later pid")
    func background() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 50, commandLine: Self.alice))
        try table.write(Process(pid: 51, parent: 50, name: "server", commandLine: "server"))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(owners(scanner.scan(detail: .usage)) == [50: 50, 51: 50])
        try table.write(Process(pid: 51, parent: 1, name: "server", commandLine: "server"))
        #expect(owners(scanner.scan(detail: .usage)) == [50: 50, 51: 50])
        try table.write(Process(pid: 50, commandLine: Self.alice, startTicks: 900))
        #expect(owners(scanner.scan(detail: .usage)) == [50: 50])
    }

    @Test("a parent that started after its child is another process with the pid of the real one")
    func youngerParent() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 60, commandLine: Self.alice, startTicks: 200))
        try table.write(Process(pid: 61, parent: 60, name: "sh", commandLine: "sh", startTicks: 100))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(owners(scanner.scan(detail: .usage)) == [60: 60])
    }

    @Test("processes that are each other's parents, as a changing table may show, end the search")
    func circle() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 70, parent: 71, name: "a", commandLine: "a"))
        try table.write(Process(pid: 71, parent: 70, name: "b", commandLine: "b"))
        try table.write(Process(pid: 72, parent: 71, commandLine: Self.alice))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(owners(scanner.scan(detail: .usage)) == [72: 72])
    }

    @Test("an exec is seen by the new places of the program, a title written over the arguments is none")
    func execAndTitle() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 80, commandLine: Self.alice, stack: 1000))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(scanner.scan().agents.map(\.agent) == [Array("alice".utf8)])
        try table.write(Process(pid: 80, name: "title", commandLine: "title", stack: 1000))
        #expect(scanner.scan().agents.map(\.agent) == [Array("alice".utf8)])
        try table.write(Process(pid: 80, commandLine: "claude --agent-id bob@t", stack: 2000))
        #expect(scanner.scan().agents.map(\.agent) == [Array("bob".utf8)])
        try table.write(Process(pid: 80, name: "bash", commandLine: "bash", stack: 3000))
        #expect(scanner.scan().agents.isEmpty)
    }

    @Test("a pid that went to another process is another agent's, whatever it was before")
    func reusedPID() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 90, commandLine: Self.alice, startTicks: 100, stack: 1000))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(scanner.scan().agents.map(\.startTicks) == [100])
        try table.write(Process(pid: 90, name: "sh", commandLine: "sh", startTicks: 101, stack: 1000))
        #expect(scanner.scan(detail: .usage).owned.isEmpty)
    }

    @Test("an agent that only waits to be reaped is shown with its times, and is no sign of life")
    func zombie() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 95, commandLine: Self.alice, userTicks: 7))
        var scanner = ProcessScanner(procfs: table.path)
        #expect(scanner.scan().agents.count == 1)
        try table.write(Process(pid: 95, state: "Z", userTicks: 9, pages: 0))
        let snapshot = scanner.scan(detail: .usage)
        #expect(snapshot.agents.isEmpty)
        #expect(snapshot.owned.map(\.state) == [.zombie])
        #expect(snapshot.owned.map(\.usage.userTicks) == [9])
    }

    @Test("what cannot be read is absent and counted, never 0")
    func losses() throws {
        let table = try MadeUpProcfs()
        try table.write(Process(pid: 97, commandLine: Self.alice))
        try table.directory.write("nonsense\n", to: "97/io")
        try table.directory.write("cut", to: "98/stat")
        var scanner = ProcessScanner(procfs: table.path)
        let snapshot = scanner.scan(detail: .usage)
        #expect(snapshot.owned.map(\.usage.inputOutput) == [nil])
        #expect(snapshot.owned.map(\.usage.runDelayNs) == [nil])
        #expect(snapshot.losses[ReadLoss(source: .io, reason: .malformed)] == 1)
        #expect(snapshot.losses[ReadLoss(source: .stat, reason: .malformed)] == 1)
        #expect(!snapshot.isComplete)
    }
}
