/// What a consumer learns after each turn of the tailer.
package struct TailTurn: Sendable {
    /// The time of the turn.
    package var now: ContinuousClock.Instant
    /// Every file was read as far as it was known to reach.
    package var isCaughtUp: Bool
    package var status: TailStatus

    package init(now: ContinuousClock.Instant, isCaughtUp: Bool, status: TailStatus) {
        self.now = now
        self.isCaughtUp = isCaughtUp
        self.status = status
    }
}
