import Synchronization

/// The state directory: what was counted and up to where, in one database that changes in whole commits.
///
/// One thread commits, maintains and closes; any thread asks for the condition. Faults of the disk never end
/// anything: the store is degraded then, and every commit tries again once its wait is over (1 s, doubling to 30 s).
package final class StateStore: Sendable {
    /// Held during I/O, against the house rule: one thread alone ever asks for it, the others read `status`.
    private let keeper: Mutex<StateKeeper>
    private let status: Mutex<Status>

    /// What any thread may ask for, as of the last call of the owner.
    private struct Status: Sendable {
        var condition: StateCondition
        var needsEverything: Bool
        var resets: [StateResetReason: Int]
        var lastCommitMilliseconds: Int64?
        var commitDurations: CommitDurations

        init(_ keeper: StateKeeper) {
            condition = keeper.condition
            needsEverything = keeper.needsEverything
            resets = keeper.resets
            lastCommitMilliseconds = keeper.lastCommitMilliseconds
            commitDurations = keeper.commitDurations
        }
    }

    /// Opens or creates the directory, takes its lock, and loads what it holds.
    ///
    /// Throws only when another process has the lock. A directory that cannot be written is read as far as it can be.
    package static func open(
        directory: String, programVersion: String, clock: StateClock = .system, faults: StateFaults = .none
    ) throws(StateDirectoryInUse) -> (store: StateStore, state: StoredState) {
        let keeper = StateKeeper(
            directory: StateDirectory(directory), programVersion: programVersion, clock: clock, faults: faults
        )
        let state = try keeper.start()
        return (StateStore(keeper), state)
    }

    private init(_ keeper: sending StateKeeper) {
        status = Mutex(Status(keeper))
        self.keeper = Mutex(keeper)
    }

    /// Writes all of `changes` in one transaction and makes it durable; throws when nothing was written.
    ///
    /// The caller then keeps the changes, and tries again with them and with what came since. While
    /// `needsEverything` is true before the call, `changes` must hold all series, files, segments and documents.
    ///
    /// - Parameter isLast: there is no later time to try again at, so it is tried now, whatever wait an outage has.
    package func commit(_ changes: StateChanges, isLast: Bool = false) throws(StateStoreError) {
        try withKeeper { (keeper) throws(StateStoreError) in try keeper.commit(changes, isLast: isLast) }
    }

    /// Whether the latest commit was written.
    package var condition: StateCondition { status.withLock { $0.condition } }

    /// The database on the disk does not hold what was committed before; cleared by the next successful commit.
    package var needsEverything: Bool { status.withLock { $0.needsEverything } }

    /// How often since `open`, `open` included.
    package var resets: [StateResetReason: Int] { status.withLock { $0.resets } }

    /// When the latest commit was written, in milliseconds since 1970; `nil` before the first since `open`.
    package var lastCommitMilliseconds: Int64? { status.withLock { $0.lastCommitMilliseconds } }

    /// How long the commits since `open` took, those that failed left out.
    package var commitDurations: CommitDurations { status.withLock { $0.commitDurations } }

    /// Looks whether the database is still in its place, and makes the good copy in small steps; call it each second.
    ///
    /// A copy is due 5 minutes after the last one if anything was committed since, and at once while there is none.
    /// When none is due it costs three `stat` calls; a step takes 1 ms, the last one also the check and the fsync.
    /// Returns what failed: a copy, which is tried again 5 minutes later, or the database; then see `condition` and
    /// `needsEverything`.
    @discardableResult
    package func maintain(now: ContinuousClock.Instant) -> StateStoreError? {
        withKeeper { $0.maintain(now: now) }
    }

    /// Drops the series of families that no rule and no collector has registered while the program ran for `limit`,
    /// so that a rule which is removed and put back goes on; call it each hour or so. Returns the families that went.
    @discardableResult
    package func forgetSeries(
        notIn registered: Set<StoredFamily>, after limit: Duration
    ) -> Set<StoredFamily> {
        withKeeper { $0.forgetFamilies(notIn: registered, after: limit) }
    }

    /// The logs and rules that were not `present` while the program ran for `limit`; call it each hour or so.
    ///
    /// What belongs to them is dropped by the commit that forgets them; until then each call names them again.
    package func absentOwners(
        notIn present: Set<StoredOwner>, after limit: Duration
    ) -> Set<StoredOwner> {
        withKeeper { $0.absentOwners(notIn: present, after: limit) }
    }

    /// Moves the journal into the database and releases the lock; later commits fail.
    package func close() {
        withKeeper { $0.close() }
    }

    private func withKeeper<Result: Sendable, Failure>(
        _ body: (StateKeeper) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try keeper.withLock { (keeper) throws(Failure) -> Result in
            // Also after a failure: that is what the others want to know of.
            defer {
                let now = Status(keeper)
                status.withLock { $0 = now }
            }
            return try body(keeper)
        }
    }
}
