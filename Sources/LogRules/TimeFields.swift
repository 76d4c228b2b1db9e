import PatternMatching

/// The fields of a time as they were written.
struct TimeFields {
    private var year: Int?
    private var month = 1
    private var day = 1
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var millisecond = 0
    private var epoch: Int?
    private var offset: Int?

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads the named groups of the last match.
    init(_ pattern: Pattern, _ text: Span<UInt8>, _ matcher: borrowing PatternMatcher) {
        func field(_ name: String) -> String? {
            for group in pattern.captureIndices(named: name) {
                guard let range = matcher.capture(group) else { continue }
                return String(decoding: [UInt8](copying: text.extracting(range)), as: UTF8.self)
            }
            return nil
        }
        func number(_ name: String) -> Int? { field(name).flatMap { Int($0.drop { $0 == " " }) } }
        // As strptime has it: 69 to 99 are of the last century.
        year = number("year") ?? number("shortyear").map { $0 < 69 ? 2000 + $0 : 1900 + $0 }
        month = field("name").map { (Self.monthNames.firstIndex(of: $0) ?? -1) + 1 } ?? number("month") ?? 1
        day = number("day") ?? 1
        hour = number("hour") ?? 0
        minute = number("minute") ?? 0
        second = number("second") ?? 0
        millisecond = field("fraction").flatMap { Int(($0 + "00").prefix(3)) } ?? 0
        epoch = number("epoch")
        offset = field("zone").flatMap(Self.offset)
    }

    /// Seconds east of Greenwich.
    private static func offset(_ text: String) -> Int? {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        guard text.hasPrefix("+") || text.hasPrefix("-") else { return 0 }
        guard let number = Int(digits), digits.count == 4 else { return nil }
        let seconds = number / 100 * 3600 + number % 100 * 60
        return text.hasPrefix("-") ? -seconds : seconds
    }

    func epochMilliseconds(zone: TimeZoneRule, reference: Int64) -> Int64? {
        if let epoch { return Int64(epoch) * 1000 + Int64(millisecond) }
        // A leap second is the first of the next minute.
        guard (1...12).contains(month), hour < 24, minute < 60, second <= 60 else { return nil }
        if let year { return milliseconds(year: year, zone: zone, reference: reference) }
        let latest = reference + 86_400_000
        let present = CivilDay(daysSince1970: Int(reference.flooredQuotient(by: 86_400_000))).year
        // Back to the leap year before the last, because 29 February is not in every one (and 1900 had none).
        for year in (present - 8...present + 1).reversed() {
            guard let time = milliseconds(year: year, zone: zone, reference: reference), time <= latest else {
                continue
            }
            return time
        }
        return nil
    }

    private func milliseconds(year: Int, zone: TimeZoneRule, reference: Int64) -> Int64? {
        guard let days = CivilDay(year: year, month: month, day: day).daysSince1970 else { return nil }
        let wall = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        let seconds =
            offset.map { wall - Int64($0) }
            ?? zone.epochSeconds(ofWallClock: wall, near: reference.flooredQuotient(by: 1000))
        return seconds * 1000 + Int64(millisecond)
    }
}

/// A day of the proleptic Gregorian calendar.
struct CivilDay {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counted in eras of 400 years that begin on 1 March.
    init(daysSince1970: Int) {
        let shifted = daysSince1970 + 719_468
        let era = Int(Int64(shifted).flooredQuotient(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    }

    /// `nil` when there is no such day.
    var daysSince1970: Int? {
        let fromMarch = month > 2 ? year : year - 1
        let era = Int(Int64(fromMarch).flooredQuotient(by: 400))
        let yearOfEra = fromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let back = CivilDay(daysSince1970: days)
        return back.year == year && back.month == month && back.day == day ? days : nil
    }
}

extension Int64 {
    /// Division that rounds down for negative numbers too.
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
