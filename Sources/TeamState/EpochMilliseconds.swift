/// Times as the state files write them, turned into milliseconds since 1970 (UTC).
package enum EpochMilliseconds {
    /// After 1970-01-01 and before the year 5138: what is outside, such as the zero time that some programs write
    /// for "never", is no date of a team.
    private static let plausible: Range<Int64> = 1..<100_000_000_000_000

    /// A number of a date field: milliseconds, or seconds when it is too small to be a recent time in milliseconds.
    ///
    /// Below 10^11 it is seconds (as milliseconds that would be before March 1973).
    static func from(number: Double) -> Int64? {
        let milliseconds = (number < 1e11 ? number * 1000 : number).rounded(.down)
        return Int64(exactly: milliseconds).flatMap(checked)
    }

    /// A date in words: ISO 8601 as in 2026-07-29T20:00:00.000Z, or a number in a string.
    package static func from(text: String) -> Int64? {
        if let milliseconds = from(isoText: text) { return milliseconds }
        return Double(text).flatMap(from(number:))
    }

    /// ISO 8601 with 0 to 9 fraction digits (cut to milliseconds), `T` or a blank, and an offset or none (UTC).
    static func from(isoText text: String) -> Int64? {
        var scanner = DateScanner(Array(text.utf8))
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2),
            scanner.skip("-"),
            let day = scanner.digits(2), (1...12).contains(month),
            (1...daysIn(month: month, year: year)).contains(day)
        else { return nil }
        let dayMs = daysSinceEpoch(year: year, month: month, day: day) * 86_400_000
        if scanner.isAtEnd { return checked(dayMs) }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let hour = scanner.digits(2),
            scanner.skip(":"), let minute = scanner.digits(2), hour < 24, minute < 60
        else { return nil }
        var second: Int64 = 0
        if scanner.skip(":") {
            guard let value = scanner.digits(2), value <= 60 else { return nil }
            second = value
        }
        guard let fraction = scanner.fractionMs(), let offset = scanner.offsetMinutes(), scanner.isAtEnd
        else {
            return nil
        }
        return checked(dayMs + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction)
    }

    private static func checked(_ milliseconds: Int64) -> Int64? {
        plausible.contains(milliseconds) ? milliseconds : nil
    }

    private static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counted in years that start in March so that the leap day is
    /// the last of its year.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }
}

/// Walks over the bytes of one written date.
private struct DateScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// `.5` is 500; none is 0; a point or comma without digits, or more than nine of them, is no date.
    mutating func fractionMs() -> Int64? {
        guard skip(".") || skip(",") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = digit() {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in min(count, 3)..<3 { value *= 10 }
        return value
    }

    /// `Z`, `+02:00`, `+0200`, `+02`, or nothing.
    mutating func offsetMinutes() -> Int64? {
        if isAtEnd || skip("Z") || skip("z") { return 0 }
        let isBehind = skip("-")
        guard isBehind || skip("+"), let hours = digits(2), hours < 24 else { return nil }
        var minutes: Int64 = 0
        if skip(":") || !isAtEnd {
            guard let value = digits(2), value < 60 else { return nil }
            minutes = value
        }
        let offset = hours * 60 + minutes
        return isBehind ? -offset : offset
    }

    private mutating func digit() -> Int64? {
        guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else {
            return nil
        }
        defer { position += 1 }
        return Int64(bytes[position] - UInt8(ascii: "0"))
    }
}
