/// Reads rows back as values: for the start, and for commands beside a running `serve`.
struct StateTables {
    let connection: SQLiteConnection
    /// For messages.
    let path: String

    /// Everything that a start needs. One transaction: positions and counters of the same commit.
    func state() throws(StateFault) -> StoredState {
        try reading { () throws(StateFault) in
            var state = StoredState()
            state.series = try series()
            state.files = try files()
            state.owners = try owners()
            state.documents = try documents()
            return state
        }
    }

    func documents() throws(StateFault) -> [StoredDocument] {
        guard try hasTable("documents") else { return [] }
        return try rows("SELECT name, content, checksum FROM documents") { row in
            let document = StoredDocument(name: row.bytes(0), content: row.bytes(1))
            return document.checksum == row.integer(2) ? document : nil
        }
    }

    /// False in a database that was last written before there was one, and could not be written since.
    private func hasTable(_ name: String) throws(StateFault) -> Bool {
        let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '\(name)'"
        return try sqlite(path) { () throws(SQLiteError) in try connection.integer(tables) ?? 0 } > 0
    }

    func owners() throws(StateFault) -> Set<StoredOwner> {
        guard try hasTable("owners") else { return [] }
        let owners = try rows("SELECT kind, name, checksum FROM owners") { row -> StoredOwner? in
            guard let kind = StoredOwner.Kind(rawValue: row.text(0)) else { return nil }
            let owner = StoredOwner(kind: kind, name: row.text(1))
            return owner.checksum == row.integer(2) ? owner : nil
        }
        return Set(owners)
    }

    /// Runs `body` on one moment of the database, whatever a writer commits meanwhile.
    func reading<Result>(_ body: () throws(StateFault) -> Result) throws(StateFault) -> Result {
        try sqlite(path) { () throws(SQLiteError) in try connection.execute("BEGIN") }
        defer { endReading() }
        return try body()
    }

    func series() throws(StateFault) -> [StoredSeries] {
        try rows(
            """
            SELECT name, schema, labels, value, started_ms, held_at_zero, checksum
            FROM series JOIN families USING (family_id) ORDER BY family_id, labels
            """
        ) { row in
            let value = row.bytes(3)
            guard let values = ValueColumn.decode(value) else { return nil }
            let series = StoredSeries(
                key: StoredSeriesKey(family: row.text(0), schema: row.text(1), labels: row.bytes(2)),
                values: values, startedMilliseconds: row.integer(4), isHeldAtZero: row.integer(5) != 0)
            return series.checksum(value) == row.integer(6) ? series : nil
        }
    }

    func files() throws(StateFault) -> [StoredFile] {
        try rows(
            """
            SELECT file_id, log, path, device, inode, birth_ns, offset, position, entries, finished, checksum
            FROM files ORDER BY file_id
            """
        ) { row in
            let file = StoredFile(
                fileID: row.integer(0), logName: row.text(1), path: row.bytes(2),
                device: UInt64(bitPattern: row.integer(3)), inode: UInt64(bitPattern: row.integer(4)),
                birthNanoseconds: row.optionalInteger(5), offset: UInt64(bitPattern: row.integer(6)),
                position: row.bytes(7), entries: row.bytes(8), isFinished: row.integer(9) != 0)
            return file.checksum == row.integer(10) ? file : nil
        }
    }

    /// In the order of their starts; `nil` asks for those of all files.
    func segments(of fileID: Int64?) throws(StateFault) -> [StoredSegment] {
        try rows(
            """
            SELECT file_id, start, "end", rules_hash, counts FROM segments
            \(fileID == nil ? "" : "WHERE file_id = ?1") ORDER BY file_id, start
            """,
            binding: { statement in
                if let fileID { statement.bind(fileID, at: 0) }
            }
        ) { row in
            CountsColumn.decode(row.bytes(4)).map { counts in
                StoredSegment(
                    fileID: row.integer(0), start: UInt64(bitPattern: row.integer(1)),
                    end: UInt64(bitPattern: row.integer(2)), rulesHash: UInt64(bitPattern: row.integer(3)),
                    counts: counts)
            }
        }
    }

    /// The latest `limit`, oldest first.
    func losses(limit: Int) throws(StateFault) -> [StoredLoss] {
        try rows(
            """
            SELECT at_ms, log, path, inode, reason, start, "end"
            FROM (SELECT * FROM losses ORDER BY loss_id DESC LIMIT ?1) ORDER BY loss_id
            """,
            binding: { $0.bind(Int64(max(0, limit)), at: 0) }
        ) { row in
            StoredLoss(
                atMilliseconds: row.integer(0), logName: row.text(1), path: row.bytes(2),
                inode: UInt64(bitPattern: row.integer(3)), reason: row.text(4),
                start: UInt64(bitPattern: row.integer(5)), end: UInt64(bitPattern: row.integer(6)))
        }
    }

    func meta(_ key: StateMeta) throws(StateFault) -> Int64 {
        try sqlite(path) { () throws(SQLiteError) in
            try connection.integer("SELECT value FROM meta WHERE key = '\(key.rawValue)'") ?? 0
        }
    }

    /// A row that `decode` answers with nil is a damaged one.
    private func rows<Row>(
        _ query: String, binding: (SQLiteStatement) -> Void = { _ in },
        _ decode: (SQLiteStatement) -> Row?
    ) throws(StateFault) -> [Row] {
        var rows: [Row] = []
        var isSound = true
        try sqlite(path) { () throws(SQLiteError) in
            let statement = try connection.prepare(query)
            binding(statement)
            while isSound, try statement.next() {
                if let row = decode(statement) { rows.append(row) } else { isSound = false }
            }
        }
        guard isSound else { throw .damaged("\(path): a row does not agree with its checksum") }
        return rows
    }

    /// A transaction that only read cannot fail to end in a way that matters; the connection's close ends it too.
    private func endReading() {
        _ = try? connection.execute("ROLLBACK")
    }
}

/// Keys of the table `meta`.
enum StateMeta: String {
    case storeID = "store_id"
    case commitNumber = "commit_number"
    case createdMilliseconds = "created_ms"
    case lastCommitMilliseconds = "last_commit_ms"
    case programVersion = "program_version"
}

/// A family by name and shape; a family of the same name but another shape is another one.
package struct StoredFamily: Sendable, Hashable {
    package var name: String
    package var schema: String

    package init(name: String, schema: String) {
        self.name = name
        self.schema = schema
    }
}
