import StateStore
import TestSupport
import Testing

@Suite("state store: the good copy")
struct CopyTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    /// The state that a start finds when nothing but the copy is left.
    private func stateOfCopy() throws -> StoredState {
        let copy = try harness.home.read("state/state.db.copy")
        try harness.home.write(copy, to: "from copy/state.db.copy")
        defer { try? harness.remove("from copy") }
        let (store, state) = try harness.open("from copy")
        store.close()
        return state
    }

    @Test("a copy is made at once, then each 5 minutes if something was committed since")
    func schedule() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        #expect(harness.makeCopy(store))
        #expect(stepNumber(try stateOfCopy()) == 1)
        try store.commit(step(2))
        harness.clock.advance(.seconds(299))
        store.maintain(now: harness.clock.now)
        #expect(stepNumber(try stateOfCopy()) == 1)
        harness.clock.advance(.seconds(2))
        #expect(harness.makeCopy(store))
        #expect(stepNumber(try stateOfCopy()) == 2)
        let before = try harness.home.read("state/state.db.copy")
        harness.clock.advance(.seconds(1000))
        store.maintain(now: harness.clock.now)
        #expect(try harness.home.read("state/state.db.copy") == before)
    }

    @Test("commits between the steps of a copy go into it")
    func commitsWhileCopying() throws {
        let (store, _) = try harness.open()
        var large = step(1)
        large.series += (0..<30_000).map { series("a label of some length \($0)", 1, family: "padding") }
        try store.commit(large)
        var steps = 0
        repeat {
            steps += 1
            #expect(store.maintain(now: harness.clock.now) == nil)
            var change = StateChanges()
            change.series = [series("steps", Double(steps), family: "padding")]
            if harness.exists("state/state.db.copy.new") { try store.commit(change) }
        } while harness.exists("state/state.db.copy.new") && steps < 1000
        #expect(steps > 2, "the copy was made in one step")
        let state = try stateOfCopy()
        #expect(state.series.count == 30_003)
        let counted = state.series.first { $0.key.labels == Array("steps".utf8) }
        #expect(counted?.values == [Double(steps - 1)])
    }

    @Test("a damaged database does not replace a good copy")
    func damageIsNotCopied() throws {
        let (store, _) = try harness.open()
        var large = step(1)
        large.series += (0..<20_000).map { series("a label of some length \($0)", 1, family: "padding") }
        try store.commit(large)
        #expect(harness.makeCopy(store))
        try store.commit(step(2))
        store.close()
        let (again, _) = try harness.open()
        try again.commit(step(3))
        let path = harness.home.path("state/state.db")
        // The middle of the file, in place and by another process, below what this connection has cached.
        _ = try ChildProcess.run(
            "/bin/dd", ["if=/dev/urandom", "of=\(path)", "bs=4096", "seek=40", "count=200", "conv=notrunc"])
        harness.clock.advance(.seconds(301))
        for _ in 0..<1000 where !again.needsEverything { again.maintain(now: harness.clock.now) }
        #expect(again.needsEverything && again.resets == [.damaged: 1])
        #expect(stepNumberIgnoringPadding(try stateOfCopy()) == 1)
    }

    private func stepNumberIgnoringPadding(_ state: StoredState) -> Int? {
        var rest = state
        rest.series.removeAll { $0.key.family == "padding" }
        return stepNumber(rest)
    }
}
