import RuleEmission

/// Where a value changes its colour, from good to bad.
struct Thresholds: Sendable, Equatable {
    struct Step: Sendable, Equatable {
        let from: Double
        let colour: Colour
    }

    /// The colour below the first step.
    let base: Colour
    /// Ascending.
    let steps: [Step]

    /// Bad from these values on.
    static func above(yellow: Double? = nil, orange: Double? = nil, red: Double? = nil) -> Thresholds {
        let steps = [(yellow, Colour.yellow), (orange, .orange), (red, .red)].compactMap { value, colour in
            value.map { Step(from: $0, colour: colour) }
        }
        return Thresholds(base: .green, steps: steps)
    }

    /// Bad below these values.
    static func below(yellow: Double? = nil, orange: Double? = nil, red: Double? = nil) -> Thresholds {
        let levels = [(red, Colour.red), (orange, .orange), (yellow, .yellow)].compactMap { value, colour in
            value.map { (value: $0, colour: colour) }
        }
        let after = levels.dropFirst().map(\.colour) + [.green]
        return Thresholds(
            base: levels.first?.colour ?? .green,
            steps: zip(levels, after).map { Step(from: $0.value, colour: $1) })
    }

    /// The levels of an indicator that is bad when it is high, as the alert rules use them.
    static func above(_ levels: [AlertSeverity: Double]) -> Thresholds {
        above(yellow: levels[.info], orange: levels[.warning], red: levels[.critical])
    }

    /// The levels of an indicator that is bad when it is low.
    static func below(_ levels: [AlertSeverity: Double]) -> Thresholds {
        below(yellow: levels[.info], orange: levels[.warning], red: levels[.critical])
    }

    /// At least one of something that should not be.
    static let anyIsBad = above(orange: 1)
}
