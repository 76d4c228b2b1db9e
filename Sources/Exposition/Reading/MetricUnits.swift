/// The units that Prometheus names are made of.
///
/// Source: the conventions of Prometheus (prometheus.io/docs/practices/naming) and the words promtool knows.
enum MetricUnits {
    static let base: Set<String> = [
        "seconds", "bytes", "celsius", "kelvin", "meters", "metres", "volts", "amperes", "joules", "grams",
        "ratio",
        "hertz",
    ]

    /// Words for which a base unit exists.
    private static let replacements: [String: String] = [
        "minutes": "seconds", "hours": "seconds", "days": "seconds", "weeks": "seconds",
        "kelvins": "kelvin", "fahrenheit": "celsius", "rankine": "celsius",
        "inches": "meters", "yards": "meters", "miles": "meters",
        "bits": "bytes", "calories": "joules", "pounds": "grams", "ounces": "grams",
    ]

    private static let prefixes = [
        "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega", "mebi",
        "mibi",
        "giga", "gibi", "tera", "tebi", "peta", "pebi", "exa", "exbi",
    ]

    /// Abbreviations that promtool refuses as a part of a name.
    static let abbreviations: Set<String> = [
        "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d",
    ]

    /// Abbreviations that it overlooks, and what they stand for.
    static let moreAbbreviations: [String: String] = [
        "secs": "seconds", "msec": "seconds", "msecs": "seconds", "usec": "seconds", "usecs": "seconds",
        "nsec": "seconds", "nsecs": "seconds", "millis": "seconds", "micros": "seconds", "nanos": "seconds",
        "min": "seconds", "mins": "seconds", "hr": "seconds", "hrs": "seconds",
        "kib": "bytes", "mib": "bytes", "gib": "bytes", "tib": "bytes", "hz": "hertz", "mhz": "hertz",
        "ghz": "hertz",
    ]

    /// The base unit to write instead of `part`, or nil when the part is no unit or already a base unit.
    static func replacement(for part: String) -> String? {
        if base.contains(part) { return nil }
        if let unit = replacements[part] { return unit }
        for prefix in prefixes where part.hasPrefix(prefix) {
            let rest = String(part.dropFirst(prefix.count))
            if base.contains(rest), rest != "ratio" { return rest }
            if let unit = replacements[rest] { return unit }
        }
        return nil
    }
}
