/// What a check came to.
package enum CheckState: String, Encodable, Sendable, CaseIterable, Comparable {
    case ok
    /// It could not be found out.
    case unknown
    case warning
    case critical

    package static func < (left: CheckState, right: CheckState) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .ok: 0
        case .unknown: 1
        case .warning: 2
        case .critical: 3
        }
    }

    /// Whether it is one that exit codes tell of.
    ///
    /// - Parameter isStrict: warnings, and what could not be found out, count too.
    package func isFinding(isStrict: Bool) -> Bool { isStrict ? self != .ok : self == .critical }
}
