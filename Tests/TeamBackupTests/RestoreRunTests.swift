import Foundation
import TestSupport
import Testing

@testable import TeamBackup

@Suite("backup: restore")
struct RestoreRunTests {
    @Test("the state that was there is moved aside, nothing is merged, and undoing brings it back as it was")
    func undo() throws {
        let state = try StateFixture()
        let report = try state.backup()
        let old = try state.treeOfRoot
        try state.place.write("later", to: "root/teams/later/config.json")
        try state.place.write("changed", to: "root/tasks/alpha/1.json")
        let later = try state.tree(state.root, withTimes: true)
        for usesExchange in [true, false] {
            var run = RestoreRun(root: state.root)
            run.usesExchange = usesExchange
            let restored = try run.restore(report.path)
            #expect(try state.treeOfRoot == old)
            let aside = try #require(restored.aside)
            #expect(try state.tree(aside, withTimes: true) == later)
            let undone = try run.undo()
            #expect(undone.archive == report.path)
            #expect(try state.tree(state.root, withTimes: true) == later)
            #expect(throws: BackupError.nothingToUndo(root: state.root)) { try run.undo() }
        }
    }

    @Test("what the backup does not hold is not there after, and comes back by undoing")
    func missingSides() throws {
        let state = try StateFixture()
        try FileManager.default.removeItem(atPath: state.place.path("root/tasks"))
        let report = try state.backup()
        try FileManager.default.removeItem(atPath: state.place.path("root/teams"))
        try state.place.write("task", to: "root/tasks/t/1.json")
        let before = try state.treeOfRoot
        _ = try RestoreRun(root: state.root).restore(report.path)
        #expect(state.names(state.root).filter { !$0.hasPrefix(".") } == ["teams"])
        _ = try RestoreRun(root: state.root).undo()
        #expect(try state.treeOfRoot == before)
    }

    @Test("two restores are undone one after the other, the newest first")
    func twoUndone() throws {
        let state = try StateFixture()
        let first = try state.backup()
        try state.place.write("second", to: "root/teams/second/config.json")
        let second = try state.backup()
        try state.place.write("third", to: "root/teams/third/config.json")
        let third = try state.treeOfRoot
        _ = try RestoreRun(root: state.root).restore(first.path)
        let one = try state.treeOfRoot
        _ = try RestoreRun(root: state.root).restore(second.path)
        #expect(try RestoreRun(root: state.root).undo().archive == second.path)
        #expect(try state.treeOfRoot == one)
        #expect(try RestoreRun(root: state.root).undo().archive == first.path)
        #expect(try state.treeOfRoot == third)
    }

    @Test(
        "killed at any call a restore has lost nothing, and the next one works and can be undone",
        arguments: [true, false])
    func kills(usesExchange: Bool) throws {
        let state = try StateFixture()
        let report = try state.backup()
        let old = try state.treeOfRoot
        try state.place.write("later", to: "root/teams/later/config.json")
        let later = try state.treeOfRoot
        func run(_ guillotine: Guillotine) -> RestoreRun {
            var run = RestoreRun(root: state.root)
            run.gate = guillotine.gate
            run.usesExchange = usesExchange
            return run
        }
        let counter = Guillotine(after: .max)
        _ = try run(counter).restore(report.path)
        _ = try run(Guillotine(after: .max)).undo()
        for call in stride(from: 0, to: counter.calls, by: 1) {
            _ = try? run(Guillotine(after: call)).restore(report.path)
            try expectNothingLost(state, later, "killed at call \(call) of \(counter.calls)")
            // The next run ends what was begun, whatever it is asked for.
            _ = try run(Guillotine(after: .max)).restore(report.path)
            #expect(try state.treeOfRoot == old, "killed at call \(call)")
            while (try? run(Guillotine(after: .max)).undo()) != nil {}
            #expect(try state.treeOfRoot == later, "killed at call \(call)")
            try FileManager.default.removeItem(atPath: "\(state.root)/.agent-teams-exporter-restores")
        }
    }

    @Test(
        "killed at any call the undoing has lost nothing, and the next one ends it", arguments: [true, false])
    func killsOfUndoing(usesExchange: Bool) throws {
        let state = try StateFixture()
        let report = try state.backup()
        try state.place.write("later", to: "root/teams/later/config.json")
        let later = try state.treeOfRoot
        var isWhole = false
        for call in 0..<100 where !isWhole {
            var run = RestoreRun(root: state.root)
            run.usesExchange = usesExchange
            _ = try run.restore(report.path)
            var killed = run
            killed.gate = Guillotine(after: call).gate
            isWhole = (try? killed.undo()) != nil
            try expectNothingLost(state, later, "killed at call \(call)")
            _ = try? run.undo()
            #expect(try state.treeOfRoot == later, "killed at call \(call)")
        }
        #expect(isWhole)
    }

    /// Everything that was there lies in the root, or aside.
    private func expectNothingLost(
        _ state: StateFixture, _ expected: [String: String], _ comment: Comment
    ) throws {
        let place = "\(state.root)/.agent-teams-exporter-restores"
        let asides = state.names(place).map { "\(place)/\($0)" }
        for top in ["teams", "tasks"] {
            let wanted = expected.filter { $0.key.hasPrefix(top) }
            let found = try ([state.root] + asides).contains { directory in
                if try state.tree(directory).filter({ $0.key.hasPrefix(top) }) == wanted { return true }
                // Where names cannot be exchanged it waits under another one.
                return FileManager.default.fileExists(atPath: "\(directory)/\(top).before/alpha")
            }
            #expect(found, comment)
        }
    }

    @Test("a verification finds a good backup good, keeps that beside it, and leaves nothing else")
    func verification() throws {
        let state = try StateFixture()
        let report = try state.backup()
        let verified = try VerificationRun(path: "\(state.backups)/teams-latest.tar.gz").run()
        #expect(verified.fault == nil && verified.unkept == nil && verified.entries == report.summary.entries)
        #expect(BackupSet.all(in: state.backups).first?.verification?.isGood == true)
        #expect(!state.names(state.backups).contains { $0.hasPrefix(".") })
        let scratch = try state.place.makeDirectory("scratch")
        #expect(try VerificationRun(path: report.path, scratch: scratch).run().fault == nil)
        #expect(state.names(scratch).isEmpty)
    }

    @Test("an archive without a manifest cannot be verified, and says what to do")
    func noManifest() throws {
        let state = try StateFixture()
        let path = try state.place.write("x", to: "backups/teams-20200101-000000.tar.gz")
        #expect(throws: BackupError.noManifest(archive: path)) { try VerificationRun(path: path).run() }
    }
}
