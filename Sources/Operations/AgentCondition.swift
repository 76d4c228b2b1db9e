import ProcessTable
import TeamCensus
import TeamState

/// What an agent is at, as one look can tell.
package enum AgentCondition: String, Encodable, Sendable, CaseIterable {
    case working
    /// For an answer to its request: a permission, a plan.
    case waiting
    /// It said that it has nothing to do, and nobody wrote since.
    case idle
    /// It owes something, and no sign of life for longer than its time limit.
    case stalled
    /// Its process should be there and is not.
    case dead
    case unknown

    package var isHealthy: Bool { self != .stalled && self != .dead }
}

/// Judges agents from one look at files and processes. Pure.
///
/// The one place that knows how: a history of states, once it is kept, is asked here.
struct AgentJudge {
    private let report: CensusReport
    private let owners: Set<AgentKey>

    init(_ report: CensusReport) {
        self.report = report
        owners = Set(report.agentTrees.lazy.filter { $0.kind == .agent }.map(\.key))
    }

    func condition(of member: Member, in team: Team, signs: AgentSigns, timeoutMs: Int64) -> AgentCondition {
        if isDead(member, in: team) { return .dead }
        if let last = signs.lastMessage {
            if last.type.isRequest, last.type != .shutdownRequest, !isAnswered(last, signs) {
                return .waiting
            }
            if Self.endsTurn(last.type), signs.lastReceivedMs ?? .min <= last.atMs { return .idle }
        }
        guard let latest = signs.latest else { return .unknown }
        if report.takenAtMs - latest.atMs < timeoutMs { return .working }
        return Self.owesSomething(signs) ? .stalled : .unknown
    }

    private func isDead(_ member: Member, in team: Team) -> Bool {
        guard report.processes.isReadable, report.processes.isComplete else { return false }
        if owners.contains(AgentKey(team: team.label, agent: member.name)) { return false }
        if member.name != team.leadName, member.backend == .ownProcess { return member.isActive != false }
        guard member.name == team.leadName || member.backend == .inProcess else { return false }
        let registered = team.leadSessions.filter { $0.startTicks != nil }
        return !registered.isEmpty
            && registered.allSatisfy { $0.startTicks != report.processes.startTicks(of: $0.pid) }
    }

    private func isAnswered(_ message: AgentSigns.OwnMessage, _ signs: AgentSigns) -> Bool {
        message.requestHash.map(signs.answers.contains) ?? false
    }

    /// A turn that was interrupted or failed leaves its work undone.
    private static func endsTurn(_ type: MessageType) -> Bool {
        type == .idleAvailable || type == .idleOtherwise
    }

    private static func owesSomething(_ signs: AgentSigns) -> Bool {
        signs.waiting > 0 || signs.tasksInProgress > 0 || signs.lastMessage?.type == .idleInterrupted
            || signs.lastMessage?.type == .idleFailed
    }
}
