import Glibc

/// What clocks on the wall show: seconds east of Greenwich at each instant.
package struct TimeZoneRule: Sendable {
    private let offset: @Sendable (_ epochSeconds: Int64) -> Int

    /// `offset` gives the seconds east of Greenwich at an instant.
    package init(offset: @escaping @Sendable (_ epochSeconds: Int64) -> Int) { self.offset = offset }

    package static let utc = TimeZoneRule { _ in 0 }

    /// The zone of this machine or process (`TZ`).
    package static let local = TimeZoneRule { seconds in
        var time = time_t(seconds)
        // Invariant: both arguments are variables of this frame, and localtime_r keeps neither; the pointer to the
        // zone's name is not read.
        var fields = unsafe tm()
        return unsafe localtime_r(&time, &fields) == nil ? 0 : fields.tm_gmtoff
    }

    /// The instant at which clocks showed `wall`, given as if it were UTC.
    ///
    /// Where they showed it twice it is the one nearer to `reference`; where they skipped it, the offset before
    /// the change counts.
    func epochSeconds(ofWallClock wall: Int64, near reference: Int64) -> Int64 {
        let before = wall - Int64(offset(wall - 86_400))
        let after = wall - Int64(offset(wall + 86_400))
        let isReal = { (instant: Int64) in instant + Int64(offset(instant)) == wall }
        switch (isReal(before), isReal(after)) {
        case (true, true): return abs(after - reference) < abs(before - reference) ? after : before
        case (false, true): return after
        case (true, false), (false, false): return before
        }
    }
}
