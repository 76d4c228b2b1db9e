/// Opens the best database that a directory offers, and repairs the directory where that is needed.
struct SoundDatabase {
    let database: StateDatabase
    let state: StoredState
    /// What had to be given up on the way, in order.
    let faults: [StateFault]

    /// Sets a broken database aside and goes on with the copy, without one or with a broken one with an empty
    /// database. Throws only `unwritable`.
    ///
    /// With `discarding` the database that lies there is known to be broken, however sound it may look.
    static func open(
        in directory: StateDirectory, programVersion: String, wallMilliseconds: Int64,
        discarding known: StateFault? = nil
    ) throws(StateFault) -> SoundDatabase {
        var faults: [StateFault] = []
        var source = Source.database
        if let fault = try known == nil ? lossBeforeOpening(directory) : known {
            faults.append(fault)
            if fault.resetReason != .removed {
                try directory.setAside(fault.resetReason, atMilliseconds: wallMilliseconds)
            }
            source = .copy
        }
        while true {
            do throws(StateFault) {
                if source == .copy, try !directory.restoreCopy() { source = .nothing }
                try directory.makeDatabase()
                let database = try StateDatabase(
                    path: directory.database, programVersion: programVersion,
                    wallMilliseconds: wallMilliseconds)
                if source == .database { try expectNewest(database, in: directory) }
                return SoundDatabase(
                    database: database, state: try database.tables.state(), faults: faults)
            } catch {
                guard error.resetReason != .unwritable, let following = source.following else {
                    throw .unwritable(error.text, needsReopening: true)
                }
                // That a copy is no better is part of the fault already told.
                if source == .database { faults.append(error) }
                try directory.setAside(error.resetReason, atMilliseconds: wallMilliseconds)
                source = following
            }
        }
    }

    private enum Source {
        case database, copy, nothing

        var following: Source? {
            switch self {
            case .database: .copy
            case .copy: .nothing
            case .nothing: nil
            }
        }
    }

    /// A database that is empty, or older than its own copy, has lost its journal: SQLite takes a damaged one for one
    /// that a crash has cut short.
    private static func expectNewest(
        _ database: StateDatabase, in directory: StateDirectory
    ) throws(StateFault) {
        guard SystemCalls.exists(directory.copy) else { return }
        if database.isNew { throw .damaged("\(directory.database) is empty although it has a copy") }
        let copied: StateDatabase.Anchor
        do throws(StateFault) {
            copied = try StateTables(path: directory.copy, access: .immutable).anchor()
        } catch {
            // A copy that cannot be read proves nothing; the next one takes its place.
            return
        }
        if copied.storeID == database.anchor.storeID, copied.commitNumber > database.anchor.commitNumber {
            throw .damaged("\(directory.database) is older than its copy: its journal was lost")
        }
    }

    /// What SQLite would not tell: a directory in the place of the database, and a missing one that has a copy.
    private static func lossBeforeOpening(_ directory: StateDirectory) throws(StateFault) -> StateFault? {
        let path = directory.database
        guard SystemCalls.exists(path) else {
            return SystemCalls.exists(directory.copy)
                ? .removed("\(path) is missing although its copy exists") : nil
        }
        let facts = try system { () throws(SystemCallError) in try SystemCalls.facts(of: path) }
        return facts.isDirectory ? .damaged("\(path) is a directory") : nil
    }

    /// Loads what can be read where nothing can be written; `nil` when nothing can.
    ///
    /// A WAL is read as long as its `-shm` lies beside it, which only a hand can remove without it; else what was
    /// moved into the database file is all there is.
    static func readOnly(
        in directory: StateDirectory
    ) -> (state: StoredState, anchor: StateDatabase.Anchor)? {
        let attempts: [(String, SQLiteConnection.Access)] = [
            (directory.database, .readOnly), (directory.database, .immutable), (directory.copy, .immutable),
        ]
        for (path, access) in attempts where SystemCalls.exists(path) {
            do throws(StateFault) {
                let tables = try StateTables(path: path, access: access)
                return (try tables.state(), try tables.anchor())
            } catch {
                // The next one may be readable; that the store is degraded is told by the caller.
                continue
            }
        }
        return nil
    }
}

extension StateTables {
    fileprivate func anchor() throws(StateFault) -> StateDatabase.Anchor {
        StateDatabase.Anchor(storeID: try meta(.storeID), commitNumber: try meta(.commitNumber))
    }

    /// Opens a database of ours for reading only.
    init(path: String, access: SQLiteConnection.Access) throws(StateFault) {
        let connection = try sqlite(path) { () throws(SQLiteError) in
            try SQLiteConnection(path: path, access: access, busyTimeoutMilliseconds: 2000)
        }
        let origin = try sqlite(path) { () throws(SQLiteError) in try StateSchema.origin(of: connection) }
        switch origin {
        case .ours: self.init(connection: connection, path: path)
        case .empty: throw .damaged("\(path) is empty")
        case .foreign(let reason): throw .incompatible("\(path) \(reason)")
        }
    }
}
