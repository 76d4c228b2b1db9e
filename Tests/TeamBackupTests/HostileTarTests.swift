import Foundation
import TestSupport
import Testing

@testable import TeamBackup

@Suite("backup: hostile archives")
struct HostileTarTests {
    /// What is wrong with each archive, and the words that refuse it.
    static let archives: [(name: String, words: String)] = [
        ("escape", "leads out with '..'"), ("escape-deep", "leads out with '..'"),
        ("absolute", "has an absolute name"), ("elsewhere", "lies neither in teams nor in tasks"),
        ("link-out", "leads out"), ("link-absolute", "leads out"), ("link-behind-link", "leads out"),
        ("through-link", "lies below what is no directory"), ("top-link", "is no directory"),
        ("hardlink-out", "is a hard link"), ("hardlink-in", "is a hard link"), ("device", "is a device"),
        ("fifo", "is a FIFO"), ("twice", "is named twice"), ("file-as-directory", "lies below"),
        ("bomb", "more than the 1073741824 bytes"), ("empty", "neither teams nor tasks"),
    ]

    private static let script = """
        import io, sys, tarfile
        def tar(name, *entries):
            with tarfile.open(f"{sys.argv[1]}/{name}.tar.gz", "w:gz") as out:
                for path, kind, more in entries:
                    entry = tarfile.TarInfo(path)
                    entry.type = kind
                    if kind == tarfile.REGTYPE:
                        data = more.encode()
                        entry.size = len(data)
                        out.addfile(entry, io.BytesIO(data))
                        continue
                    entry.linkname = more
                    entry.devmajor, entry.devminor = 1, 3
                    out.addfile(entry)
        F, L, H, D = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE
        good = ("teams/a/config.json", F, "{}")
        tar("escape", good, ("../evil", F, "x"))
        tar("escape-deep", good, ("teams/a/../../../evil", F, "x"))
        tar("absolute", good, ("/tmp/evil", F, "x"))
        tar("elsewhere", good, ("settings.json", F, "x"))
        tar("link-out", good, ("teams/a/l", L, "../../../secret"))
        tar("link-absolute", good, ("teams/a/l", L, "/etc/passwd"))
        tar("link-behind-link", good, ("teams/a/b/c/l", L, "../../../s"), ("teams/y", L, "a/b/c/l/../../x"))
        tar("through-link", ("teams/l", L, "../tasks"), ("teams/l/evil", F, "x"))
        tar("top-link", ("teams", L, "tasks"))
        tar("hardlink-out", good, ("teams/a/h", H, "/etc/passwd"))
        tar("hardlink-in", good, ("teams/a/h", H, "teams/a/config.json"))
        tar("device", good, ("teams/a/null", tarfile.CHRTYPE, ""))
        tar("fifo", good, ("teams/a/fifo", tarfile.FIFOTYPE, ""))
        tar("twice", good, good)
        tar("file-as-directory", ("teams/a", F, "x"), ("teams/a/b", F, "x"))
        tar("empty")
        tar("fine", good, ("./tasks/日本語" + "長" * 60, D, ""), ("teams/a/in", L, "../../tasks"))
        import zlib
        def header(path, size):
            entry = tarfile.TarInfo(path)
            entry.size = size
            return entry.tobuf(tarfile.GNU_FORMAT)
        # 1.5 GB of zeros that say so, packed in 1.5 MB; and the same that say they are little.
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        with open(f"{sys.argv[1]}/bomb.tar.gz", "wb") as out:
            out.write(packer.compress(header("teams/a/bomb", 1500 << 20)))
            out.write(packer.compress(bytes(1 << 20)))
            out.write(packer.flush())
        """

    private func archives(_ state: StateFixture) throws -> String {
        let directory = try state.place.makeDirectory("hostile")
        let script = try state.place.write(Self.script, to: "hostile.py")
        let made = try ChildProcess.run("/usr/bin/env", ["python3", script, directory])
        try #require(made.status == 0, "\(made.errorOutput)")
        return directory
    }

    @Test("each is refused with a clear line, and nothing is changed")
    func refused() throws {
        let state = try StateFixture()
        try state.place.write("secret", to: "secret")
        let directory = try archives(state)
        let before = try state.treeOfRoot
        for (name, words) in Self.archives {
            let path = "\(directory)/\(name).tar.gz"
            let error = #expect(throws: BackupError.self, "\(name)") {
                try RestoreRun(root: state.root).restore(path)
            }
            let message = error?.message ?? ""
            #expect(message.contains(words) && !message.contains("\n"), "\(name): \(message)")
            #expect(try state.treeOfRoot == before && state.left.isEmpty, "\(name)")
            let fresh = state.place.path("fresh")
            #expect(throws: BackupError.self, "\(name)") { try RestoreRun(root: fresh).restore(path) }
            #expect(!FileManager.default.fileExists(atPath: fresh), "\(name)")
        }
        #expect(!FileManager.default.fileExists(atPath: state.place.path("evil")))
        let fine = try RestoreRun(root: state.root).restore("\(directory)/fine.tar.gz")
        #expect(fine.isUnproven && fine.teams == 1)
        #expect(state.names("\(state.root)/tasks") == ["日本語" + String(repeating: "長", count: 60)])
    }

    @Test(
        "an archive that holds more than its manifest says is refused, as is one with other bytes or cut short"
    )
    func manifestBounds() throws {
        let state = try StateFixture()
        let report = try state.backup()
        let before = try state.treeOfRoot
        let bytes = try state.place.read("backups/\(report.summary.archive)")
        for (index, changed) in [
            Array(bytes.dropLast(20)), bytes.dropLast() + [bytes[bytes.count - 1] ^ 1], bytes + [0],
        ].enumerated() {
            try state.place.write(changed, to: "backups/\(report.summary.archive)")
            #expect(throws: BackupError.self, "\(index)") {
                try RestoreRun(root: state.root).restore(report.path)
            }
            #expect(try state.treeOfRoot == before && state.left.isEmpty)
            let verified = try VerificationRun(path: report.path).run()
            #expect(verified.fault != nil)
            #expect(BackupSet.all(in: state.backups).first?.verification?.isGood == false)
        }
        // Cut, with no manifest that could tell.
        let alone = try state.place.write(Array(bytes.prefix(bytes.count / 2)), to: "cut.tar.gz")
        let error = #expect(throws: BackupError.self) { try RestoreRun(root: state.root).restore(alone) }
        #expect(error?.message.contains("cannot be read to its end") == true)
        #expect(throws: BackupError.self) {
            try CheckedArchive(
                BackupFile(reading: report.path), name: "x", limits: UnpackingLimits.exactly([])
            ).next()
        }
    }

    @Test(
        "links are kept only where they cannot lead out",
        arguments: [
            ("b", true), ("../b", true), ("../../tasks/b", true), ("../../b", false), ("../..", false),
            ("/teams/b", false), ("", false), ("b/../c", false), ("./b/./c", true), ("../../../x", false),
        ])
    func links(_ target: String, _ isInside: Bool) {
        let directory = ["teams", "a"].map { Array($0.utf8) }
        #expect(StatePath.staysInside(target: Array(target.utf8), directory: directory) == isInside)
    }

    @Test("a path with any bytes is told and found again")
    func texts() {
        var generator = SeededGenerator(seed: 11)
        #expect(StatePath.text(Array("teams/日本語/é".utf8)) == "teams/日本語/é")
        for _ in 0..<500 {
            let path = generator.bytes(count: Int.random(in: 0...12, using: &generator))
            #expect(StatePath.bytes(StatePath.text(path)) == path)
        }
    }
}
