import ProcessTable
import TeamTracking

/// What agents' processes have used: as counted, and as last committed.
struct UsageBook: Sendable {
    private(set) var counted: AgentUsage
    /// What may be shown.
    private(set) var committed: AgentUsage
    private(set) var hasNews = false

    /// - Parameter stored: what an earlier run left; bytes that cannot be read are as none.
    init(restoring stored: [StateChange]) {
        counted = Self.restored(stored) ?? AgentUsage()
        committed = counted
    }

    private static func restored(_ stored: [StateChange]) -> AgentUsage? {
        guard let bytes = stored.first(where: { $0.name == AgentUsage.documentName })?.bytes else {
            return nil
        }
        do { return try AgentUsage(decoding: bytes) } catch { return nil }
    }

    mutating func update(_ body: (inout AgentUsage) -> Void) {
        body(&counted)
        hasNews = true
    }

    /// What is to be written, and what may be shown when it is.
    mutating func take(everything: Bool) -> (usage: AgentUsage, changes: [StateChange]) {
        guard hasNews || everything else { return (counted, []) }
        hasNews = false
        return (counted, [StateChange(name: AgentUsage.documentName, bytes: counted.encoded())])
    }

    mutating func show(_ usage: AgentUsage) { committed = usage }
}
