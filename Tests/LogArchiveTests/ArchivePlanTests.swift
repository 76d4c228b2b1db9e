import Foundation
import LogTailing
import TestSupport
import Testing

@testable import LogArchive

@Suite("archiving: what is taken and what is kept")
struct ArchivePlanTests {
    private func reasons(_ bench: ArchiveBench) -> [String: String] {
        Dictionary(
            bench.plan().items.map { ($0.file.path.name.display, $0.kept?.name ?? "taken") }
        ) { first, _ in first }
    }

    @Test("each file is taken or kept for its reason")
    func decisions() throws {
        let bench = try ArchiveBench()
        let line = Array("line\n".utf8)
        for name in ["app.log", "app.log.1", "app.log-20260101", "app.log.3", "twice.log.1"] {
            try bench.write(line, to: name)
        }
        try bench.write(line, to: "new.log", days: 29.9)
        try bench.write([], to: "empty.log")
        try bench.write(line, to: "app.log.2.gz")
        try bench.write(line, to: "other.txt")
        try bench.write(line, to: ".hidden.log")
        try FileManager.default.createSymbolicLink(
            atPath: bench.place.path("logs/link.log"), withDestinationPath: "app.log")
        try FileManager.default.linkItem(
            atPath: bench.place.path("logs/twice.log.1"), toPath: bench.place.path("logs/second"))
        let writer = try #require(FileHandle(forUpdatingAtPath: bench.place.path("logs/app.log.3")))
        #expect(
            reasons(bench) == [
                "app.log": "taken", "app.log.1": "taken", "app.log-20260101": "taken", "new.log": "young",
                "empty.log": "empty", "app.log.2.gz": "compressed", "link.log": "link",
                "twice.log.1": "hard_linked", "app.log.3": "open_for_writing",
            ])
        writer.closeFile()
    }

    @Test("files are taken oldest first")
    func order() throws {
        let bench = try ArchiveBench()
        for (name, days) in [("b.log", 50.0), ("a.log", 40), ("c.log", 60)] {
            try bench.write([10], to: name, days: days)
        }
        #expect(bench.plan().taken.map { $0.file.path.name.display } == ["c.log", "b.log", "a.log"])
    }

    private func file(_ bench: ArchiveBench, _ name: String) throws -> LogFile {
        try #require(
            LogFileListing.files(of: [bench.source]).first { $0.path.name.display == name })
    }

    private func checkpoint(_ file: LogFile, offset: UInt64) -> FileCheckpoint {
        var position = ReadPosition()
        position.offset = offset
        return FileCheckpoint(
            logName: "app", fileID: 1, path: file.path, identity: file.identity, position: position)
    }

    @Test("a tailed file is taken only when the daemon has read all of it", arguments: [0, 4, 5] as [UInt64])
    func unread(offset: UInt64) throws {
        let bench = try ArchiveBench()
        try bench.write(Array("line\n".utf8), to: "app.log")
        let found = try file(bench, "app.log")
        bench.records = ReadingRecords([checkpoint(found, offset: offset)], committedMs: .max)
        #expect(bench.plan().items.map(\.kept) == [offset == 5 ? nil : .unread(offset)])
    }

    @Test("a tailed file that the daemon does not know, and one written after its last commit, stay")
    func unknown() throws {
        let bench = try ArchiveBench()
        try bench.write([10], to: "app.log")
        try bench.write([10], to: "app.log.1")
        bench.records = ReadingRecords([], committedMs: .max)
        #expect(reasons(bench) == ["app.log": "unread", "app.log.1": "taken"])
        bench.records = ReadingRecords([], committedMs: 1)
        #expect(reasons(bench) == ["app.log": "unread", "app.log.1": "unread"])
    }

    @Test("without leases the open files of all processes tell who writes")
    func processes() throws {
        let bench = try ArchiveBench()
        let path = try bench.write([10], to: "app.log")
        let folder = try ArchiveFolder(bench.place.path("logs"))
        let facts = try #require(try folder.facts(Array("app.log".utf8)))
        let reader = try #require(FileHandle(forReadingAtPath: path))
        #expect(FileInUse.search("/proc", for: facts) != .written)
        let writer = try #require(FileHandle(forUpdatingAtPath: path))
        #expect(FileInUse.search("/proc", for: facts) == .written)
        writer.closeFile()
        reader.closeFile()
        #expect(FileInUse.search("/proc", for: facts) != .written)
        #expect(FileInUse.search("/nowhere", for: facts) == .unknown)
    }

    @Test(
        "retention removes the oldest first, for each reason",
        arguments: [
            (90, nil, nil, 100, ["age"]), (nil, 2, nil, 100, ["count", "count"]),
            (nil, nil, 25, 100, ["size", "size"]), (nil, nil, nil, 5, ["space", "space"]),
            (nil, nil, nil, 100, []), (90, 1, nil, 100, ["age", "count", "count"]),
        ] as [(Int?, Int?, UInt64?, UInt64, [String])])
    func retention(keepDays: Int?, most: Int?, total: UInt64?, free: UInt64, expected: [String]) {
        var settings = ArchiveSettings()
        settings.keep = keepDays.map { .seconds($0 * 86_400) }
        settings.maxFiles = most
        settings.maxTotalBytes = total
        let now: Int64 = 1_800_000_000_000_000_000
        let archives = [100, 40, 60, 50].map { days in
            StoredArchive(
                name: Array("\(days)".utf8), storedBytes: 10,
                modifiedNanoseconds: now - Int64(days) * 86_400_000_000_000,
                archivedNanoseconds: now - Int64(days - 1) * 86_400_000_000_000)
        }
        let removals = Retention(settings).removals(
            from: archives, nowNanoseconds: now, freeBytes: free, floorBytes: 20)
        #expect(removals.map(\.reason.rawValue) == expected)
        #expect(
            removals.map { String(decoding: $0.archive.name, as: UTF8.self) }
                == Array(["100", "60", "50", "40"].prefix(expected.count)))
    }
}
