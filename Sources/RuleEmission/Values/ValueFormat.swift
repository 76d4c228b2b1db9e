/// How an alert's value is shown in its description, by the functions of Prometheus' templates.
enum ValueFormat: Sendable {
    case percentage
    case duration
    case bytes
    case number

    /// What stands in the description of the rule.
    var template: String {
        switch self {
        case .percentage: "{{ $value | humanizePercentage }}"
        case .duration: "{{ $value | humanizeDuration }}"
        case .bytes: "{{ $value | humanize1024 }}B"
        case .number: "{{ $value | humanize }}"
        }
    }

    /// What Prometheus makes of it, for the expectations of tests.
    func rendered(_ value: Double) -> String {
        switch self {
        case .percentage: Self.general(value * 100) + "%"
        case .duration: Self.humanDuration(value)
        case .bytes: Self.scaled(value, by: 1024, ["", "ki", "Mi", "Gi", "Ti", "Pi"]) + "B"
        case .number: Self.scaled(value, by: 1000, ["", "k", "M", "G", "T", "P"])
        }
    }

    private static func humanDuration(_ value: Double) -> String {
        guard value >= 1 else {
            return value == 0 ? "0s" : general(value * 1000) + "ms"
        }
        let whole = Int(value)
        let (days, hours, minutes, seconds) =
            (whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60)
        if days > 0 { return "\(days)d \(hours)h \(minutes)m \(seconds)s" }
        if hours > 0 { return "\(hours)h \(minutes)m \(seconds)s" }
        if minutes > 0 { return "\(minutes)m \(seconds)s" }
        return general(value) + "s"
    }

    private static func scaled(_ value: Double, by base: Double, _ prefixes: [String]) -> String {
        var (rest, place) = (value, 0)
        while rest.magnitude >= base, place < prefixes.count - 1 {
            rest /= base
            place += 1
        }
        return general(rest) + prefixes[place]
    }

    /// Go's `%.4g` for numbers from 0.0001 to 9999: four digits that count, without zeros at the end.
    static func general(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        var (power, magnitude) = (1.0, value.magnitude)
        while magnitude < 999.95 {
            magnitude *= 10
            power *= 10
        }
        return PrometheusText.number((value * power).rounded() / power)
    }
}
