import ProcessTable
import TeamState

/// What the process table proves about one team.
package enum LifeEvidence: Sendable, Equatable {
    /// A process of the team lives.
    case alive
    /// Its processes could be told from others, and none lives.
    case dead
    /// None of its processes can be told here, so that only its files can speak.
    case unknown
}

/// Matches processes and registry entries with teams. Pure.
struct EvidenceTable {
    private let processes: ProcessSnapshot
    private let agentsByTeam: [[UInt8]: [AgentProcess]]
    /// Lead sessions of the teams that share a directory name, for the names that occur in several roots.
    private let sessionsByTeam: [[UInt8]: Set<String>]

    init(processes: ProcessSnapshot, teams: [Team]) {
        self.processes = processes
        agentsByTeam = Dictionary(grouping: processes.agents, by: \.team)
        var sessions: [[UInt8]: Set<String>] = [:]
        for team in teams where agentsByTeam[team.directoryName] != nil {
            if let session = team.config?.leadSessionID {
                sessions[team.directoryName, default: []].insert(session)
            }
        }
        sessionsByTeam = sessions
    }

    func evidence(for team: Team) -> LifeEvidence {
        if hasLivingLead(team) || hasLivingAgent(team) { return .alive }
        guard processes.isReadable, processes.isComplete, canTellProcesses(of: team) else { return .unknown }
        return .dead
    }

    /// Members whose process is proved to be gone; one that joined a moment ago may still be starting it.
    func deadMembers(of team: Team, nowMs: Int64) -> Set<String> {
        guard processes.isReadable, processes.isComplete else { return [] }
        let leadName = team.leadName
        var hasLostLead = false
        if team.leadSessions.contains(where: { $0.startTicks != nil }) { hasLostLead = !hasLivingLead(team) }
        var living: Set<String>?
        var dead: Set<String> = []
        for member in team.members where !member.isStarting(nowMs: nowMs) {
            let isExpected =
                member.name == leadName || member.backend == .inProcess
                ? hasLostLead : member.backend == .ownProcess && member.isActive != false
            guard isExpected else { continue }
            let names = living ?? livingNames(of: team)
            living = names
            if !names.contains(member.name) { dead.insert(member.name) }
        }
        return dead
    }

    private func livingNames(of team: Team) -> Set<String> {
        Set(livingAgents(of: team).map { String(decoding: $0.agent, as: UTF8.self) })
    }

    /// A registry entry counts only with the start time of the process, since pids are given out again.
    private func hasLivingLead(_ team: Team) -> Bool {
        team.leadSessions.contains { entry in
            entry.startTicks != nil && entry.startTicks == processes.startTicks(of: entry.pid)
        }
    }

    private func hasLivingAgent(_ team: Team) -> Bool { !livingAgents(of: team).isEmpty }

    /// A process that names the session of another team of the same name belongs to that one.
    private func livingAgents(of team: Team) -> [AgentProcess] {
        let rivals = sessionsByTeam[team.directoryName] ?? []
        return (agentsByTeam[team.directoryName] ?? []).filter { agent in
            guard let parent = agent.parentSessionID, rivals.contains(parent) else { return true }
            return parent == team.config?.leadSessionID
        }
    }

    /// Whether a living process of this team would be seen: its lead is in the registry, or a teammate that is not
    /// marked as finished has a process of its own. A lead's own command line says nothing.
    private func canTellProcesses(of team: Team) -> Bool {
        if team.leadSessions.contains(where: { $0.startTicks != nil }) { return true }
        let lead = team.leadName
        return team.members.contains { member in
            member.backend == .ownProcess && member.name != lead && member.isActive != false
        }
    }
}

extension Member {
    /// The roster names a member a moment before its process has its name.
    fileprivate func isStarting(nowMs: Int64) -> Bool {
        joinedAtMs.map { nowMs - $0 < 10_000 } ?? false
    }
}
