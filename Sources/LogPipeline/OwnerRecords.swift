import StateStore

/// Which logs and rules the store knows: a log that it has never known is met for the first time.
struct OwnerRecords {
    /// All that the store has, or will have with the next commit.
    private(set) var known: Set<StoredOwner> = []
    private(set) var uncommitted: Set<StoredOwner> = []
    private(set) var forgotten: Set<StoredOwner> = []

    /// Takes up what was stored.
    ///
    /// - Parameters:
    ///   - pending: what the recorder before this one could not write.
    ///   - others: owners of what is stored; the store of an older program does not name them.
    mutating func restore(_ stored: Set<StoredOwner>, pending: StateChanges, others: Set<StoredOwner>) {
        known = stored
        uncommitted = pending.owners
        forgotten = pending.forgottenOwners.subtracting(stored)
        add(others)
    }

    /// These are there now.
    mutating func add(_ owners: Set<StoredOwner>) {
        let news = owners.subtracting(known)
        guard !news.isEmpty else { return }
        known.formUnion(news)
        uncommitted.formUnion(news)
    }

    /// These were absent for too long.
    mutating func forget(_ owners: Set<StoredOwner>) {
        known.subtract(owners)
        uncommitted.subtract(owners)
        forgotten.formUnion(owners)
    }

    /// Puts into `changes` what is not committed, or all there is.
    func fill(_ changes: inout StateChanges, everything: Bool) {
        changes.owners = everything ? known : uncommitted
        changes.forgottenOwners = forgotten
    }

    mutating func didCommit() {
        uncommitted.removeAll()
        forgotten.removeAll()
    }

    var logNames: Set<String> { Set(known.filter { $0.kind == .log }.map(\.name)) }
}
