import Glibc

/// Hours and minutes on this machine's clock.
package struct TimeOfDay: Sendable, Equatable {
    package let hour: Int
    package let minute: Int

    package init(hour: Int, minute: Int) {
        precondition((0..<24).contains(hour) && (0..<60).contains(minute), "no time of day")
        self.hour = hour
        self.minute = minute
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// The first time after this one at which clocks show it, in seconds since 1970.
    ///
    /// On a day on which clocks skip it, it is when they would have shown it.
    package func next(after seconds: Int) -> Int {
        for days in 0...1 {
            let time = occurrence(onDayOf: seconds, days: days)
            if time > seconds { return time }
        }
        return seconds + 86_400
    }

    private func occurrence(onDayOf seconds: Int, days: Int) -> Int {
        var time = time_t(seconds)
        // Invariant for each use of it: a plain value; its one pointer, the zone's name, is neither read nor kept.
        var fields = unsafe tm()
        // Invariant: both arguments are variables of this frame, and localtime_r keeps neither.
        _ = unsafe localtime_r(&time, &fields)
        unsafe fields.tm_mday += Int32(days)
        unsafe fields.tm_hour = Int32(hour)
        unsafe fields.tm_min = Int32(minute)
        unsafe fields.tm_sec = 0
        unsafe fields.tm_isdst = -1
        return unsafe Int(mktime(&fields))
    }
}
