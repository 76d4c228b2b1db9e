import Foundation
import StateStore
import TestSupport
import Testing

@Suite("state store: disks that cannot be written")
struct OutageTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    /// Fills the file system of `directory` to the last byte.
    private func fillDisk(_ directory: String) throws {
        let result = try ChildProcess.run(
            "/bin/dd", ["if=/dev/zero", "of=\(harness.home.path(directory))/ballast", "bs=4096"])
        #expect(result.errorOutput.contains("No space left"))
    }

    @Test(
        "F1: a full disk degrades the store, costs nothing, and is left behind unaided when space returns",
        .enabled(if: SmallDisk.isPermitted, "mounting a small tmpfs needs root"))
    func fullDisk() throws {
        try harness.home.makeDirectory("state")
        let disk = try SmallDisk(at: harness.home.path("state"))
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try fillDisk("state")
        var kept = step(2)
        kept.series += (0..<500).map { series("long label \($0)", 1, family: "padding") }
        for _ in 0..<5 {
            #expect(throws: StateStoreError.self) { try store.commit(kept) }
            harness.clock.advance(.seconds(40))
        }
        guard case .degraded(let reason) = store.condition else {
            Issue.record("wrote to a full disk")
            return
        }
        #expect(reason.contains("full"))
        #expect(store.resets == [.unwritable: 1] && !store.needsEverything)
        // Killed now, the next start finds the last commit that was written.
        try harness.snapshot(to: "crashed")
        try harness.remove("crashed/ballast")
        #expect(stepNumber(try harness.open("crashed").state) == 1)
        try harness.remove("state/ballast")
        try store.commit(kept)
        #expect(store.condition == .good && !store.needsEverything)
        try store.commit(step(3))
        try fillDisk("state")
        #expect(throws: StateStoreError.self) { try store.commit(kept) }
        #expect(store.resets == [.unwritable: 2])
        store.close()
        let (again, state) = try harness.open()
        #expect(state.files == [file(1, offset: 3)])
        again.close()
        withExtendedLifetime(disk) {}
    }

    @Test(
        "F1: on a disk that is full from the start the store is degraded, and heals when there is space",
        .enabled(if: SmallDisk.isPermitted, "mounting a small tmpfs needs root"))
    func fullFromTheStart() throws {
        try harness.home.makeDirectory("state")
        let disk = try SmallDisk(at: harness.home.path("state"))
        try fillDisk("state")
        let (store, state) = try harness.open()
        #expect(state == StoredState() && store.condition != .good && store.resets == [.unwritable: 1])
        #expect(throws: StateStoreError.self) { try store.commit(step(1)) }
        try harness.remove("state/ballast")
        harness.clock.advance(.seconds(40))
        try store.commit(step(1))
        #expect(store.condition == .good)
        store.close()
        #expect(stepNumber(try harness.open().state) == 1)
        withExtendedLifetime(disk) {}
    }

    @Test(
        "F1: a copy that finds no room is told, leaves nothing behind, and harms neither database nor older copy",
        .enabled(if: SmallDisk.isPermitted, "mounting a small tmpfs needs root"))
    func noRoomForTheCopy() throws {
        try harness.home.makeDirectory("state")
        let disk = try SmallDisk(at: harness.home.path("state"))
        let (store, _) = try harness.open()
        try store.commit(step(1))
        #expect(harness.makeCopy(store))
        try store.commit(step(2))
        try fillDisk("state")
        harness.clock.advance(.seconds(301))
        let failure = try #require(store.maintain(now: harness.clock.now))
        #expect(failure.message.contains("no copy of the state was made"))
        #expect(store.condition == .good && !harness.exists("state/state.db.copy.new"))
        #expect(store.maintain(now: harness.clock.now) == nil, "the next copy is due later")
        store.close()
        #expect(stepNumber(try harness.open().state) == 2)
        withExtendedLifetime(disk) {}
    }

    @Test(
        "F5: from a read-only directory the state is loaded, also the part that lies in the journal",
        .enabled(if: SmallDisk.isPermitted, "mounting a small tmpfs needs root"), arguments: [true, false])
    func readOnlyDirectory(wasKilled: Bool) throws {
        try harness.home.makeDirectory("state")
        let disk = try SmallDisk(at: harness.home.path("state"))
        let (first, _) = try harness.open("elsewhere")
        for number in 1...3 { try first.commit(step(number)) }
        if !wasKilled { first.close() }
        let names = try harness.names("elsewhere")
        #expect(names.contains("state.db-wal") == wasKilled)
        for name in names { try harness.snapshot("elsewhere/\(name)", to: "state/\(name)") }
        try disk.makeReadOnly(true)
        let (store, state) = try harness.open()
        #expect(stepNumber(state) == 3)
        #expect(store.condition != .good && store.resets == [.unwritable: 1])
        #expect(throws: StateStoreError.self) { try store.commit(step(4)) }
        #expect(throws: StateDirectoryInUse.self, "the lock holds all the same") { try harness.open() }
        // Closed at once: SQLite shares what it knows of a -shm between the connections of a process.
        do {
            let reader = try StateReader(directory: harness.home.path("state"))
            #expect(try reader.files().map(\.offset) == [3])
        }
        try disk.makeReadOnly(false)
        harness.clock.advance(.seconds(40))
        try store.commit(step(4))
        #expect(store.condition == .good && !store.needsEverything && store.resets == [.unwritable: 1])
        store.close()
        #expect(stepNumber(try harness.open().state) == 4)
    }

    @Test("F5: a directory that cannot be made degrades the store until it can")
    func noDirectory() throws {
        try harness.home.write("a file", to: "state")
        let (store, state) = try harness.open("state/below")
        #expect(state == StoredState() && store.resets == [.unwritable: 1])
        guard case .degraded(let reason) = store.condition else {
            Issue.record("wrote below a file")
            return
        }
        #expect(reason.contains("cannot create directory") && reason.contains("/state/below"))
        #expect(throws: StateStoreError.self) { try store.commit(step(1)) }
        try harness.remove("state")
        #expect(throws: StateStoreError.self, "not before its wait is over") { try store.commit(step(1)) }
        harness.clock.advance(.seconds(40))
        try store.commit(step(1))
        #expect(store.condition == .good && !store.needsEverything)
        store.close()
        #expect(stepNumber(try harness.open("state/below").state) == 1)
    }

    @Test("a database that another program keeps locked is waited for in vain once, and written later")
    func lockedByAnother() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        let path = harness.home.path("state/state.db")
        let fifo = harness.home.path("input")
        _ = try ChildProcess.run("/usr/bin/mkfifo", [fifo])
        let holder = try ChildProcess(
            "/bin/sh",
            ["-c", "(echo 'BEGIN IMMEDIATE; SELECT 1;'; cat \(fifo)) | \(tool("sqlite3")) \(path)"])
        #expect(try eventually { try holder.output == "1\n" })
        #expect(throws: StateStoreError.self) { try store.commit(step(2)) }
        #expect(store.resets == [.unwritable: 1] && !store.needsEverything)
        _ = try ChildProcess.run("/bin/sh", ["-c", "echo ROLLBACK\\; > \(fifo)"])
        #expect(holder.exitStatus() == 0)
        harness.clock.advance(.seconds(2))
        try store.commit(StateChanges())
        #expect(store.condition == .good, "a commit of nothing ends the outage")
        try store.commit(step(2))
    }
}
