import StateStore
import TestSupport
import Testing

@Suite("state store: kill -9")
struct CrashTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    /// Size of a frame of the WAL, and of what stands before the first (sqlite.org/fileformat2.html, section 4).
    private static let frameBytes = 24 + 4096
    private static let headerBytes = 32

    @Test("K2: killed at any byte of a commit's writes, the next start finds the old or the new state")
    func everyPrefixOfTheJournal() throws {
        let (store, _) = try harness.open()
        var ends: [Int] = []
        for number in 1...4 {
            try store.commit(step(number))
            ends.append(try harness.home.read("state/state.db-wal").count)
        }
        try harness.snapshot(to: "crashed")
        let database = try harness.home.read("crashed/state.db")
        let journal = try harness.home.read("crashed/state.db-wal")
        var generator = SeededGenerator(seed: 20)
        var cuts = (0..<60).map { _ in Int.random(in: ends[0]...journal.count, using: &generator) }
        for frame in stride(from: Self.headerBytes, through: journal.count, by: Self.frameBytes) {
            cuts += [frame - 1, frame, frame + 1, frame + 24].filter { $0 <= journal.count }
        }
        for cut in cuts {
            try harness.home.write(database, to: "cut/state.db")
            try harness.home.write(Array(journal[..<cut]), to: "cut/state.db-wal")
            let (again, state) = try harness.open("cut")
            // What was synchronized before the cut is there, and nothing else.
            #expect(stepNumber(state) == ends.count { $0 <= cut }, "cut at byte \(cut)")
            #expect(again.resets.isEmpty && again.condition == .good)
            again.close()
            try harness.remove("cut")
        }
    }

    @Test("K2: killed while the journal is moved into the database, the next start finds the newest state")
    func everyPrefixOfACheckpoint() throws {
        try harness.fill("state", [step(1)])
        let before = try harness.home.read("state/state.db")
        let (store, _) = try harness.open()
        for number in 2...5 { try store.commit(step(number)) }
        try harness.snapshot(to: "crashed")
        let journal = try harness.home.read("crashed/state.db-wal")
        store.close()
        let after = try harness.home.read("state/state.db")
        #expect(before != after)
        for cut in stride(from: 0, through: after.count, by: 1024) {
            let torn = after[..<cut] + before.dropFirst(cut)
            try harness.home.write(Array(torn), to: "torn/state.db")
            try harness.home.write(journal, to: "torn/state.db-wal")
            let (again, state) = try harness.open("torn")
            #expect(stepNumber(state) == 5 && again.resets.isEmpty, "torn at byte \(cut)")
            again.close()
            try harness.remove("torn")
        }
    }

    @Test("K2: killed between setting a database aside and using its copy, the next start uses the copy")
    func killedDuringRepair() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        #expect(harness.makeCopy(store))
        store.close()
        let database = try harness.home.read("state/state.db")
        try harness.remove("state/state.db")
        try harness.home.write(database.dropLast(4096).map { $0 }, to: "state/state.db.restored")
        let (again, state) = try harness.open()
        #expect(stepNumber(state) == 1 && again.condition == .good)
    }

    @Test("K2: an unfinished copy is no copy")
    func killedDuringCopy() throws {
        try harness.fill("state", [step(1)])
        try harness.home.write("half a copy", to: "state/state.db.copy.new")
        try harness.home.write("broken", to: "state/state.db")
        let (store, state) = try harness.open()
        #expect(state == StoredState() && store.resets == [.damaged: 1])
        try store.commit(step(1))
        #expect(harness.makeCopy(store) && !harness.exists("state/state.db.copy.new"))
    }
}
