import StateStore
import TestSupport
import Testing

@Suite("state store: the lock")
struct LockTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    @Test("a directory that another process has is refused with the process that has it")
    func heldByAnother() throws {
        try harness.fill("state", [step(1)])
        let lock = harness.home.path("state/lock")
        let holder = try ChildProcess(
            "/usr/bin/flock", [lock, "sh", "-c", "echo $$ > \(lock); echo held; exec sleep 1000"])
        #expect(try eventually { try holder.output == "held\n" })
        let pid = Int32(String(decoding: try harness.home.read("state/lock").dropLast(), as: UTF8.self))
        let error = try #require(throws: StateDirectoryInUse.self) { try harness.open() }
        #expect(error.pid == pid && pid != nil)
        #expect(
            error.message.hasSuffix(
                "is in use by process \(pid ?? 0) (agent-teams-exporter); stop it or choose another "
                    + "with --state.dir"))
        if let pid { _ = try ChildProcess.run("/bin/kill", ["-9", "\(pid)"]) }
        #expect(eventually { (try? harness.open())?.state.files.count == 1 })
    }

    @Test("two stores of one process exclude each other too, until the first is closed")
    func heldByUs() throws {
        let (store, _) = try harness.open()
        #expect(throws: StateDirectoryInUse.self) { try harness.open() }
        try store.commit(step(1))
        store.close()
        #expect(stepNumber(try harness.open().state) == 1)
    }

    @Test("a lock file removed below a running store is taken anew; one taken by another stops the writing")
    func lockRemoved() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.remove("state/lock")
        try store.commit(step(2))
        #expect(throws: StateDirectoryInUse.self) { try harness.open() }
        try harness.remove("state/lock")
        let (other, state) = try harness.open()
        #expect(stepNumber(state) == 2)
        #expect(throws: StateStoreError.self) { try store.commit(step(3)) }
        guard case .degraded(let reason) = store.condition else {
            Issue.record("still writes beside another")
            return
        }
        #expect(reason.contains("is in use by process"))
        other.close()
        harness.clock.advance(.seconds(2))
        try store.commit(step(3))
        #expect(store.condition == .good)
    }
}
