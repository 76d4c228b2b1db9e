import StateStore

/// What is known of the state store at one moment.
struct StateStatus: Sendable, Equatable {
    var condition: StateCondition
    /// Since the store was opened; a reason that never occurred is absent.
    var resets: [StateResetReason: Int]
    /// In milliseconds since 1970; `nil` before the first since the store was opened.
    var lastCommitMilliseconds: Int64?

    init(
        condition: StateCondition, resets: [StateResetReason: Int] = [:],
        lastCommitMilliseconds: Int64? = nil
    ) {
        self.condition = condition
        self.resets = resets
        self.lastCommitMilliseconds = lastCommitMilliseconds
    }

    init(_ store: StateStore) {
        self.init(
            condition: store.condition, resets: store.resets,
            lastCommitMilliseconds: store.lastCommitMilliseconds)
    }

    /// Of all stores as one: degraded when one of them is.
    init(_ stores: [StateStore]) {
        let all = stores.map { StateStatus($0) }
        self.init(
            condition: all.map(\.condition).first { $0 != .good } ?? .good,
            resets: all.reduce(into: [:]) { $0.merge($1.resets, uniquingKeysWith: +) },
            lastCommitMilliseconds: all.compactMap(\.lastCommitMilliseconds).max())
    }
}
