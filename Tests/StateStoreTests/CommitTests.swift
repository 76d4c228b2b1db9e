import StateStore
import Synchronization
import TestSupport
import Testing

@Suite("state store: commits")
struct CommitTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    @Test("a new directory gives an empty state, and everything committed comes back at the next start")
    func roundTrip() throws {
        let (store, empty) = try harness.open()
        #expect(empty == StoredState())
        #expect(store.condition == .good && !store.needsEverything && store.resets.isEmpty)
        var changes = StateChanges()
        var held = series("h\u{0}\u{FFFD}", -0.0, .infinity, 1e300)
        held.isHeldAtZero = true
        changes.series = [series("", 0.1), held, series("b", 2, family: "other")]
        var finished = file(2, offset: .max)
        finished.isFinished = true
        finished.entries = Array(0...255)
        changes.files = [file(1, offset: 10), finished]
        try store.commit(changes)
        #expect(store.lastCommitMilliseconds == harness.clock.wallMilliseconds)
        store.close()
        let (again, state) = try harness.open()
        #expect(Set(state.series.map(\.key)) == Set(changes.series.map(\.key)))
        #expect(state.series.first { $0.key == held.key } == held)
        #expect(state.files == changes.files)
        #expect(again.resets.isEmpty)
    }

    @Test("a later commit changes what it names and leaves the rest")
    func upsert() throws {
        try harness.fill("state", [step(1), step(2)])
        var more = StateChanges()
        more.series = [series("a", 3)]
        more.segments = [segment(1, 0, 2, lines: 20), segment(1, 2, 9, lines: 4)]
        try harness.fill("state", [more])
        let reader = try StateReader(directory: harness.home.path("state"))
        let values = try reader.series().map { [$0.key.labels.count: $0.values] }
        #expect(values == [[1: [3]], [6: [1]], [6: [1]]])
        #expect(try reader.files() == [file(1, offset: 2)])
        #expect(
            try reader.segments(of: 1) == [segment(1, 0, 2, lines: 20), segment(1, 2, 9, lines: 4)])
    }

    @Test("a series of another shape is another series")
    func shapes() throws {
        var changes = StateChanges()
        var other = series("a", 5, 6)
        other.key.schema = "histogram(level)[1]"
        changes.series = [series("a", 1), other]
        try harness.fill("state", [changes])
        #expect(try harness.open().state.series.map(\.values) == [[1], [5, 6]])
    }

    @Test("a forgotten file takes its segments with it, also those that the same commit brings")
    func forget() throws {
        var first = step(1)
        first.files.append(file(2, offset: 5))
        first.segments.append(segment(2, 0, 5, lines: 1))
        var second = StateChanges()
        second.files = [file(1, offset: 8)]
        second.segments = [segment(1, 5, 8, lines: 1)]
        second.forgottenFileIDs = [1, 99]
        try harness.fill("state", [first, second])
        let reader = try StateReader(directory: harness.home.path("state"))
        #expect(try reader.files().map(\.fileID) == [2])
        #expect(try reader.segments(of: 1).isEmpty)
        #expect(try reader.segments(of: 2).count == 1)
    }

    @Test("the loss journal keeps the latest 10,000, each once")
    func losses() throws {
        var first = StateChanges()
        first.losses = (0..<6000).map(loss)
        var second = StateChanges()
        second.losses = (5999..<10_500).map(loss)
        try harness.fill("state", [first, second])
        let reader = try StateReader(directory: harness.home.path("state"))
        #expect(try reader.losses() == (500..<10_500).map(loss))
        #expect(try reader.losses(limit: 2) == [loss(10_498), loss(10_499)])
    }

    @Test("a commit that contradicts itself changes nothing, is told, and a good one heals")
    func atomicity() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        var broken = step(2)
        broken.segments.append(segment(404, 0, 1, lines: 1))
        #expect(throws: StateStoreError.self) { try store.commit(broken) }
        #expect(store.condition != .good)
        store.close()
        let (again, state) = try harness.open()
        #expect(stepNumber(state) == 1)
        try again.commit(step(2))
        #expect(again.condition == .good)
    }

    @Test("a family that nobody registers is forgotten after its time of running, not of the wall clock")
    func retiredFamilies() throws {
        let kept = StoredFamily(name: "errors_total", schema: "counter(level)")
        let (store, _) = try harness.open()
        var changes = step(1)
        changes.series.append(series("x", 1, family: "retired_total"))
        try store.commit(changes)
        harness.clock.advance(.seconds(20 * 86_400))
        #expect(store.forgetSeries(notIn: [kept], after: .seconds(30 * 86_400)).isEmpty)
        store.close()
        harness.clock.advance(.seconds(400 * 86_400))
        let (again, state) = try harness.open()
        #expect(state.series.contains { $0.key.family == "retired_total" })
        #expect(again.forgetSeries(notIn: [kept], after: .seconds(30 * 86_400)).isEmpty)
        let retired = StoredFamily(name: "retired_total", schema: "counter(level)")
        harness.clock.advance(.seconds(11 * 86_400))
        #expect(again.forgetSeries(notIn: [kept], after: .seconds(30 * 86_400)) == [retired])
        again.close()
        #expect(try harness.open().state.series.map(\.key.family) == ["errors_total", "errors_total"])
    }

    @Test("a rule put back in time makes its family young again")
    func familyReturns() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        let family = StoredFamily(name: "errors_total", schema: "counter(level)")
        for registered: Set<StoredFamily> in [[], [family], []] {
            harness.clock.advance(.seconds(20 * 86_400))
            #expect(store.forgetSeries(notIn: registered, after: .seconds(30 * 86_400)).isEmpty)
        }
        store.close()
        #expect(try harness.open().state.series.count == 2)
    }

    @Test("the directory and its files are for their owner alone")
    func modes() throws {
        let (store, _) = try harness.open("deep/er/state")
        try store.commit(step(1))
        #expect(harness.makeCopy(store, in: "deep/er/state"))
        #expect(try harness.mode("deep/er/state") == 0o700)
        for name in ["lock", "state.db", "state.db-wal", "state.db-shm", "state.db.copy"] {
            #expect(try harness.mode("deep/er/state/\(name)") == 0o600, "\(name)")
        }
        store.close()
        #expect(try harness.names("deep/er/state") == ["lock", "state.db", "state.db.copy"])
    }

    @Test("a closed store refuses commits")
    func closed() throws {
        let (store, _) = try harness.open()
        store.close()
        #expect(throws: StateStoreError.self) { try store.commit(step(1)) }
    }

    @Test(
        "logs and rules are known until they were absent for their time of running, and go with what is theirs"
    )
    func owners() throws {
        let (log, rule) = (StoredOwner(kind: .log, name: "app"), StoredOwner(kind: .rule, name: "app"))
        let (store, _) = try harness.open()
        var changes = step(1)
        changes.owners = [log, rule]
        try store.commit(changes)
        harness.clock.advance(.seconds(20 * 86_400))
        #expect(store.absentOwners(notIn: [rule], after: .seconds(30 * 86_400)).isEmpty)
        store.close()
        harness.clock.advance(.seconds(400 * 86_400))
        let (again, state) = try harness.open()
        #expect(state.owners == [log, rule])
        harness.clock.advance(.seconds(11 * 86_400))
        #expect(again.absentOwners(notIn: [rule], after: .seconds(30 * 86_400)) == [log])
        var gone = StateChanges()
        gone.forgottenOwners = [log]
        gone.forgottenSeries = changes.series.prefix(1).map(\.key)
        try again.commit(gone)
        again.close()
        let left = try harness.open().state
        #expect(left.owners == [rule])
        #expect(left.series.map(\.key) == changes.series.dropFirst().map(\.key))
    }

    @Test("a database made before there were owners and documents is taken as it is")
    func olderDatabase() throws {
        try harness.fill("state", [step(1)])
        let database = harness.home.path("state/state.db")
        #expect(
            try ChildProcess.run(tool("sqlite3"), [database, "DROP TABLE owners; DROP TABLE documents"])
                .status == 0)
        let (store, state) = try harness.open()
        #expect(stepNumber(state) == 1)
        #expect(state.owners.isEmpty && state.documents.isEmpty)
        #expect(store.resets.isEmpty)
        var changes = step(2)
        changes.owners = [StoredOwner(kind: .log, name: "app")]
        changes.documents = [StoredDocument(name: [], content: [])]
        try store.commit(changes)
    }

    @Test("a document whose bytes decayed is damage")
    func decayedDocument() throws {
        var changes = StateChanges()
        changes.documents = [StoredDocument(name: [1], content: [1, 2, 3])]
        try harness.fill("state", [changes])
        let statement = "UPDATE documents SET content = x'010203FF'"
        let database = harness.home.path("state/state.db")
        #expect(try ChildProcess.run(tool("sqlite3"), [database, statement]).status == 0)
        let (store, state) = try harness.open()
        #expect(store.resets == [.damaged: 1] && state.documents.isEmpty)
    }

    @Test("an impossible number of commits is damage", arguments: ["9223372036854775807", "-1"])
    func impossibleNumber(number: String) throws {
        try harness.fill("state", [step(1)])
        let statement = "UPDATE meta SET value = \(number) WHERE key = 'commit_number'"
        let database = harness.home.path("state/state.db")
        #expect(try ChildProcess.run(tool("sqlite3"), [database, statement]).status == 0)
        let (store, _) = try harness.open()
        #expect(store.resets == [.damaged: 1])
        try store.commit(step(2))
    }

    @Test("the last commit is tried at once, whatever wait an outage has")
    func lastCommit() throws {
        let disk = FullDisk()
        let (store, _) = try StateStore.open(
            directory: harness.home.path("state"), programVersion: "1.2.3", clock: harness.clock.stateClock,
            faults: StateFaults { disk.isFull.load(ordering: .relaxed) })
        #expect(throws: StateStoreError.self) { try store.commit(step(1)) }
        disk.isFull.store(false, ordering: .relaxed)
        #expect(throws: StateStoreError.self) { try store.commit(step(1)) }
        try store.commit(step(1), isLast: true)
        #expect(store.condition == .good)
    }
}

