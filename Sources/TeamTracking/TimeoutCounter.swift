/// Counts how often an agent went from up to down because it was quiet for too long. Pure.
struct TimeoutCounter: Sendable, Equatable {
    enum Verdict: UInt8, Sendable {
        case up
        /// Quiet for the threshold while something is expected of it.
        case timedOut
        /// Down for another reason, or not there.
        case down
    }

    private(set) var count: Int64 = 0
    private(set) var verdict: Verdict?
    /// False from a timeout on until it does something again.
    private(set) var isArmed = true
    private(set) var activityMs: Int64?

    init() {}

    init(count: Int64, verdict: Verdict?, isArmed: Bool, activityMs: Int64?) {
        self.count = count
        self.verdict = verdict
        self.isArmed = isArmed
        self.activityMs = activityMs
    }

    /// Takes in one look.
    ///
    /// - Parameters:
    ///   - activityMs: the latest thing it is known to have done.
    ///   - isFirst: it is judged by other rules than before, so that what changed may not be its doing. The very first
    ///     look is so by itself.
    mutating func take(_ verdict: Verdict, activityMs: Int64?, isFirst: Bool = false) {
        if let activityMs, activityMs > self.activityMs ?? .min {
            self.activityMs = activityMs
            isArmed = true
        }
        if verdict == .timedOut, isArmed {
            switch self.verdict {
            case .up where !isFirst:
                count += 1
                isArmed = false
            // It was down already when we came, or came down otherwise.
            case nil, .up: isArmed = false
            case .timedOut, .down: break
            }
        }
        self.verdict = verdict
    }
}
