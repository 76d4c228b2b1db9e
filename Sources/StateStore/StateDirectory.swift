import Glibc

/// The files of a state directory, and what is done with them as wholes. No database of it may be open meanwhile.
struct StateDirectory: Sendable {
    let path: String

    /// So many of the files set aside are kept for each reason.
    private static let maxSetAside = 3

    init(_ path: String) {
        // A URI that starts with two slashes would name a host.
        let trimmed = path.drop { $0 == "/" }
        self.path = path.hasPrefix("/") ? "/\(trimmed)" : path
    }

    var database: String { "\(path)/state.db" }
    var journal: String { "\(database)-wal" }
    var sharedMemory: String { "\(database)-shm" }
    /// The newest copy that was good.
    var copy: String { "\(database).copy" }
    var newCopy: String { "\(copy).new" }
    var lock: String { "\(path)/lock" }
    private var restored: String { "\(database).restored" }

    /// Makes the directory, and an empty database where there is none; its mode is inherited by WAL and `-shm`.
    func makeDatabase() throws(StateFault) {
        try system { () throws(SystemCallError) in
            try SystemCalls.makeDirectory(path)
            if SystemCalls.exists(database) { return }
            // A WAL without its database would be played into the new one.
            try SystemCalls.remove(journal)
            try SystemCalls.remove(sharedMemory)
            _ = try SystemCalls.open(database, O_RDWR | O_CREAT, mode: 0o600)
            try SystemCalls.synchronize(path)
        }
    }

    /// Renames the database out of the way; true when there was something to keep.
    ///
    /// The WAL goes first: killed in between, the next start meets the same damaged database again, and never a WAL
    /// with a database that is not its own.
    func setAside(_ reason: StateResetReason, atMilliseconds: Int64) throws(StateFault) {
        let name = "\(database).\(reason.rawValue)-\(UTCStamp.text(milliseconds: atMilliseconds))"
        let taken = (0...).lazy.map { $0 == 0 ? name : "\(name)-\($0)" }
        guard let target = taken.first(where: { !SystemCalls.exists($0) }) else { return }
        try system { () throws(SystemCallError) in
            if SystemCalls.exists(journal) { try SystemCalls.rename(journal, to: "\(target)-wal") }
            try SystemCalls.remove(sharedMemory)
            if SystemCalls.exists(database) { try SystemCalls.rename(database, to: target) }
            try SystemCalls.synchronize(path)
            try dropOldest(reason)
        }
    }

    /// Puts the copy in the place of the database, which must be gone; the copy itself stays. False without one.
    func restoreCopy() throws(StateFault) -> Bool {
        guard SystemCalls.exists(copy) else { return false }
        try system { () throws(SystemCallError) in
            try SystemCalls.remove(journal)
            try SystemCalls.remove(sharedMemory)
            try SystemCalls.copy(copy, to: restored)
            try SystemCalls.rename(restored, to: database)
            try SystemCalls.synchronize(path)
        }
        return true
    }

    /// Makes `newCopy` the copy.
    func acceptCopy() throws(StateFault) {
        try system { () throws(SystemCallError) in
            try SystemCalls.synchronize(newCopy)
            try SystemCalls.rename(newCopy, to: copy)
            try SystemCalls.synchronize(path)
        }
    }

    /// Names end in a UTC time, so that their order is that of time.
    private func dropOldest(_ reason: StateResetReason) throws(SystemCallError) {
        let prefix = "state.db.\(reason.rawValue)-"
        let kept = try SystemCalls.names(in: path).filter { $0.hasPrefix(prefix) && !$0.hasSuffix("-wal") }
        for name in kept.dropLast(Self.maxSetAside) {
            try SystemCalls.remove("\(path)/\(name)-wal")
            // What lay in the place of the database may have been a directory; that one stays.
            if try !SystemCalls.facts(of: "\(path)/\(name)").isDirectory {
                try SystemCalls.remove("\(path)/\(name)")
            }
        }
    }
}

/// Writes a moment as `20260207T101112Z`.
enum UTCStamp {
    static func text(milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        // `tm` is unsafe for its pointer to the zone's name, which is not read; gmtime_r reads the one value and fills
        // the other, and both are local.
        var parts = unsafe tm()
        guard unsafe gmtime_r(&seconds, &parts) != nil else { return "00000000T000000Z" }
        let fields = unsafe [parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec]
        let year = unsafe digits(parts.tm_year + 1900, 4)
        let text = fields.map { digits($0, 2) }
        return "\(year)\(text[0])\(text[1])T\(text[2])\(text[3])\(text[4])Z"
    }

    private static func digits(_ number: Int32, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
