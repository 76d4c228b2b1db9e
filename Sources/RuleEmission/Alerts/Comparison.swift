/// When a value is bad.
enum Comparison: Sendable {
    case above
    case atLeast
    case below
    case equal
    /// The expression has a value at all, as with `absent`.
    case present

    /// What stands behind the left side; empty for `present`.
    func text(_ threshold: Double) -> String {
        let sign: String
        switch self {
        case .above: sign = ">"
        case .atLeast: sign = ">="
        case .below: sign = "<"
        case .equal: sign = "=="
        case .present: return ""
        }
        return " \(sign) \(PrometheusText.number(threshold))"
    }

    func holds(_ value: Double, _ threshold: Double) -> Bool {
        switch self {
        case .above: value > threshold
        case .atLeast: value >= threshold
        case .below: value < threshold
        case .equal, .present: value == threshold
        }
    }

    /// The nearest values on both sides of the threshold that a test can tell apart.
    ///
    /// - Parameter isExact: whether series can be made that give the threshold itself, bit by bit.
    func values(around threshold: Double, isExact: Bool) -> (silent: Double, firing: Double) {
        let step = threshold == 0 ? 1 : threshold.magnitude * (isExact ? 0.01 : 0.002)
        let on = isExact || threshold == 0 ? threshold : nil
        switch self {
        case .above: return (on ?? threshold - step, threshold + step)
        case .below: return (on ?? threshold + step, threshold - step)
        case .atLeast: return (threshold - step, on ?? threshold + step)
        case .equal, .present: return (1 - threshold, threshold)
        }
    }
}
