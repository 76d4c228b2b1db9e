import Glibc

/// How the files of a backup are called: `teams-YYYYMMDD-HHMMSS.tar.gz`, and what lies beside it.
enum BackupNames {
    static let archiveEnding = ".tar.gz"
    static let manifestEnding = ".manifest"
    static let verdictEnding = ".verified"
    static let latest = "teams-latest"
    private static let beginning = "teams-"
    private static let unfinishedEnding = ".unfinished"

    /// The name without its ending at a time on this machine's clock.
    static func name(seconds: Int) -> String {
        var time = time_t(seconds)
        var fields = unsafe tm()
        // Both are live locals; a time of today has a date.
        unsafe localtime_r(&time, &fields)
        func digits(_ number: Int32, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let day =
            unsafe digits(fields.tm_year + 1900, 4) + digits(fields.tm_mon + 1, 2) + digits(fields.tm_mday, 2)
        let clock = unsafe digits(fields.tm_hour, 2) + digits(fields.tm_min, 2) + digits(fields.tm_sec, 2)
        return "\(beginning)\(day)-\(clock)"
    }

    static func bytes(_ name: String, _ ending: String) -> [UInt8] { Array((name + ending).utf8) }

    /// The name a file has while it is written.
    static func unfinished(_ name: String, _ ending: String) -> [UInt8] {
        Array(".\(name)\(ending)\(unfinishedEnding)".utf8)
    }

    static func isUnfinished(_ name: [UInt8]) -> Bool {
        name.starts(with: ".\(beginning)".utf8)
            && name.reversed().starts(with: unfinishedEnding.utf8.reversed())
    }

    /// The name of the backup that a file of this ending belongs to; nil for other files, and for the latest.
    static func name(of file: [UInt8], ending: String) -> String? {
        let text = String(decoding: file, as: UTF8.self)
        guard text.hasSuffix(ending) else { return nil }
        let name = text.dropLast(ending.count)
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "teams", parts[1].count == 8, parts[2].count == 6,
            parts.dropFirst().allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        return String(name)
    }
}
