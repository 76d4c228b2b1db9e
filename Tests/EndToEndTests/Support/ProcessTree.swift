import Foundation
import Glibc

/// A process and all that descends from it, as `/proc` tells of them: read here with nothing of ours.
struct ProcessTree {
    private(set) var count = 0
    private(set) var userTicks = 0
    private(set) var systemTicks = 0
    private(set) var residentBytes = 0
    private(set) var threads = 0
    private(set) var openFiles = 0
    private(set) var readBytes = 0
    private(set) var writtenBytes = 0
    private(set) var voluntarySwitches = 0

    static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

    init(root: Int32) throws {
        var parents: [Int32: Int32] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let pid = Int32(name), let fields = try? Self.statFields(pid) else { continue }
            parents[pid] = Int32(fields[1])
        }
        var family: Set<Int32> = [root]
        while let next = parents.first(where: { family.contains($1) && !family.contains($0) }) {
            family.insert(next.key)
        }
        for pid in family { try add(pid) }
    }

    private mutating func add(_ pid: Int32) throws {
        let fields = try Self.statFields(pid)
        count += 1
        userTicks += Int(fields[11]) ?? 0
        systemTicks += Int(fields[12]) ?? 0
        threads += Int(fields[17]) ?? 0
        residentBytes += (Int(fields[21]) ?? 0) * Int(getpagesize())
        openFiles += try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        let io = try Self.values("/proc/\(pid)/io")
        readBytes += io["read_bytes"] ?? 0
        writtenBytes += io["write_bytes"] ?? 0
        voluntarySwitches += try Self.values("/proc/\(pid)/status")["voluntary_ctxt_switches"] ?? 0
    }

    /// The fields of `/proc/<pid>/stat` from the third on.
    static func statFields(_ pid: Int32) throws -> [String] {
        fields(try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8))
    }

    /// As above, from the text of the file; the name of the program before them may hold anything.
    static func fields(_ text: String) -> [String] {
        let end = text.lastIndex(of: ")").map(text.index(after:)) ?? text.startIndex
        return text[end...].split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private static func values(_ path: String) throws -> [String: Int] {
        var values: [String: Int] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(whereSeparator: { $0 == ":" || $0.isWhitespace })
            if parts.count > 1 { values[String(parts[0])] = Int(parts[1]) }
        }
        return values
    }
}
