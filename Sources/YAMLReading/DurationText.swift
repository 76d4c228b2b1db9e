/// Durations as Prometheus' configuration writes them: whole numbers with units, largest first, each once.
enum DurationText {
    /// Units from the largest, with their length in milliseconds. A year is 365 days, as in Prometheus.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 365 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000),
        ("s", 1000), ("ms", 1),
    ]

    static func parse(_ text: String) -> Result<Duration, ValueFault> {
        if text == "0" { return .success(.zero) }
        var rest = Substring(text)
        var total: Int64 = 0
        var next = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard NumberText.isDigits(digits) else { return .failure(ValueFault(hint: misfit(text))) }
            guard let index = units.firstIndex(where: { $0.name == unit }) else {
                return .failure(ValueFault(hint: misfit(text)))
            }
            guard index >= next else {
                return .failure(ValueFault(hint: "write each unit once, the largest first: 1h30m"))
            }
            let (product, tooLong) = (Int64(digits) ?? .max).multipliedReportingOverflow(
                by: units[index].milliseconds)
            let (sum, tooLongSum) = total.addingReportingOverflow(product)
            guard !tooLong, !tooLongSum else { return .failure(ValueFault(hint: "write a shorter duration")) }
            total = sum
            next = index + 1
            rest = rest.dropFirst(digits.count + unit.count)
        }
        guard next > 0 else { return .failure(ValueFault(hint: misfit(text))) }
        return .success(.milliseconds(total))
    }

    /// The notation that `parse` reads, such as `1h30m`; parts below a millisecond are dropped.
    static func describe(_ duration: Duration) -> String {
        let parts = duration.components
        var rest = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        guard rest > 0 else { return "0" }
        var text = ""
        for unit in units.dropFirst(2) where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }

    private static func misfit(_ text: String) -> String {
        if NumberText.isDigits(Substring(text)) { return "add a unit: did you mean \(text)s?" }
        if text.contains(".") { return "write whole numbers: 1h30m, not 1.5h" }
        if text.hasPrefix("-") { return "a duration cannot be negative" }
        return "units are y, w, d, h, m, s, ms, as in 30d, 1h30m or 250ms"
    }
}
