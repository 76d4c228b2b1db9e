import StateStore

/// What is known of the state store at one moment.
struct StateStatus: Sendable, Equatable {
    var condition: StateCondition
    /// Since the store was opened; a reason that never occurred is absent.
    var resets: [StateResetReason: Int]
    /// In milliseconds since 1970; `nil` before the first since the store was opened.
    var lastCommitMilliseconds: Int64?
    /// Of the commits since the store was opened.
    var commitDurations: CommitDurations

    init(
        condition: StateCondition, resets: [StateResetReason: Int] = [:],
        lastCommitMilliseconds: Int64? = nil, commitDurations: CommitDurations = CommitDurations()
    ) {
        self.condition = condition
        self.resets = resets
        self.lastCommitMilliseconds = lastCommitMilliseconds
        self.commitDurations = commitDurations
    }

    init(_ store: StateStore) {
        self.init(
            condition: store.condition, resets: store.resets,
            lastCommitMilliseconds: store.lastCommitMilliseconds, commitDurations: store.commitDurations)
    }

    /// Of all stores as one: degraded when one of them is.
    init(_ stores: [StateStore]) { self.init(merging: stores.map { StateStatus($0) }) }

    init(merging all: [StateStatus]) {
        self.init(
            condition: all.map(\.condition).first { $0 != .good } ?? .good,
            resets: all.reduce(into: [:]) { Self.add($1.resets, to: &$0) },
            lastCommitMilliseconds: all.compactMap(\.lastCommitMilliseconds).max(),
            commitDurations: all.map(\.commitDurations).reduce(CommitDurations(), +))
    }

    /// One store lies in the directory of the other: who removes that removes both, which is one reset.
    private static func add(_ resets: [StateResetReason: Int], to sum: inout [StateResetReason: Int]) {
        for (reason, count) in resets {
            let earlier = sum[reason] ?? 0
            sum[reason] = reason == .removed ? max(earlier, count) : earlier + count
        }
    }
}
