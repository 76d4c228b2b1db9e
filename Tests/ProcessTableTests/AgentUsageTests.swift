import Testing

@testable import ProcessTable

@Suite("AgentUsage")
struct AgentUsageTests {
    private static let alice = AgentKey(team: "t", agent: "alice")
    private static let root = ProcessIdentity(pid: 10, startTicks: 1)
    private static let keys = [root: alice]

    private func process(
        _ pid: Int32, start: UInt64 = 1, user: UInt64 = 0, pages: Int64 = 1, read: UInt64? = nil,
        files: Int? = 3, state: ProcessState = .sleeping, parent: Int32 = 1
    ) -> OwnedProcess {
        var usage = ProcessUsage(userTicks: user, systemTicks: user * 2, threads: 2, residentPages: pages)
        usage.inputOutput = read.map { .init(readBytes: $0, writtenBytes: 0) }
        usage.openFiles = files
        let identity = ProcessIdentity(pid: pid, startTicks: start)
        return OwnedProcess(
            identity: identity, root: Self.root, parentPID: parent, state: state, usage: usage)
    }

    @Test("what ended processes used stays, and a later process with the pid adds all of its own")
    func monotone() {
        var usage = AgentUsage()
        usage.update([process(10, user: 100), process(11, user: 40)], keys: Self.keys, nowMs: 1)
        #expect(usage.agents[Self.alice]?.userTicks == 140)
        usage.update([process(10, user: 110)], keys: Self.keys, nowMs: 2)
        #expect(usage.agents[Self.alice]?.userTicks == 150)
        usage.update([process(10, user: 110), process(11, start: 9, user: 5)], keys: Self.keys, nowMs: 3)
        #expect(usage.agents[Self.alice]?.userTicks == 155)
        #expect(usage.agents[Self.alice]?.systemTicks == 310)
        usage.update([], keys: [:], nowMs: 4)
        #expect(usage.agents[Self.alice]?.userTicks == 155)
        #expect(usage.agents[Self.alice]?.now.processes == 0)
    }

    @Test("numbers of now are of all processes that are there; a zombie only counts as one")
    func now() {
        var usage = AgentUsage()
        let zombie = process(12, pages: 0, files: nil, state: .zombie)
        usage.update([process(10, pages: 5), process(11, pages: 7), zombie], keys: Self.keys, nowMs: 1)
        let now = usage.agents[Self.alice]?.now
        #expect(now?.processes == 3)
        #expect(now?.count(of: .zombie) == 1)
        #expect(now?.count(of: .sleeping) == 2)
        #expect(now?.residentPages == 12)
        #expect(now?.threads == 4)
        #expect(now?.openFiles == 6)
        #expect(now?.startTicks == 1)
    }

    @Test("a sum with an unknown part is unknown, and a counter that was never read is absent")
    func unknown() {
        var usage = AgentUsage()
        usage.update([process(10), process(11, files: nil)], keys: Self.keys, nowMs: 1)
        #expect(usage.agents[Self.alice]?.now.openFiles == nil)
        #expect(usage.agents[Self.alice]?.inputOutput == nil)
        usage.update([process(10, read: 50), process(11)], keys: Self.keys, nowMs: 2)
        #expect(usage.agents[Self.alice]?.inputOutput?.readBytes == 50)
        usage.update([process(10)], keys: Self.keys, nowMs: 3)
        usage.update([process(10, read: 70)], keys: Self.keys, nowMs: 4)
        #expect(usage.agents[Self.alice]?.inputOutput?.readBytes == 70)
    }

    @Test("no counter goes down, whatever the table shows (seeded)", arguments: [1, 2, 3] as [UInt64])
    func neverDown(seed: UInt64) {
        var generator = seed &* 0x9E37_79B9_7F4A_7C15
        func next(_ bound: UInt64) -> UInt64 {
            generator ^= generator << 13
            generator ^= generator >> 7
            generator ^= generator << 17
            return generator % bound
        }
        var usage = AgentUsage()
        var last: UInt64 = 0
        for round in 0..<300 {
            let processes = (0..<next(6)).map { _ in
                process(
                    Int32(10 + next(4)), start: next(2), user: next(50), read: next(2) == 0 ? nil : next(90))
            }
            usage.update(processes, keys: Self.keys, nowMs: Int64(round))
            let ticks = usage.agents[Self.alice]?.userTicks ?? 0
            #expect(ticks >= last, "seed \(seed), round \(round)")
            last = ticks
        }
        #expect(last > 0)
    }

    @Test("I/O that a parent takes over from children that ended counts once, with what they did unseen")
    func inheritedInputOutput() {
        var usage = AgentUsage()
        func read() -> UInt64? { usage.agents[Self.alice]?.inputOutput?.readBytes }
        let child = process(11, read: 500, parent: 10)
        usage.update(
            [process(10, read: 100), child, process(12, read: 40, parent: 11)], keys: Self.keys, nowMs: 1)
        #expect(read() == 640)
        // The grandchild read 10 more and was taken over by the child, and that by the agent, which read 7 more.
        usage.update([process(10, read: 100 + 500 + 40 + 10 + 7)], keys: Self.keys, nowMs: 2)
        #expect(read() == 657)
        usage.update([process(10, read: 660)], keys: Self.keys, nowMs: 3)
        #expect(read() == 660)
        usage.update([process(10, read: 660), process(13, read: 9, parent: 10)], keys: Self.keys, nowMs: 4)
        // A child whose end nobody asked for is not taken over.
        usage.update([process(10, read: 660)], keys: Self.keys, nowMs: 5)
        #expect(read() == 669)
    }

    @Test("agents beyond the bound share one record, and its sums stay exact")
    func bound() {
        var usage = AgentUsage(maxAgents: 1)
        let roots = (10..<14).map { ProcessIdentity(pid: $0, startTicks: 1) }
        let keys = Dictionary(
            uniqueKeysWithValues: roots.map { ($0, AgentKey(team: "t", agent: "a\($0.pid)")) })
        let owned = roots.map { root in
            OwnedProcess(identity: root, root: root, usage: ProcessUsage(userTicks: 10))
        }
        usage.update(owned, keys: keys, nowMs: 1)
        #expect(usage.agents.count == 2)
        #expect(usage.agents[.overflow]?.userTicks == 30)
    }

    @Test("only agents without a process are let go, and only unwanted ones")
    func keeping() {
        var usage = AgentUsage()
        usage.update([process(10)], keys: Self.keys, nowMs: 1)
        usage.keep { _, _ in false }
        #expect(usage.agents.count == 1)
        usage.update([], keys: [:], nowMs: 2)
        usage.keep { _, _ in true }
        #expect(usage.agents.count == 1)
        usage.keep { _, _ in false }
        #expect(usage.agents.isEmpty)
    }

    @Test("what descends from somebody unknown is nobody's")
    func unknownRoot() {
        var usage = AgentUsage()
        usage.update([process(10)], keys: [:], nowMs: 1)
        #expect(usage.agents.isEmpty)
    }
}
