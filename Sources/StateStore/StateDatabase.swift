/// A database that was proven sound, open for writing, with its statements prepared.
final class StateDatabase {
    /// Which database, and which of its commits: tells whether memory and disk still agree.
    struct Anchor: Equatable {
        var storeID: Int64
        var commitNumber: Int64
    }

    let path: String
    let connection: SQLiteConnection
    private(set) var anchor: Anchor
    /// It was empty when opened.
    let isNew: Bool
    private let statements: StateStatements
    private var familyIDs: [StoredFamily: Int64] = [:]

    var tables: StateTables { StateTables(connection: connection, path: path) }

    /// The file must exist; an empty one becomes a new database.
    init(path: String, programVersion: String, wallMilliseconds: Int64) throws(StateFault) {
        self.path = path
        let connection = try sqlite(path) { () throws(SQLiteError) in
            let connection = try SQLiteConnection(path: path, access: .readWrite)
            try connection.execute(StateSchema.settings)
            return connection
        }
        // Asked before anything is written: a database of others is left as it is.
        let origin = try sqlite(path) { () throws(SQLiteError) in try StateSchema.origin(of: connection) }
        if case .foreign(let reason) = origin { throw .incompatible("\(path) \(reason)") }
        statements = try sqlite(path) { () throws(SQLiteError) in
            _ = try connection.text("PRAGMA journal_mode = WAL")
            if origin == .empty {
                try Self.create(connection, programVersion: programVersion, at: wallMilliseconds)
            } else {
                try Self.check(connection)
                try connection.execute(StateSchema.additions)
            }
            return try StateStatements(connection)
        }
        isNew = origin == .empty
        self.connection = connection
        anchor = try sqlite(path) { [statements] () throws(SQLiteError) in
            try statements.setProgramVersion(programVersion)
            let number = try statements.meta(.commitNumber)
            // A thousand commits a second would take it there in 285,000 years.
            guard 0..<(1 << 53) ~= number else { throw .damage("commit_number is \(number)") }
            return Anchor(storeID: try statements.meta(.storeID), commitNumber: number)
        }
    }

    private static func create(
        _ connection: SQLiteConnection, programVersion: String, at milliseconds: Int64
    ) throws(SQLiteError) {
        try connection.execute("BEGIN IMMEDIATE; \(StateSchema.creation)")
        let insert = try connection.prepare("INSERT INTO meta (key, value) VALUES (?1, ?2)")
        for (key, value) in [
            (StateMeta.storeID, Int64.random(in: 1 ... .max)), (.commitNumber, 0),
            (.createdMilliseconds, milliseconds), (.lastCommitMilliseconds, milliseconds),
        ] {
            insert.bind(key.rawValue, at: 0)
            insert.bind(value, at: 1)
            try insert.run()
        }
        insert.bind(StateMeta.programVersion.rawValue, at: 0)
        insert.bind(programVersion, at: 1)
        try insert.run()
        try connection.execute("COMMIT")
    }

    /// Looks for damage of the tree of pages, unless that would take long.
    static func check(_ connection: SQLiteConnection) throws(SQLiteError) {
        let pages = try connection.integer("PRAGMA page_count") ?? 0
        let pageBytes = try connection.integer("PRAGMA page_size") ?? 0
        guard pages * pageBytes <= StateSchema.maxCheckedBytes else { return }
        let finding = try connection.text("PRAGMA quick_check(1)") ?? "no answer"
        if finding != "ok" { throw SQLiteError.damage(finding) }
    }

    /// Writes all of `changes`, or nothing.
    ///
    /// With `replacesFiles` the files, segments and documents of `changes` are all there are: for a database that others
    /// or an older time have left. Series are never dropped here; those of `changes` take their new values.
    func commit(
        _ changes: StateChanges, replacesFiles: Bool, atMilliseconds: Int64, faults: StateFaults = .none
    ) throws(StateFault) {
        do throws(StateFault) {
            let isOurs = try sqlite(path) { () throws(SQLiteError) in
                try statements.begin.run()
                return try statements.advance(from: anchor.commitNumber, at: atMilliseconds)
            }
            guard isOurs else { throw .removed("\(path): another program has written to it") }
            try sqlite(path) { () throws(SQLiteError) in
                if replacesFiles { try connection.execute("DELETE FROM files; DELETE FROM documents") }
                try write(changes)
                if faults.isDiskFull() { throw .diskFull }
                try statements.commit.run()
            }
            anchor.commitNumber &+= 1
        } catch {
            familyIDs = [:]
            rollBack()
            throw error
        }
    }

    private func write(_ changes: StateChanges) throws(SQLiteError) {
        for owner in changes.forgottenOwners { try statements.forget(owner) }
        for owner in changes.owners { try statements.put(owner) }
        for key in changes.forgottenSeries {
            try statements.forgetSeries(key, familyID: familyID(of: key))
        }
        for series in changes.series {
            try statements.put(series, familyID: familyID(of: series.key))
        }
        for file in changes.files { try statements.put(file) }
        let forgotten = Set(changes.forgottenFileIDs)
        for segment in changes.segments where !forgotten.contains(segment.fileID) {
            try statements.put(segment)
        }
        for fileID in forgotten { try statements.forgetFile(fileID) }
        for name in changes.forgottenDocuments { try statements.forgetDocument(name) }
        for document in changes.documents { try statements.put(document) }
        for loss in changes.losses { try statements.append(loss) }
        if !changes.losses.isEmpty { try statements.trimLosses.run() }
    }

    private func familyID(of key: StoredSeriesKey) throws(SQLiteError) -> Int64 {
        let family = StoredFamily(name: key.family, schema: key.schema)
        if let known = familyIDs[family] { return known }
        let id = try statements.familyID(of: family)
        familyIDs[family] = id
        return id
    }

    /// Moves what is in the WAL into the database file.
    func checkpoint() throws(StateFault) {
        try sqlite(path) { () throws(SQLiteError) in
            try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// Runs `body` in a transaction of its own; all of it is written, or nothing.
    func inTransaction<Result>(_ body: () throws(SQLiteError) -> Result) throws(StateFault) -> Result {
        do throws(StateFault) {
            return try sqlite(path) { () throws(SQLiteError) in
                try statements.begin.run()
                let result = try body()
                try statements.commit.run()
                return result
            }
        } catch {
            rollBack()
            throw error
        }
    }

    /// The keys of families may have changed.
    func forgetFamilyIDs() { familyIDs = [:] }

    /// Many failures have rolled back already; one that cannot be rolled back shows at the next `BEGIN`.
    private func rollBack() {
        if connection.isInTransaction { _ = try? connection.execute("ROLLBACK") }
    }
}