private final class FullDisk: Sendable {
    let isFull = Atomic<Bool>(true)
}

@Suite("state store: how long commits take")
struct CommitDurationTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    /// How long it takes for each commit; full at the last one.
    private final class SlowDisk: Sendable {
        let times = Mutex<[Duration]>([.milliseconds(1), .milliseconds(30), .seconds(9), .milliseconds(5)])
    }

    @Test("each commit that is written counts in the bucket of its time, one that fails does not")
    func durations() throws {
        let (clock, disk) = (harness.clock, SlowDisk())
        let (store, _) = try StateStore.open(
            directory: harness.home.path("state"), programVersion: "1.2.3", clock: clock.stateClock,
            faults: StateFaults {
                clock.advance(disk.times.withLock { $0.removeFirst() })
                return disk.times.withLock { $0.isEmpty }
            })
        for number in 1...3 { try store.commit(step(number)) }
        #expect(throws: StateStoreError.self) { try store.commit(step(4)) }
        let counted = store.commitDurations
        let expected = CommitDurations.bounds.map { $0 == 0.001 || $0 == 0.05 ? 1.0 : 0 } + [1]
        #expect(counted.counts == expected)
        #expect(abs(counted.sumSeconds - 9.031) < 1e-9)
        #expect((counted + counted).counts == expected.map { $0 * 2 })
    }
}
