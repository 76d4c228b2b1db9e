package import TeamTracking

/// How another keeps what it counts in the store of the teams; called by the recorder's thread.
package struct BookContribution: Sendable {
    let hasNews: @Sendable () -> Bool
    let takeChanges: @Sendable (_ everything: Bool) -> [StateChange]
    let didCommit: @Sendable () -> Void

    /// - Parameters:
    ///   - hasNews: whether there is something to store; one that never knows may always say so, at the cost of being
    ///     asked for changes once a second.
    ///   - takeChanges: what is not stored yet, or all there is; counts as stored from then on.
    ///   - didCommit: what was taken last is stored, or cannot be and is to be shown nonetheless.
    package init(
        hasNews: @escaping @Sendable () -> Bool,
        takeChanges: @escaping @Sendable (_ everything: Bool) -> [StateChange],
        didCommit: @escaping @Sendable () -> Void = {}
    ) {
        self.hasNews = hasNews
        self.takeChanges = takeChanges
        self.didCommit = didCommit
    }
}
