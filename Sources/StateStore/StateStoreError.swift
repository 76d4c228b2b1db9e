/// Another program works with the state directory.
package struct StateDirectoryInUse: Error, Equatable {
    package let directory: String
    /// Nil when the lock does not tell.
    package let pid: Int32?

    package var message: String {
        let holder = pid.map { "process \($0) (agent-teams-exporter)" } ?? "another process"
        return
            "state directory \(directory) is in use by \(holder); stop it or choose another with --state.dir"
    }
}

/// Why counters may go on from other values than were last shown: labels of
/// `agent_teams_exporter_state_resets_total`.
package enum StateResetReason: String, CaseIterable, Sendable {
    /// The database was damaged and set aside.
    case damaged
    /// The store could not be written for a while; harmless unless the program died meanwhile.
    case unwritable
    /// The state directory or the database in it was removed or replaced.
    case removed
    /// The database was made by a newer program, or by another one, and set aside.
    case incompatible
}

/// Whether what is committed survives a crash.
package enum StateCondition: Sendable, Equatable {
    case good
    /// Nothing is written at the moment; the store goes on trying.
    case degraded(reason: String)
}

/// Why a commit or a read came to nothing. Each message names the file and what SQLite or the system said.
package enum StateStoreError: Error, Equatable {
    /// Nothing was written; the changes are the caller's to keep.
    case notWritten(reason: String)
    /// The database was lost at run time: the next commit must hold everything (`needsEverything`).
    case databaseLost(reason: String)
    /// The good copy could not be made; the database itself is as it was.
    case copyNotWritten(reason: String)
    /// There is no database to read.
    case noDatabase(directory: String)
    /// There is one, but it cannot be read.
    case unreadable(reason: String)

    package var message: String {
        switch self {
        case .notWritten(let reason): "the state was not written: \(reason)"
        case .databaseLost(let reason): "the state must be written anew as a whole: \(reason)"
        case .copyNotWritten(let reason): "no copy of the state was made: \(reason)"
        case .noDatabase(let directory):
            "no state in \(directory); is --state.dir right, and has serve run with it?"
        case .unreadable(let reason): "the state cannot be read: \(reason)"
        }
    }
}

/// What went wrong inside the module, by what is to be done about it.
enum StateFault: Error, Equatable {
    /// The content is broken: set it aside.
    case damaged(String)
    /// The content is good but not for us: set it aside.
    case incompatible(String)
    /// The files were removed or replaced below an open database: open what lies there now.
    case removed(String)
    /// It may work later. `needsReopening`: not with the open connection.
    case unwritable(String, needsReopening: Bool)

    init(_ error: SQLiteError, _ path: String) {
        let text = "\(path): \(error.message)"
        self =
            error.isDamage
            ? .damaged(text)
            : .unwritable(text, needsReopening: !error.isDiskFull && !error.isBusy && !error.isConstraint)
    }

    init(_ error: SystemCallError) {
        self = .unwritable(error.message, needsReopening: true)
    }

    var text: String {
        switch self {
        case .damaged(let text), .incompatible(let text), .removed(let text), .unwritable(let text, _): text
        }
    }

    var resetReason: StateResetReason {
        switch self {
        case .damaged: .damaged
        case .incompatible: .incompatible
        case .removed: .removed
        case .unwritable: .unwritable
        }
    }
}

/// Runs calls on the database at `path`, and tells of a failure in the terms of the store.
func sqlite<Result>(
    _ path: String, _ body: () throws(SQLiteError) -> Result
) throws(StateFault) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw StateFault(error, path) }
}

/// Runs system calls, and tells of a failure in the terms of the store.
func system<Result>(_ body: () throws(SystemCallError) -> Result) throws(StateFault) -> Result {
    do throws(SystemCallError) { return try body() } catch { throw StateFault(error) }
}
