import Foundation
import TestSupport

/// Log files last written long ago, in a directory of their own, and what they hold.
struct OldLogs {
    let place: TemporaryDirectory
    /// By name.
    private(set) var contents: [String: [UInt8]] = [:]

    init(in place: TemporaryDirectory) throws {
        self.place = place
        try place.makeDirectory("logs")
    }

    /// Lines that no other file has, so that one file cannot pass for another.
    static func lines(_ count: Int, of name: String) -> [UInt8] {
        Array(
            (0..<count).map {
                "2026-02-07 12:00:\($0 % 60 < 10 ? "0" : "")\($0 % 60),000 - \(name) - \($0 % 7 == 0 ? "ERROR" : "INFO") - line \($0 &* 2_654_435_761)\n"
            }.joined().utf8)
    }

    mutating func write(_ count: Int, to name: String, days: Double = 40) throws {
        let bytes = Self.lines(count, of: name)
        contents[name] = bytes
        try place.write(bytes, to: "logs/\(name)")
        try age(name, days: days)
    }

    func age(_ name: String, days: Double) throws {
        let date = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 - days * 86_400).rounded())
        try FileManager.default.setAttributes(
            [.modificationDate: date], ofItemAtPath: place.path("logs/\(name)"))
    }

    /// Names in a directory, hidden ones included, the lock left out.
    func names(_ directory: String) -> [String] {
        let all = try? FileManager.default.contentsOfDirectory(atPath: place.path(directory))
        return (all ?? []).filter { $0 != ".archive.lock" }.sorted()
    }

    /// What an archive unpacks to, by the program that everybody has.
    func unpacked(_ path: String) throws -> [UInt8] {
        let program = path.hasSuffix(".zst") ? "zstd" : "gzip"
        let child = try ChildProcess("/usr/bin/env", [program, "-dc", place.path(path)])
        guard child.exitStatus() == 0 else { throw Failure(text: try child.errorOutput) }
        return try child.outputBytes
    }

    struct Failure: Error { let text: String }
}
