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
        // An outage shows in the condition; only one that began and ended between two looks is told here.
        let isOutageKnown = status.condition != .good || known.condition != .good
        let reasons = StateResetReason.allCases.filter { status.resets[$0] ?? 0 > known.resets[$0] ?? 0 }
        return reasons.filter { $0 != .unwritable || !isOutageKnown }.map { reason in
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
            "the stored state was damaged and set aside; its copy, or what is in memory, takes its place"
        case .unwritable:
            "the state could not be written for a moment; it is written again, and nothing was lost"
        case .removed: "the state directory or what is in it was removed or replaced; it is made anew"
        case .incompatible:
            "the stored state is of a newer version of this program, or of another one; it was set aside"
        }
    }
}
