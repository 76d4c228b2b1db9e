import Foundation
import StateStore
import TestSupport
import Testing

@Suite("state reader")
struct ReaderTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    private func openReader(_ directory: String = "state") throws(StateStoreError) -> StateReader {
        try StateReader(directory: harness.home.path(directory))
    }

    @Test("reads each commit beside a running store, without taking its lock")
    func besideAWriter() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        let reader = try openReader()
        for number in 2...5 {
            try store.commit(step(number))
            let (state, segments) = try reader.snapshot()
            #expect(stepNumber(state) == number)
            #expect(segments == [segment(1, 0, UInt64(number), lines: Int64(number))])
        }
        #expect(try reader.lastCommitMilliseconds == harness.clock.wallMilliseconds)
        #expect(store.condition == .good)
    }

    @Test("another process reads beside a running store too")
    func anotherProcess() throws {
        let (store, _) = try harness.open()
        try store.commit(step(7))
        let query = "SELECT offset FROM files; SELECT CAST(counts AS TEXT) FROM segments"
        let result = try ChildProcess.run(
            tool("sqlite3"), ["-readonly", harness.home.path("state/state.db"), query])
        #expect(result.output == "7\n7 5 lines\n3 16 rule:with blank\n\n\n", "\(result.errorOutput)")
    }

    @Test("says that there is no state, or that it cannot be read, and what to do")
    func absence() throws {
        let missing = try #require(throws: StateStoreError.self) { _ = try openReader("nowhere") }
        #expect(missing == .noDatabase(directory: harness.home.path("nowhere")))
        #expect(missing.message.contains("is --state.dir right"))
        try harness.home.write("no database", to: "broken/state.db")
        let broken = try #require(throws: StateStoreError.self) { _ = try openReader("broken") }
        #expect(broken.message.hasPrefix("the state cannot be read: "))
        #expect(broken.message.contains("file is not a database (SQLite error 26)"))
        try harness.home.write("", to: "empty/state.db")
        #expect(throws: StateStoreError.self) { _ = try openReader("empty") }
    }

    @Test("changes nothing in the directory of a stopped store, and the next start finds all")
    func leavesAll() throws {
        try harness.fill("state", [step(1), step(2)])
        let before = try harness.home.read("state/state.db")
        do {
            let reader = try openReader()
            #expect(stepNumber(try reader.snapshot().state) == 2)
        }
        #expect(try harness.home.read("state/state.db") == before)
        let (store, state) = try harness.open()
        #expect(stepNumber(state) == 2 && store.condition == .good && store.resets.isEmpty)
    }

    @Test("reads what a killed store has left in its journal")
    func afterAKill() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.snapshot(to: "killed")
        let reader = try openReader("killed")
        #expect(stepNumber(try reader.snapshot().state) == 1)
    }
}
