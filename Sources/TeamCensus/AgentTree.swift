package import ProcessTable
import TeamState

/// A process of an agent, on whose account all that descends from it runs.
package struct AgentTree: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable {
        /// One teammate, named by its arguments.
        case agent
        /// A lead and nobody else, known by the session registry.
        case lead
        /// A lead whose teammates run in its process; what they use cannot be told apart.
        case shared
    }

    package var root: ProcessIdentity
    package var key: AgentKey
    package var kind: Kind
    /// Nobody needs it any more: its team is gone or stale, or its lead's process is dead.
    package var isOrphan: Bool

    package init(root: ProcessIdentity, key: AgentKey, kind: Kind, isOrphan: Bool = false) {
        self.root = root
        self.key = key
        self.kind = kind
        self.isOrphan = isOrphan
    }
}

/// Finds out whose each process is. Pure.
///
/// A process counts once: to one member of one team. A process of several members is the lead's.
struct OwnershipTable {
    private let processes: ProcessSnapshot
    private let teams: [JudgedTeam]
    private let teamsByName: [[UInt8]: [Int]]
    /// False when a team may be there that was not seen.
    private let knowsAllTeams: Bool

    init(processes: ProcessSnapshot, teams: [JudgedTeam], knowsAllTeams: Bool) {
        self.processes = processes
        self.teams = teams
        self.knowsAllTeams = knowsAllTeams
        teamsByName = Dictionary(grouping: teams.indices) { teams[$0].team.directoryName }
    }

    func trees() -> [AgentTree] {
        let agents = processes.agents.map(tree)
        var taken = Set(agents.map(\.root))
        var trees = agents
        for judged in teams {
            for entry in judged.team.leadSessions {
                guard let ticks = entry.startTicks, ticks == processes.startTicks(of: entry.pid) else {
                    continue
                }
                let root = ProcessIdentity(pid: entry.pid, startTicks: ticks)
                // One that is named by its arguments too, or leads several teams, counts to the first.
                guard taken.insert(root).inserted else { continue }
                trees.append(leadTree(root, of: judged.team))
            }
        }
        return trees
    }

    private func tree(_ process: AgentProcess) -> AgentTree {
        let judged = team(of: process)
        let label = judged?.team.label ?? String(decoding: process.team, as: UTF8.self)
        return AgentTree(
            root: process.identity,
            key: AgentKey(team: label, agent: String(decoding: process.agent, as: UTF8.self)), kind: .agent,
            isOrphan: isOrphan(process, of: judged))
    }

    private func leadTree(_ root: ProcessIdentity, of team: Team) -> AgentTree {
        let lead = team.leadName ?? ""
        let hostsOthers = team.members.contains { $0.backend == .inProcess && $0.name != lead }
        return AgentTree(
            root: root, key: AgentKey(team: team.label, agent: lead), kind: hostsOthers ? .shared : .lead)
    }

    /// Of several teams of one name: the one whose lead's session the process names, else one that lives.
    private func team(of process: AgentProcess) -> JudgedTeam? {
        let candidates = (teamsByName[process.team] ?? []).map { teams[$0] }
        if let session = process.parentSessionID,
            let named = candidates.first(where: { $0.team.config?.leadSessionID == session })
        {
            return named
        }
        return candidates.first { $0.status == .active } ?? candidates.first
    }

    private func isOrphan(_ process: AgentProcess, of judged: JudgedTeam?) -> Bool {
        guard let judged else { return knowsAllTeams }
        return judged.status == .stale || process.hasLostLead || hasDeadLead(judged.team)
    }

    /// Only a registry entry can tell: a lead that was never registered is not known to be dead.
    private func hasDeadLead(_ team: Team) -> Bool {
        let entries = team.leadSessions.filter { $0.startTicks != nil }
        guard processes.isComplete, !entries.isEmpty else { return false }
        return entries.allSatisfy { $0.startTicks != processes.startTicks(of: $0.pid) }
    }
}
