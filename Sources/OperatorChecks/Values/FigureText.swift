import Operations

/// Numbers as people read them.
package enum FigureText {
    package static func percent(_ ratio: Double) -> String { "\(decimal(ratio * 100)) %" }

    package static func bytes(_ bytes: Double) -> String {
        for (unit, scale) in [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)]
        where bytes.magnitude >= scale {
            return "\(decimal(bytes / scale)) \(unit)"
        }
        return "\(decimal(bytes)) B"
    }

    /// Below a minute exactly, above it in its largest unit.
    package static func seconds(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "-" }
        guard seconds < 60 else {
            return Span.text(milliseconds: Int64(min(seconds, 1e12) * 1000))
        }
        if seconds > 0, seconds < 1 { return "\(Int((seconds * 1000).rounded(.up))) ms" }
        return "\(decimal(seconds)) s"
    }

    package static func count(_ number: Int, _ one: String, _ several: String) -> String {
        "\(number) \(number == 1 ? one : several)"
    }

    /// With one digit after the point, unless that is 0.
    package static func decimal(_ number: Double) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "-" }
        let tenths = Int((number * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
    }
}
