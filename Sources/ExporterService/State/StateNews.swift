import Logging
import StateStore

/// What is worth a line in the program's own log, told from two looks at the state store.
struct StateNews: Equatable {
    let items: [NewsItem]

    /// - Parameter earlier: the last status that news was made of; `nil` at the first look.
    init(_ status: StateStatus, since earlier: StateStatus?) {
        let known = earlier ?? StateStatus(condition: .good)
        items = Self.losses(status, known) + Self.change(status.condition, known.condition)
    }

    private static func losses(_ status: StateStatus, _ known: StateStatus) -> [NewsItem] {
        StateResetReason.allCases.filter { status.resets[$0] ?? 0 > known.resets[$0] ?? 0 }.map { reason in
            NewsItem(level: .warning, message: explanation(of: reason), metadata: ["reason": reason.rawValue])
        }
    }

    private static func change(_ condition: StateCondition, _ known: StateCondition) -> [NewsItem] {
        guard condition != known else { return [] }
        switch condition {
        case .good:
            return [NewsItem(level: .notice, message: "the state is written again")]
        case .degraded(let reason):
            return [
                NewsItem(
                    level: .warning,
                    message: "the state cannot be written; counting goes on in memory until it can",
                    metadata: ["reason": reason]
                )
            ]
        }
    }

    private static func explanation(of reason: StateResetReason) -> String {
        switch reason {
        case .damaged:
            "the stored state was damaged and set aside; the newest good copy is used, and counters may have gone down"
        case .unwritable:
            "the program ended before it could write its state; what it had counted since is counted again or lost"
        case .removed: "the state directory was removed; it is made again, and everything is written anew"
        case .incompatible:
            "the stored state is of another version of this program and was set aside; counters begin at 0"
        }
    }
}
