/// How bad it is: the label `severity` of an alert.
package enum AlertSeverity: String, Sendable, CaseIterable, Comparable {
    case info
    case warning
    case critical

    package static func < (left: AlertSeverity, right: AlertSeverity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .critical: 2
        }
    }
}
