import Foundation
import Synchronization
import TestSupport
import Testing

@testable import TeamBackup

@Suite("backup: create")
struct BackupRunTests {
    @Test("a backup restored on an empty root is the same tree, byte for byte, with modes and times")
    func roundTrip() throws {
        let state = try StateFixture()
        let report = try state.backup()
        #expect(report.summary.teams == 3 && report.summary.unsettled.isEmpty)
        let target = state.place.path("elsewhere/deep")
        let restored = try RestoreRun(root: target).restore(report.path)
        #expect(restored.aside == nil && restored.entries == report.summary.entries)
        #expect(try state.tree(target, withTimes: true) == state.tree(state.root, withTimes: true))
    }

    @Test("plain tar lists a backup and unpacks it without a word, and nothing strange lies in it")
    func plainTar() throws {
        let state = try StateFixture()
        let report = try state.backup()
        let target = try state.place.makeDirectory("plain")
        let list = try ChildProcess.run("/usr/bin/tar", ["tvf", report.path])
        #expect(list.status == 0 && list.errorOutput.isEmpty, "\(list.errorOutput)")
        let unpack = try ChildProcess.run(
            "/usr/bin/tar", ["xzf", "\(state.backups)/teams-latest.tar.gz", "-C", target])
        #expect(unpack.status == 0 && unpack.errorOutput.isEmpty, "\(unpack.errorOutput)")
        #expect(try state.tree(target) == state.treeOfRoot)
        #expect(state.names(target) == ["tasks", "teams"])
    }

