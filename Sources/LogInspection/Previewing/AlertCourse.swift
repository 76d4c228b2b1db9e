/// The life of one alert of one label set, as Prometheus' rule evaluation leads it: quiet, pending, firing.
struct AlertCourse {
    /// Seconds since 1970 of the evaluations at which it began to fire and was found over.
    struct Firing: Equatable {
        let start: Int64
        /// Nil while it goes on.
        var end: Int64?
    }

    private(set) var firings: [Firing] = []
    private var activeSince: Int64?
    private var isFiring = false
    /// The first evaluation at which a firing alert's condition did not hold any more.
    private var overSince: Int64?

    /// - Parameters:
    ///   - holds: whether the expression has a value for the label set.
    ///   - hold: seconds of `for`.
    ///   - keep: seconds of `keep_firing_for`.
    mutating func evaluate(_ holds: Bool, at seconds: Int64, hold: Int64, keep: Int64) {
        guard holds else { return evaluateQuiet(at: seconds, keep: keep) }
        overSince = nil
        let since = activeSince ?? seconds
        activeSince = since
        if !isFiring, seconds - since >= hold {
            isFiring = true
            firings.append(Firing(start: seconds))
        }
    }

    private mutating func evaluateQuiet(at seconds: Int64, keep: Int64) {
        guard isFiring else {
            activeSince = nil
            return
        }
        let since = overSince ?? seconds
        overSince = since
        guard keep == 0 || seconds - since >= keep else { return }
        firings[firings.count - 1].end = seconds
        (activeSince, overSince, isFiring) = (nil, nil, false)
    }
}
