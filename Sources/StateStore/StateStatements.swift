/// The statements of a commit, prepared once for the life of a connection.
struct StateStatements {
    let begin: SQLiteStatement
    let commit: SQLiteStatement
    let trimLosses: SQLiteStatement
    private let advanceNumber: SQLiteStatement
    private let setMeta: SQLiteStatement
    private let getMeta: SQLiteStatement
    private let putFamily: SQLiteStatement
    private let putSeries: SQLiteStatement
    private let putFile: SQLiteStatement
    private let putSegment: SQLiteStatement
    private let forgetFile: SQLiteStatement
    private let appendLoss: SQLiteStatement
    private let forgetSeries: SQLiteStatement
    private let putOwner: SQLiteStatement
    private let forgetOwner: SQLiteStatement
    private let putDocument: SQLiteStatement
    private let forgetDocument: SQLiteStatement

    private let connection: SQLiteConnection

    init(_ connection: SQLiteConnection) throws(SQLiteError) {
        self.connection = connection
        begin = try connection.prepare("BEGIN IMMEDIATE")
        commit = try connection.prepare("COMMIT")
        trimLosses = try connection.prepare(Text.trimLosses)
        advanceNumber = try connection.prepare(Text.advanceNumber)
        setMeta = try connection.prepare("UPDATE meta SET value = ?2 WHERE key = ?1 AND value <> ?2")
        getMeta = try connection.prepare("SELECT value FROM meta WHERE key = ?1")
        putFamily = try connection.prepare(Text.putFamily)
        putSeries = try connection.prepare(Text.putSeries)
        putFile = try connection.prepare(Text.putFile)
        putSegment = try connection.prepare(Text.putSegment)
        forgetFile = try connection.prepare("DELETE FROM files WHERE file_id = ?1")
        appendLoss = try connection.prepare(Text.appendLoss)
        forgetSeries = try connection.prepare("DELETE FROM series WHERE family_id = ?1 AND labels = ?2")
        putOwner = try connection.prepare(Text.putOwner)
        forgetOwner = try connection.prepare("DELETE FROM owners WHERE kind = ?1 AND name = ?2")
        putDocument = try connection.prepare(Text.putDocument)
        forgetDocument = try connection.prepare("DELETE FROM documents WHERE name = ?1")
    }

    func meta(_ key: StateMeta) throws(SQLiteError) -> Int64 {
        getMeta.bind(key.rawValue, at: 0)
        guard try getMeta.next() else { throw .damage("meta has no \(key.rawValue)") }
        defer { getMeta.reset() }
        return getMeta.integer(0)
    }

    func setProgramVersion(_ version: String) throws(SQLiteError) {
        setMeta.bind(StateMeta.programVersion.rawValue, at: 0)
        setMeta.bind(version, at: 1)
        try setMeta.run()
    }

    /// Counts the commit; false when the counter is not at `number`, so that somebody else has counted.
    func advance(from number: Int64, at milliseconds: Int64) throws(SQLiteError) -> Bool {
        advanceNumber.bind(number, at: 0)
        try advanceNumber.run()
        guard connection.changedRows == 1 else { return false }
        setMeta.bind(StateMeta.lastCommitMilliseconds.rawValue, at: 0)
        setMeta.bind(milliseconds, at: 1)
        try setMeta.run()
        return true
    }

    func familyID(of family: StoredFamily) throws(SQLiteError) -> Int64 {
        putFamily.bind(family.name, at: 0)
        putFamily.bind(family.schema, at: 1)
        guard try putFamily.next() else { throw .damage("families gave no key") }
        let id = putFamily.integer(0)
        try putFamily.run()
        return id
    }

    func put(_ series: StoredSeries, familyID: Int64) throws(SQLiteError) {
        let value = ValueColumn.encode(series.values)
        putSeries.bind(familyID, at: 0)
        putSeries.bind(series.key.labels, at: 1)
        putSeries.bind(value, at: 2)
        putSeries.bind(series.startedMilliseconds, at: 3)
        putSeries.bind(series.isHeldAtZero ? 1 : 0, at: 4)
        putSeries.bind(series.checksum(value), at: 5)
        try putSeries.run()
    }

    func put(_ file: StoredFile) throws(SQLiteError) {
        putFile.bind(file.fileID, at: 0)
        putFile.bind(file.logName, at: 1)
        putFile.bind(file.path, at: 2)
        putFile.bind(Int64(bitPattern: file.device), at: 3)
        putFile.bind(Int64(bitPattern: file.inode), at: 4)
        putFile.bind(file.birthNanoseconds, at: 5)
        putFile.bind(Int64(bitPattern: file.offset), at: 6)
        putFile.bind(file.position, at: 7)
        putFile.bind(file.entries, at: 8)
        putFile.bind(file.isFinished ? 1 : 0, at: 9)
        putFile.bind(file.checksum, at: 10)
        try putFile.run()
    }