    @Test("the latest backup is another name of the newest, and nothing unfinished stays")
    func names() throws {
        let state = try StateFixture()
        _ = try state.backup()
        let second = try state.backup()
        let name = try #require(second.path.split(separator: "/").last)
        #expect(name.wholeMatch(of: /teams-\d{8}-\d{6}\.tar\.gz/) != nil)
        let files = state.names(state.backups)
        #expect(files.count == 6 && !files.contains { $0.hasPrefix(".") }, "\(files)")
        let manager = FileManager.default
        func inode(_ path: String) throws -> Int? {
            try manager.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
        }
        #expect(try inode(second.path) == inode("\(state.backups)/teams-latest.tar.gz"))
        #expect(
            try inode(second.path.replacing(".tar.gz", with: ".manifest"))
                == inode("\(state.backups)/teams-latest.manifest"))
    }

    @Test("the oldest backups of a root go when they are too many; those of others and of other roots stay")
    func retention() throws {
        let state = try StateFixture()
        try state.place.write("x", to: "backups/teams-20200101-000000.tar.gz")
        let other = try StateFixture()
        _ = try BackupRun(root: other.root, directory: state.backups).run()
        let reports = try (0..<3).map { _ in try state.backup(keep: 2) }
        #expect(reports[2].removed == [reports[0].path])
        let sets = BackupSet.all(in: state.backups)
        #expect(sets.count == 4)
        #expect(
            sets.filter { $0.summary?.root == state.root }.map(\.path) == [reports[2].path, reports[1].path])
        #expect(sets.contains { $0.name == "teams-20200101-000000" && $0.summary == nil })
    }

    @Test("links out, sockets and what cannot be archived are left out and said")
    func leftOut() throws {
        let state = try StateFixture()
        let manager = FileManager.default
        try state.place.write("secret", to: "secret")
        for (name, target) in [
            ("out", "../../../secret"), ("absolute", "/etc/passwd"), ("behind", "alpha/../../../secret"),
        ] {
            try manager.createSymbolicLink(
                atPath: state.place.path("root/teams/\(name)"), withDestinationPath: target)
        }
        // The path is passed as a null-terminated copy for the call's duration.
        #expect(unsafe mkfifo(state.place.path("root/tasks/fifo"), 0o600) == 0)
        let report = try state.backup()
        #expect(
            report.summary.skipped == [
                "teams/out": "is a link that leads out", "teams/absolute": "is a link that leads out",
                "teams/behind": "is a link that leads out", "tasks/fifo": "is a FIFO",
            ])
        let target = state.place.path("elsewhere")
        _ = try RestoreRun(root: target).restore(report.path)
        #expect(state.names("\(target)/teams").contains("out") == false)
    }

    @Test("what changes while it is read is read again, until all of it is of one moment")
    func settles() throws {
        let state = try StateFixture()
        let place = state.place
        var run = BackupRun(root: state.root, directory: state.backups)
        let written = Mutex(0)
        run.maxRounds = 10_000
        run.pause = { round in
            // Two files that belong together change after each of the first looks.
            guard round <= 3 else { return }
            for name in ["teams/alpha/config.json", "tasks/alpha/1.json"] {
                if (try? place.write("look \(round)", to: "root/\(name)")) != nil {
                    written.withLock { $0 += 1 }
                }
            }
        }
        let report = try run.run()
        #expect(report.summary.unsettled.isEmpty && written.withLock { $0 } == 6)
        _ = try RestoreRun(root: place.path("elsewhere")).restore(report.path)
        for name in ["teams/alpha/config.json", "tasks/alpha/1.json"] {
            #expect(try place.read("elsewhere/\(name)") == Array("look 3".utf8))
        }
    }

    @Test("a file that never rests is backed up as it was read, and named; the backup is good")
    func unsettled() throws {
        let state = try StateFixture()
        let place = state.place
        var run = BackupRun(root: state.root, directory: state.backups)
        run.maxRounds = 3
        run.pause = { round in
            _ = try? place.write(String(repeating: "x", count: round), to: "root/teams/alpha/busy.json")
        }
        let report = try run.run()
        #expect(report.summary.unsettled.contains("teams/alpha/busy.json"), "\(report.summary.unsettled)")
        #expect(try VerificationRun(path: report.path).run().fault == nil)
    }

    @Test("a writer that never stops: pairs of files in the backup are always of one moment")
    func consistency() throws {
        let state = try StateFixture(filled: false)
        let place = state.place
        try place.write("0", to: "root/teams/a/one.json")
        try place.write("0", to: "root/teams/a/two.json")
        let isDone = Atomic(false)
        let path = place.path("root/teams/a/")
        let thread = Thread {
            // The second is never behind the first by more than one.
            for number in 1...400 {
                for name in ["one.json", "two.json"] {
                    try? Data(String(repeating: "x", count: number).utf8).write(
                        to: URL(fileURLWithPath: path + name), options: .atomic)
                }
            }
            isDone.store(true, ordering: .releasing)
        }
        thread.start()
        var (round, isLast) = (0, false)
        while !isLast {
            isLast = isDone.load(ordering: .acquiring)
            round += 1
            var run = BackupRun(root: state.root, directory: state.backups)
            run.pause = { _ in }
            run.maxRounds = isLast ? 1000 : 12
            let report = try run.run()
            guard report.summary.unsettled.isEmpty else { continue }
            let target = "out\(round)"
            _ = try RestoreRun(root: place.path(target)).restore(report.path)
            let (one, two) = try (
                place.read("\(target)/teams/a/one.json").count, place.read("\(target)/teams/a/two.json").count
            )
            #expect(one == two || one == two + 1, "\(one) \(two)")
        }
    }

    @Test("killed at any call a backup leaves whole backups only, and the next run makes one")
    func kills() throws {
        let whole = try StateFixture()
        _ = try whole.backup()
        let counter = Guillotine(after: .max)
        var run = BackupRun(root: whole.root, directory: whole.backups, keep: 2)
        run.gate = counter.gate
        _ = try run.run()
        #expect(counter.calls > 30)
        let state = try StateFixture()
        for call in 0..<counter.calls {
            var killed = BackupRun(root: state.root, directory: state.backups, keep: 2)
            killed.gate = Guillotine(after: call).gate
            _ = try? killed.run()
            for set in BackupSet.all(in: state.backups) {
                let archive = try ArchiveFile(set.path)
                let manifest = try #require(archive.manifest, "killed at call \(call)")
                try archive.compareBytes()
                try ArchiveProof(archive.file, name: set.path, limits: archive.limits).run(manifest.entries)
            }
            // A few whole runs on the way, and one after the last.
            guard call % 16 == 0 || call == counter.calls - 1 else { continue }
            let report = try state.backup(keep: 2)
            let names = state.names(state.backups)
            let sets = BackupSet.all(in: state.backups)
            #expect(sets.first?.path == report.path && sets.count <= 2, "killed at call \(call)")
            #expect(names.count == 2 * sets.count + 2, "killed at call \(call): \(names)")
        }
    }

    @Test("without state there is nothing to back up, and no directory is made for it")
    func noState() throws {
        let state = try StateFixture(filled: false)
        #expect(throws: BackupError.noState(root: state.root)) { try state.backup() }
        #expect(!FileManager.default.fileExists(atPath: state.backups))
    }

    @Test("two at once: the second says so and harms nothing")
    func locked() throws {
        let state = try StateFixture()
        do {
            let store = try BackupStore(state.backups)
            #expect(throws: BackupError.locked(directory: state.backups)) { try state.backup() }
            withExtendedLifetime(store) {}
        }
        #expect(throws: Never.self) { try state.backup() }
    }

    @Test("each root has a place of its own, and the first the directory itself")
    func places() {
        let places = BackupPlaces(directory: "/b", roots: ["/home/x/.claude", "/srv/.claude", "/"])
        #expect(places.place(of: "/home/x/.claude") == "/b")
        #expect(places.place(of: "/srv/.claude").wholeMatch(of: /\/b\/claude-[0-9a-f]{8}/) != nil)
        #expect(Set(places.all).count == 3)
    }
}
