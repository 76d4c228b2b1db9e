import Foundation
import LogTailing
import TestSupport

@testable import LogArchive

/// A directory with logs, and a run over them.
final class ArchiveBench {
    let place: TemporaryDirectory
    var settings = ArchiveSettings()
    var records: ReadingRecords?

    init() throws {
        place = try TemporaryDirectory("archive")
        try place.makeDirectory("logs")
        settings.floor = .bytes(0)
        settings.keep = nil
    }

    /// Small, so that small files are made of many blocks.
    static let grain = ArchiveGrain(blockBytes: 4096, largeFileBytes: 20_000)

    var source: LogSource { LogSource(name: "app", paths: [place.path("logs/*.log")]) }

    /// Writes a file that was last written `days` ago.
    @discardableResult
    func write(_ bytes: [UInt8], to name: String, days: Double = 40) throws -> String {
        let path = try place.write(bytes, to: "logs/\(name)")
        try age(path, days: days)
        return path
    }

    func age(_ path: String, days: Double) throws {
        let date = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 - days * 86_400).rounded())
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    func plan() -> ArchivePlan {
        let search = EvidenceSearch(records: records)
        return ArchivePlan(
            files: LogFileListing.files(of: [source]), settings: settings,
            nowNanoseconds: Int64(Date.now.timeIntervalSince1970 * 1e9), evidence: search.evidence)
    }

    @discardableResult
    func run(_ plan: ArchivePlan? = nil, threads: Int = 2) -> ArchiveReport {
        var run = ArchiveRun(settings, threads: threads)
        run.grain = Self.grain
        let restored = run.restore(in: LogFileListing.directories(of: [source]))
        var report = run.run(plan ?? self.plan())
        report.restored = restored
        return report
    }

    /// Names in a directory, hidden ones included, the lock left out.
    func names(_ directory: String) -> [String] {
        let all = try? FileManager.default.contentsOfDirectory(atPath: place.path(directory))
        return (all ?? []).filter { $0 != ".archive.lock" }.sorted()
    }

    /// Unpacked by the programs that everybody has.
    func unpacked(_ path: String) throws -> [UInt8] {
        let program = path.hasSuffix(".zst") ? "/usr/bin/zstd" : "/usr/bin/gzip"
        let child = try ChildProcess(program, ["-dc", place.path(path)])
        guard child.exitStatus() == 0 else { throw UnpackFailure(text: try child.errorOutput) }
        return try child.outputBytes
    }

    struct UnpackFailure: Error { let text: String }
}

/// Lines like those of a log, not all alike.
func logLines(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    for number in 0..<count {
        let word = ["started", "failed", "waiting for lock", "done"].randomElement(using: &generator) ?? ""
        let level = ["INFO", "ERROR", "WARNING"].randomElement(using: &generator) ?? ""
        let id = UInt32.random(in: 0...UInt32.max, using: &generator)
        bytes += Array("2026-02-07 12:00:00,123 - app - \(level) - job \(number) \(word) id=\(id)\n".utf8)
    }
    return bytes
}
