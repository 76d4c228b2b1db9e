import Foundation
import StateStore
import TestSupport
import Testing

/// One way to break a database file of which a good copy exists.
enum Damage: String, CaseIterable, CustomTestStringConvertible {
    case zeros, halfFile, noBytes, randomBytes, text, wrongChecksum, directoryInPlace, oneByteOfTheHeader

    var testDescription: String { rawValue }

    func apply(to path: String, in home: TemporaryDirectory) throws {
        var bytes = try home.read(path)
        var generator = SeededGenerator(seed: 3)
        switch self {
        case .zeros: bytes = [UInt8](repeating: 0, count: bytes.count)
        case .halfFile: bytes.removeLast(bytes.count / 2)
        case .noBytes: bytes = []
        case .randomBytes: bytes = generator.bytes(count: bytes.count)
        case .text: bytes = Array("offset=12\n".utf8)
        case .oneByteOfTheHeader: bytes[3] ^= 1
        case .wrongChecksum:
            // The value 2.0 of series `a`, as it lies in the page.
            let value: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0x40]
            let start = try #require(
                bytes.indices.first { bytes[$0...].starts(with: Array("a".utf8) + value) })
            bytes[start + 1] = 9
        case .directoryInPlace:
            try FileManager.default.removeItem(atPath: home.path(path))
            try home.makeDirectory(path)
            return
        }
        try home.write(bytes, to: path)
    }
}

@Suite("state store: damage")
struct DamageTests {
    private let harness: StoreHarness

    init() throws { harness = try StoreHarness() }

