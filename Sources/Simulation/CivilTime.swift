/// A point in time as calendar fields, in UTC; made from epoch milliseconds without a time zone library.
struct CivilTime {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    let second: Int
    let millisecond: Int

    init(epochMs: Int64) {
        let seconds = Int(epochMs.floorDivided(by: 1000))
        millisecond = Int(epochMs - Int64(seconds) * 1000)
        let days = seconds.floorDivided(by: 86_400)
        let rest = seconds - days * 86_400
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        (year, month, day) = Self.date(daysSince1970: days)
    }

    /// `2026-02-07T12:00:00.123Z`, as the inboxes hold it.
    var iso: String { "\(date)T\(clock).\(millisecond.padded(3))Z" }

    /// `2026-02-07 12:00:00,123`, as Python's `%(asctime)s` prints it.
    var python: String { "\(date) \(clock),\(millisecond.padded(3))" }

    private var date: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }
    private var clock: String { "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" }

    /// The proleptic Gregorian date of a day number, counted in eras of 400 years that begin in March.
    private static func date(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension BinaryInteger {
    /// Division that rounds down for negative numbers too.
    fileprivate func floorDivided(by divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

extension Int {
    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