    func put(_ segment: StoredSegment) throws(SQLiteError) {
        putSegment.bind(segment.fileID, at: 0)
        putSegment.bind(Int64(bitPattern: segment.start), at: 1)
        putSegment.bind(Int64(bitPattern: segment.end), at: 2)
        putSegment.bind(Int64(bitPattern: segment.rulesHash), at: 3)
        putSegment.bind(CountsColumn.encode(segment.counts), at: 4)
        try putSegment.run()
    }

    func forgetFile(_ fileID: Int64) throws(SQLiteError) {
        forgetFile.bind(fileID, at: 0)
        try forgetFile.run()
    }

    func forgetSeries(_ key: StoredSeriesKey, familyID: Int64) throws(SQLiteError) {
        forgetSeries.bind(familyID, at: 0)
        forgetSeries.bind(key.labels, at: 1)
        try forgetSeries.run()
    }

    func put(_ owner: StoredOwner) throws(SQLiteError) {
        putOwner.bind(owner.kind.rawValue, at: 0)
        putOwner.bind(owner.name, at: 1)
        putOwner.bind(owner.checksum, at: 2)
        try putOwner.run()
    }

    func forget(_ owner: StoredOwner) throws(SQLiteError) {
        forgetOwner.bind(owner.kind.rawValue, at: 0)
        forgetOwner.bind(owner.name, at: 1)
        try forgetOwner.run()
    }

    func put(_ document: StoredDocument) throws(SQLiteError) {
        putDocument.bind(document.name, at: 0)
        putDocument.bind(document.content, at: 1)
        putDocument.bind(document.checksum, at: 2)
        try putDocument.run()
    }

    func forgetDocument(_ name: [UInt8]) throws(SQLiteError) {
        forgetDocument.bind(name, at: 0)
        try forgetDocument.run()
    }

    func append(_ loss: StoredLoss) throws(SQLiteError) {
        appendLoss.bind(loss.atMilliseconds, at: 0)
        appendLoss.bind(loss.logName, at: 1)
        appendLoss.bind(loss.path, at: 2)
        appendLoss.bind(Int64(bitPattern: loss.inode), at: 3)
        appendLoss.bind(loss.reason, at: 4)
        appendLoss.bind(Int64(bitPattern: loss.start), at: 5)
        appendLoss.bind(Int64(bitPattern: loss.end), at: 6)
        try appendLoss.run()
    }
}

/// The longer statements. Each `put` writes a row of that key anew or changes the one there is.
private enum Text {
    static let trimLosses =
        "DELETE FROM losses WHERE loss_id <= (SELECT max(loss_id) FROM losses) - \(StateSchema.maxLosses)"

    static let advanceNumber =
        "UPDATE meta SET value = value + 1 WHERE key = '\(StateMeta.commitNumber.rawValue)' AND value = ?1"

    static let putFamily = """
        INSERT INTO families (name, schema) VALUES (?1, ?2)
        ON CONFLICT (name, schema) DO UPDATE SET unregistered_ms = 0 RETURNING family_id
        """

    static let putSeries = """
        INSERT INTO series (family_id, labels, value, started_ms, held_at_zero, checksum)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (family_id, labels) DO UPDATE SET value = excluded.value,
        started_ms = excluded.started_ms, held_at_zero = excluded.held_at_zero, checksum = excluded.checksum
        """

    static let putFile = """
        INSERT INTO files (file_id, log, path, device, inode, birth_ns, offset, position, entries, finished,
        checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (file_id) DO UPDATE SET log = excluded.log, path = excluded.path,
        device = excluded.device, inode = excluded.inode, birth_ns = excluded.birth_ns,
        offset = excluded.offset, position = excluded.position, entries = excluded.entries,
        finished = excluded.finished, checksum = excluded.checksum
        """

    static let putSegment = """
        INSERT INTO segments (file_id, start, "end", rules_hash, counts) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (file_id, start) DO UPDATE SET "end" = excluded."end",
        rules_hash = excluded.rules_hash, counts = excluded.counts
        """

    static let putOwner = """
        INSERT INTO owners (kind, name, checksum) VALUES (?1, ?2, ?3)
        ON CONFLICT (kind, name) DO UPDATE SET absent_ms = 0, checksum = excluded.checksum
        """

    static let putDocument = """
        INSERT INTO documents (name, content, checksum) VALUES (?1, ?2, ?3)
        ON CONFLICT (name) DO UPDATE SET content = excluded.content, checksum = excluded.checksum
        """

    static let appendLoss = """
        INSERT INTO losses (at_ms, log, path, inode, reason, start, "end") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO NOTHING
        """
}
