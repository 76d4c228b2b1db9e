import Foundation
import StateStore
import TestSupport
import Testing

@Suite("state store: removal at run time")
struct RemovalTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    /// All that `step(1)` to `step(number)` have left in memory.
    private func everything(_ number: Int) -> StateChanges {
        var changes = step(number)
        changes.series = [series("a", Double(number))] + (1...number).map { series("only \($0)", 1) }
        return changes
    }

    @Test(
        "a removed directory, database or journal is noticed by the next commit, which asks for everything",
        arguments: ["state", "state/state.db", "state/state.db-wal"], [true, false])
    func removed(victim: String, hasCopy: Bool) throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        if hasCopy { #expect(harness.makeCopy(store)) }
        try store.commit(step(2))
        try harness.remove(victim)
        let error = try #require(throws: StateStoreError.self) { try store.commit(step(3)) }
        #expect(error.message.contains("written anew as a whole"))
        #expect(store.needsEverything && store.resets == [.removed: 1])
        try store.commit(everything(3))
        #expect(!store.needsEverything && store.condition == .good && store.resets == [.removed: 1])
        try store.commit(step(4))
        try harness.snapshot(to: "crashed")
        #expect(stepNumber(try harness.open("crashed").state) == 4)
    }

    @Test(
        "a removal is noticed without news too, by upkeep and by a commit of nothing",
        arguments: [true, false])
    func removedWithoutNews(byUpkeep: Bool) throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.remove("state")
        if byUpkeep {
            #expect(store.maintain(now: harness.clock.now) != nil)
        } else {
            #expect(throws: StateStoreError.self) { try store.commit(StateChanges()) }
        }
        #expect(store.needsEverything && store.resets == [.removed: 1])
        try store.commit(step(1))
        store.close()
        #expect(stepNumber(try harness.open().state) == 1)
    }

    @Test("a directory replaced by an older one of ours takes over what is in memory")
    func replacedByOlder() throws {
        try harness.fill("state", [step(1)])
        try harness.snapshot(to: "older")
        let (store, _) = try harness.open()
        for number in 2...5 { try store.commit(step(number)) }
        try harness.remove("state")
        try harness.snapshot("older", to: "state")
        #expect(throws: StateStoreError.self) { try store.commit(step(6)) }
        #expect(store.needsEverything && store.resets == [.removed: 1])
        try store.commit(everything(6))
        store.close()
        #expect(stepNumber(try harness.open().state) == 6)
    }

    @Test("files that only the replaced database knew are gone after the whole commit")
    func foreignFiles() throws {
        var other = step(1)
        other.files.append(file(77, offset: 1))
        try harness.fill("other", [other])
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.remove("state")
        try harness.snapshot("other", to: "state")
        #expect(throws: StateStoreError.self) { try store.commit(step(2)) }
        try store.commit(everything(2))
        store.close()
        #expect(try harness.open().state.files.map(\.fileID) == [1])
    }

    @Test("a directory that goes and cannot be made again degrades the store until it can")
    func goneForAWhile() throws {
        let (store, _) = try harness.open("place/state")
        try store.commit(step(1))
        try harness.remove("place")
        try harness.home.write("in the way", to: "place")
        #expect(throws: StateStoreError.self) { try store.commit(step(2)) }
        #expect(store.condition != .good && store.needsEverything)
        try harness.remove("place")
        harness.clock.advance(.seconds(2))
        try store.commit(everything(2))
        #expect(store.condition == .good && !store.needsEverything)
        store.close()
        #expect(stepNumber(try harness.open("place/state").state) == 2)
    }

    @Test("a database missing at the start is replaced by its copy")
    func missingAtStart() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        #expect(harness.makeCopy(store))
        store.close()
        try harness.remove("state/state.db")
        let (again, state) = try harness.open()
        #expect(stepNumber(state) == 1 && again.resets == [.removed: 1])
    }
}
