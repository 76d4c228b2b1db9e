/// The tables, and how a connection to them is set up.
enum StateSchema {
    /// "ATEs" (agent-teams-exporter state) in ASCII: tells our databases from others.
    static let applicationID: Int64 = 0x4154_4573
    /// Version of the tables below. A database of another version is set aside; there is no older one yet.
    static let version: Int64 = 1
    /// The loss journal keeps this many.
    static let maxLosses = 10_000
    /// Up to this size the whole database is checked when it is opened and when it is copied.
    ///
    /// Measured: `quick_check` takes 2.5 ms a MB, 100,000 series take 9 MB; so a line waits at most 80 ms for it.
    /// Beyond that, damage is found by the checksums of the rows at the next start, or when a commit meets it.
    static let maxCheckedBytes: Int64 = 32 << 20

    /// Holds for one connection. No memory map: a file cut short under it would end the program by SIGBUS.
    /// `FULL` synchronizes the WAL at each commit. Pages of the cache are few because each commit touches few.
    static let settings = """
        PRAGMA mmap_size = 0;
        PRAGMA cache_size = -1024;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        PRAGMA cell_size_check = ON;
        PRAGMA foreign_keys = ON;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 4194304;
        """

    /// Families have a table of their own so that a series costs its labels and its value, not its schema again.
    /// `unregistered_ms` counts how long the program has run without the family.
    static let creation = """
        PRAGMA application_id = \(applicationID);
        PRAGMA user_version = \(version);
        CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE families (
            family_id INTEGER PRIMARY KEY,
            name TEXT NOT NULL, schema TEXT NOT NULL, unregistered_ms INTEGER NOT NULL DEFAULT 0,
            UNIQUE (name, schema)
        ) STRICT;
        CREATE TABLE series (
            family_id INTEGER NOT NULL REFERENCES families ON DELETE CASCADE,
            labels BLOB NOT NULL, value BLOB NOT NULL, started_ms INTEGER NOT NULL,
            held_at_zero INTEGER NOT NULL, checksum INTEGER NOT NULL,
            PRIMARY KEY (family_id, labels)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE files (
            file_id INTEGER PRIMARY KEY,
            log TEXT NOT NULL, path BLOB NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL,
            birth_ns INTEGER, offset INTEGER NOT NULL, position BLOB NOT NULL, entries BLOB NOT NULL,
            finished INTEGER NOT NULL, checksum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE segments (
            file_id INTEGER NOT NULL REFERENCES files ON DELETE CASCADE,
            start INTEGER NOT NULL, "end" INTEGER NOT NULL, rules_hash INTEGER NOT NULL, counts BLOB NOT NULL,
            PRIMARY KEY (file_id, start)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE losses (
            loss_id INTEGER PRIMARY KEY,
            at_ms INTEGER NOT NULL, log TEXT NOT NULL, path BLOB NOT NULL, inode INTEGER NOT NULL,
            reason TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
            UNIQUE (at_ms, inode, start, "end", reason, log, path)
        ) STRICT;
        \(additions)
        """

    /// What databases of this version did not have from the beginning; older programs leave it alone.
    /// `absent_ms` counts how long the program has run without the log or rule.
    static let additions = """
        CREATE TABLE IF NOT EXISTS owners (
            kind TEXT NOT NULL, name TEXT NOT NULL, absent_ms INTEGER NOT NULL DEFAULT 0,
            checksum INTEGER NOT NULL, PRIMARY KEY (kind, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS documents (
            name BLOB PRIMARY KEY, content BLOB NOT NULL, checksum INTEGER NOT NULL
        ) STRICT;
        """

    /// What a database says of itself.
    enum Origin: Equatable {
        case empty
        case ours
        case foreign(String)
    }

    static func origin(of connection: SQLiteConnection) throws(SQLiteError) -> Origin {
        let application = try connection.integer("PRAGMA application_id") ?? 0
        let version = try connection.integer("PRAGMA user_version") ?? 0
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        if application == 0, version == 0, tables == 0 { return .empty }
        if application != applicationID { return .foreign("is not a database of agent-teams-exporter") }
        if version != Self.version {
            return .foreign("has version \(version), this program knows version \(Self.version)")
        }
        return .ours
    }
}
