import Foundation
import LogTailing
import TestSupport
import Testing

@testable import LogArchive

@Suite("archiving: files")
struct ArchiveRunTests {
    @Test(
        "A4: an archive unpacks to the file with the usual programs, and keeps its mode and time",
        arguments: ArchiveSettings.Compression.allCases, [0, 1, 1000])
    func roundTrip(compression: ArchiveSettings.Compression, lines: Int) throws {
        let bench = try ArchiveBench()
        bench.settings.compression = compression
        // The last line has no newline.
        let bytes = logLines(lines, seed: 7) + Array("end".utf8)
        let path = try bench.write(bytes, to: "app.log.1")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let before = try FileManager.default.attributesOfItem(atPath: path)
        let report = bench.run()
        #expect(report.failures.isEmpty)
        #expect(report.archived.map(\.lines) == [lines])
        #expect(bench.names("logs") == ["archive"])
        let name = "app.log.1\(compression.suffix)"
        #expect(bench.names("logs/archive") == [".\(name).receipt", name])
        #expect(try bench.unpacked("logs/archive/\(name)") == bytes)
        let after = try FileManager.default.attributesOfItem(atPath: bench.place.path("logs/archive/\(name)"))
        #expect(after[.posixPermissions] as? Int == 0o640)
        #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
        let receipt = try #require(
            Receipt(jsonLines: try bench.place.read("logs/archive/.\(name).receipt")))
        #expect(receipt.bytes == UInt64(bytes.count))
        #expect(receipt.lines == lines)
        let sum = try ChildProcess.run(
            "/usr/bin/env",
            [
                "sh", "-c", "$0 -dc \"$1\" | sha256sum", compression == .zstd ? "zstd" : "gzip",
                bench.place.path("logs/archive/\(name)"),
            ])
        #expect(sum.output.hasPrefix(receipt.sha256))
    }

    @Test("blocks begin with lines, and each can be unpacked by itself")
    func blocks() throws {
        let bench = try ArchiveBench()
        let bytes = logLines(1000, seed: 3)
        try bench.write(bytes, to: "app.log.1")
        bench.run()
        let folder = try ArchiveFolder(bench.place.path("logs/archive"))
        let reader = try #require(try ArchiveReader(folder, Array("app.log.1.gz".utf8)))
        #expect(reader.blocks.count > bytes.count / ArchiveBench.grain.blockBytes)
        let stored = try bench.place.read("logs/archive/app.log.1.gz")
        for (block, next) in zip(reader.blocks, reader.blocks.dropFirst()) {
            let part = Array(stored[Int(block.storedOffset)..<Int(next.storedOffset)])
            let plain = BlockUnpacking.unpack(part, .gzip, bytes: Int(next.offset - block.offset))
            #expect(plain == Array(bytes[Int(block.offset)..<Int(next.offset)]))
            #expect(block.offset == 0 || bytes[Int(block.offset) - 1] == UInt8(ascii: "\n"))
            #expect(bytes[..<Int(block.offset)].count { $0 == UInt8(ascii: "\n") } == block.line)
        }
    }

    @Test("A3: a name that is taken gets a number, and what has it stays as it is")
    func collision() throws {
        let bench = try ArchiveBench()
        try bench.place.write("mine", to: "logs/archive/app.log.1.gz")
        for number in 2...4 {
            let bytes = logLines(10, seed: UInt64(number))
            try bench.write(bytes, to: "app.log.1")
            #expect(bench.run().failures.isEmpty)
            #expect(try bench.unpacked("logs/archive/app.log.1-\(number).gz") == bytes)
        }
        #expect(try bench.place.read("logs/archive/app.log.1.gz") == Array("mine".utf8))
    }

    @Test("A1: a file that is written between plan and removal stays, and no archive of it remains")
    func changed() throws {
        let bench = try ArchiveBench()
        try bench.write(logLines(10, seed: 1), to: "app.log.1")
        let plan = bench.plan()
        try bench.place.append("more\n", to: "logs/app.log.1")
        let report = bench.run(plan)
        #expect(report.failures.map(\.error.reason) == ["changed"])
        #expect(bench.names("logs/archive").isEmpty)
        #expect(bench.names("logs") == ["app.log.1", "archive"])
    }

    @Test("A1: a file that somebody opened for writing after the plan stays")
    func opened() throws {
        let bench = try ArchiveBench()
        let path = try bench.write(logLines(10, seed: 1), to: "app.log.1")
        let plan = bench.plan()
        let writer = try #require(FileHandle(forWritingAtPath: path))
        #expect(bench.run(plan).failures.map(\.error.reason) == ["open_for_writing"])
        #expect(bench.names("logs/archive").isEmpty)
        writer.closeFile()
        #expect(bench.run().archived.count == 1)
    }

    @Test("A2: while another archiver has the lock nothing is done, and afterwards all")
    func locked() throws {
        let bench = try ArchiveBench()
        try bench.write(logLines(10, seed: 1), to: "app.log.1")
        let directory = bench.place.path("logs/archive")
        var store: ArchiveStore? = try ArchiveStore(directory)
        #expect(bench.run().failures.map(\.error) == [.locked(directory: directory)])
        #expect(bench.names("logs") == ["app.log.1", "archive"])
        withExtendedLifetime(store) {}
        store = nil
        #expect(bench.run().archived.count == 1)
    }

    @Test("A2: what a killed run left behind is removed or brought back, and nobody else's files")
    func leftovers() throws {
        let bench = try ArchiveBench()
        let bytes = logLines(10, seed: 1)
        try bench.place.write("half", to: "logs/archive/.app.log.9.0.packing")
        try bench.place.write("{}", to: "logs/archive/.app.log.9.gz.receipt")
        try bench.place.write("theirs", to: "logs/archive/theirs.gz")
        try bench.write(bytes, to: ".app.log.1.archived")
        let report = bench.run()
        #expect(report.restored == 1)
        #expect(bench.names("logs") == ["archive"])
        #expect(
            bench.names("logs/archive") == [".app.log.1.gz.receipt", "app.log.1.gz", "theirs.gz"])
        #expect(try bench.unpacked("logs/archive/app.log.1.gz") == bytes)
    }

    @Test("A2: a file whose archive a killed run completed is removed, and not archived again")
    func complete() throws {
        let bench = try ArchiveBench()
        let bytes = logLines(10, seed: 1)
        let path = try bench.write(bytes, to: "app.log.1")
        // A second name brings the file back after its removal, as a kill before it would have left it.
        let plan = bench.plan()
        #expect(bench.run(plan).archived.map(\.wasComplete) == [false])
        try bench.write(bytes, to: "app.log.1")
        let receiptPath = bench.place.path("logs/archive/.app.log.1.gz.receipt")
        let facts = try #require(try ArchiveFolder(bench.place.path("logs")).facts(Array("app.log.1".utf8)))
        let text = String(decoding: try bench.place.read("logs/archive/.app.log.1.gz.receipt"), as: UTF8.self)
        let old = try #require(Receipt(jsonLines: Array(text.utf8)))
        let renewed = text.replacing("\"inode\":\(old.inode)", with: "\"inode\":\(facts.inode)")
            .replacing(
                "\"modified_ns\":\(old.modifiedNanoseconds)",
                with: "\"modified_ns\":\(facts.modifiedNanoseconds)")
        try Data(renewed.utf8).write(to: URL(fileURLWithPath: receiptPath))
        #expect(bench.run().archived.map(\.wasComplete) == [true])
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(bench.names("logs/archive") == [".app.log.1.gz.receipt", "app.log.1.gz"])
    }

    @Test("below the floor of free space nothing is archived, and nothing is left behind")
    func floor() throws {
        let bench = try ArchiveBench()
        try bench.write(logLines(10, seed: 1), to: "app.log.1")
        try bench.write(logLines(10, seed: 2), to: "app.log.2")
        bench.settings.floor = .ratio(1)
        let report = bench.run(threads: 1)
        #expect(report.failures.map(\.error.reason) == ["no_space"])
        #expect(bench.names("logs/archive").isEmpty)
        #expect(bench.names("logs") == ["app.log.1", "app.log.2", "archive"])
    }

    @Test("large and small files together, with several threads, are all archived whole")
    func several() throws {
        let bench = try ArchiveBench()
        var expected: [String: [UInt8]] = [:]
        for number in 1...12 {
            let bytes = logLines(number == 3 ? 1000 : 50 * number, seed: UInt64(number))
            try bench.write(bytes, to: "app.log.\(number)")
            expected["app.log.\(number).gz"] = bytes
        }
        let report = bench.run(threads: 3)
        #expect(report.failures.isEmpty)
        #expect(report.archived.count == 12)
        for (name, bytes) in expected { #expect(try bench.unpacked("logs/archive/\(name)") == bytes) }
    }

    @Test("an archive that differs from what was written is found by reading it back")
    func damage() throws {
        let bench = try ArchiveBench()
        let bytes = logLines(500, seed: 9)
        try bench.write(bytes, to: "app.log.1")
        bench.run()
        let folder = try ArchiveFolder(bench.place.path("logs/archive"))
        let name = Array("app.log.1.gz".utf8)
        let reader = try #require(try ArchiveReader(folder, name))
        let content = ArchivedContent(
            bytes: reader.receipt.bytes, storedBytes: reader.receipt.storedBytes, lines: reader.receipt.lines,
            sha256: reader.receipt.sha256, blocks: reader.blocks)
        let writer = ArchiveWriter(
            compression: .gzip, threads: 2, grain: ArchiveBench.grain, mayGoOn: {}, progress: { _ in })
        try writer.prove(reader.file, holds: content)
        var generator = SeededGenerator(seed: 11)
        let good = try bench.place.read("logs/archive/app.log.1.gz")
        for _ in 0..<60 {
            var bad = good
            let index = Int.random(in: 0..<bad.count, using: &generator)
            bad[index] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
            try bench.place.write(bad, to: "logs/archive/app.log.1.gz")
            let file = try folder.openForReading(name)
            // Bits of a member's header, such as its time, are no content.
            guard (try? writer.prove(file, holds: content)) != nil else { continue }
            #expect(try bench.unpacked("logs/archive/app.log.1.gz") == bytes, "byte \(index)")
        }
    }
}