    /// Commits 1, copies, commits 2.
    private func fillWithCopy() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        #expect(harness.makeCopy(store))
        try store.commit(step(2))
        store.close()
    }

    @Test(
        "K4: a damaged database is set aside, the copy is used and the reset counted",
        arguments: Damage.allCases)
    func copyIsUsed(damage: Damage) throws {
        try fillWithCopy()
        try damage.apply(to: "state/state.db", in: harness.home)
        let (store, state) = try harness.open()
        #expect(stepNumber(state) == 1)
        #expect(store.resets == [.damaged: 1] && store.condition == .good && !store.needsEverything)
        #expect(try harness.names().contains("state.db.damaged-20260202T024000Z"))
        try store.commit(step(2))
        store.close()
        #expect(stepNumber(try harness.open().state) == 2)
    }

    @Test(
        "K4: without a copy, or with a damaged one, a damaged database is set aside for an empty one",
        arguments: Damage.allCases, [true, false])
    func emptyIsUsed(damage: Damage, hasCopy: Bool) throws {
        try fillWithCopy()
        try damage.apply(to: "state/state.db", in: harness.home)
        if hasCopy {
            try harness.home.write("not a database", to: "state/state.db.copy")
        } else {
            try harness.remove("state/state.db.copy")
        }
        // Without a copy a database of no bytes is what a crash while it was first made leaves.
        let isDamage = hasCopy || damage != .noBytes
        let (store, state) = try harness.open()
        #expect(state == StoredState())
        #expect(store.resets == (isDamage ? [.damaged: 1] : [:]) && store.condition == .good)
        try store.commit(step(1))
        store.close()
        #expect(stepNumber(try harness.open().state) == 1)
    }

    @Test(
        "K4: a database of another version or program is set aside untouched as incompatible",
        arguments: ["PRAGMA user_version = 2", "PRAGMA application_id = 7", "PRAGMA application_id = 0"])
    func incompatible(change: String) throws {
        try fillWithCopy()
        let changed = try ChildProcess.run(tool("sqlite3"), [harness.home.path("state/state.db"), change])
        #expect(changed.status == 0, "\(changed.errorOutput)")
        let before = try harness.home.read("state/state.db")
        let (store, state) = try harness.open()
        #expect(stepNumber(state) == 1 && store.resets == [.incompatible: 1])
        #expect(try harness.home.read("state/state.db.incompatible-20260202T024000Z") == before)
    }

    @Test("K4: a damaged journal costs no commit that was moved into the database, and is no damage")
    func damagedJournal() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.snapshot(to: "crashed")
        let journal = try harness.home.read("crashed/state.db-wal")
        var generator = SeededGenerator(seed: 5)
        try harness.home.write(generator.bytes(count: journal.count), to: "crashed/state.db-wal")
        let (again, state) = try harness.open("crashed")
        #expect(stepNumber(state) == 0 && again.condition == .good)
        try again.commit(step(1))
    }

    @Test(
        "K4: where the journal was lost the copy is used if it is newer than what is left",
        arguments: [true, false])
    func lostJournal(isDamaged: Bool) throws {
        let (store, _) = try harness.open()
        for number in 1...3 { try store.commit(step(number)) }
        #expect(harness.makeCopy(store))
        try store.commit(step(4))
        try harness.snapshot(to: "crashed")
        if isDamaged {
            let length = try harness.home.read("crashed/state.db-wal").count
            try harness.home.write([UInt8](repeating: 0, count: length), to: "crashed/state.db-wal")
        } else {
            try harness.remove("crashed/state.db-wal")
        }
        let (again, state) = try harness.open("crashed")
        #expect(stepNumber(state) == 3 && again.resets == [.damaged: 1] && again.condition == .good)
    }

    @Test("K4: a missing or foreign -shm is made anew from the journal")
    func sharedMemory() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.snapshot(to: "missing")
        try harness.snapshot(to: "foreign")
        try harness.remove("missing/state.db-shm")
        try harness.home.write([UInt8](repeating: 0xA5, count: 40_000), to: "foreign/state.db-shm")
        for directory in ["missing", "foreign"] {
            let (again, state) = try harness.open(directory)
            #expect(stepNumber(state) == 1 && again.resets.isEmpty, "\(directory)")
        }
    }

    @Test("a journal left by a database that is gone is not played into the next one")
    func staleJournal() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        try harness.snapshot(to: "crashed")
        try harness.remove("crashed/state.db")
        let (again, state) = try harness.open("crashed")
        #expect(state == StoredState() && again.condition == .good)
    }

    @Test("at most three databases set aside are kept, the newest ones")
    func setAsideIsBounded() throws {
        for round in 0..<5 {
            try harness.home.write("broken \(round)", to: "state/state.db")
            harness.clock.advance(.seconds(60))
            try harness.open().store.close()
        }
        let kept = try harness.names().filter { $0.contains("damaged") }
        #expect(kept.count == 3)
        let texts = try kept.map { String(decoding: try harness.home.read("state/\($0)"), as: UTF8.self) }
        #expect(texts == ["broken 2", "broken 3", "broken 4"])
    }

    @Test(
        "damage while running is set aside, and the next commit must hold everything",
        arguments: [true, false])
    func damageWhileRunning(hasCopy: Bool) throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        if hasCopy { #expect(harness.makeCopy(store)) }
        try store.commit(step(2))
        // By another process, and cut short in place: the inode stays.
        _ = try ChildProcess.run("/usr/bin/truncate", ["-s", "100", harness.home.path("state/state.db")])
        #expect(throws: StateStoreError.self) { try store.commit(step(3)) }
        #expect(store.needsEverything && store.resets == [.damaged: 1])
        var everything = step(3)
        everything.series = [series("a", 3)] + (1...3).map { series("only \($0)", 1) }
        try store.commit(everything)
        #expect(!store.needsEverything && store.condition == .good)
        store.close()
        let (again, state) = try harness.open()
        #expect(stepNumber(state) == 3 && again.resets.isEmpty)
    }

    @Test("writes of another program are noticed, and overwritten by the next whole commit")
    func foreignWriter() throws {
        let (store, _) = try harness.open()
        try store.commit(step(1))
        let statement = "UPDATE meta SET value = 99 WHERE key = 'commit_number'; DELETE FROM series"
        let foreign = try ChildProcess.run(
            tool("sqlite3"), [harness.home.path("state/state.db"), statement])
        #expect(foreign.status == 0, "\(foreign.errorOutput)")
        #expect(throws: StateStoreError.self) { try store.commit(step(2)) }
        #expect(store.needsEverything && store.resets == [.removed: 1])
        var everything = step(2)
        everything.series.append(series("only 1", 1))
        try store.commit(everything)
        store.close()
        #expect(stepNumber(try harness.open().state) == 2)
    }
}
