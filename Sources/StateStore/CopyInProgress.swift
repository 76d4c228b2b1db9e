import Glibc

/// A copy of the database being made under a temporary name.
///
/// It is made in steps on the connection that commits, between commits: SQLite then carries each commit over to the
/// part already copied, while a copy by a connection of its own would begin anew after each. A step of 512 KiB takes
/// about 1 ms, and no line waits longer than that for it.
final class CopyInProgress {
    private static let pagesPerStep: Int32 = 128

    private let directory: StateDirectory
    private let backup: SQLiteBackup

    init(of database: StateDatabase, in directory: StateDirectory) throws(StateFault) {
        self.directory = directory
        let path = directory.newCopy
        try system { () throws(SystemCallError) in
            try SystemCalls.remove(path)
            _ = try SystemCalls.open(path, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
        }
        backup = try sqlite(path) { () throws(SQLiteError) in
            let target = try SQLiteConnection(path: path, access: .readWrite)
            // Nobody reads it before it is complete and synchronized as a whole.
            try target.execute("PRAGMA mmap_size = 0; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
            return try SQLiteBackup(from: database.connection, to: target)
        }
    }

    /// Copies a little more; true when the copy is complete.
    func step() throws(StateFault) -> Bool {
        try sqlite(directory.newCopy) { () throws(SQLiteError) in
            guard try backup.step(pages: Self.pagesPerStep) else { return false }
            try backup.finish()
            return true
        }
    }

    /// Makes a complete copy the newest good one; throws `damaged` when it is not good, and neither is its source.
    static func accept(in directory: StateDirectory) throws(StateFault) {
        let tables = try StateTables(path: directory.newCopy, access: .immutable)
        try sqlite(directory.newCopy) { () throws(SQLiteError) in
            try StateDatabase.check(tables.connection)
        }
        try directory.acceptCopy()
    }
}
