package import LogRules
import PatternMatching
import YAMLReading

/// A moment as people write it on a command line: `24h` ago, `2026-02-07 12:00`, or `@1770465600`.
package enum TimeBound {
    private static let formats = [
        "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M%z",
        "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f%z", "@%s",
    ]

    /// Milliseconds since 1970; nil where the text is no moment.
    ///
    /// Times without a zone are those of the clocks here.
    package static func milliseconds(
        reading text: String, nowMs: Int64, zone: TimeZoneRule = .local
    ) -> Int64? {
        if let duration = try? Duration(reading: text) {
            let parts = duration.components
            return nowMs &- parts.seconds &* 1000 &- parts.attoseconds / 1_000_000_000_000_000
        }
        // The letter of RFC 3339 between day and time; none of our formats has another one.
        let line = Array(text.replacing("T", with: " ").utf8)
        var matcher = PatternMatcher()
        for format in formats {
            let reader = reader(format, zone)
            if let time = reader.epochMilliseconds(of: line.span, reference: nowMs, matcher: &matcher) {
                return time
            }
        }
        return nil
    }

    private static func reader(_ format: String, _ zone: TimeZoneRule) -> EntryTime {
        do {
            let format = try TimeFormat(format)
            return try EntryTime(pattern: try Pattern(#"\A(?<time>.+)\z"#), format: format, zone: zone)
        } catch {
            preconditionFailure("one of the program's own formats is broken: \(error)")
        }
    }
}
