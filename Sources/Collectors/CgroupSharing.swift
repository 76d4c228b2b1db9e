import HostState
import ProcessTable
import TeamCensus

/// Which control groups agents run in, and under which names each is shown. Pure.
struct CgroupSharing {
    /// Who is in a group.
    enum Kind: String, CaseIterable {
        /// One agent, and no other.
        case own
        /// Several agents of one team: shown under the team's name, without an agent's.
        case team
        /// Agents of several teams: shown under no name.
        case mixed
    }

    /// Groups that have their names to themselves, each with these names, by name.
    let shown: [(group: ControlGroupPath, holder: AgentKey)]
    /// Processes of agents whose group cannot be told.
    let unknownProcesses: Int
    private let counts: [Kind: Int]

    /// - Parameter group: tells the group of a process.
    init(_ trees: [AgentTree], group: (Int32) -> ControlGroupPath?) {
        var holders: [ControlGroupPath: Set<AgentKey>] = [:]
        var unknown = 0
        for tree in trees {
            if let group = group(tree.root.pid) {
                holders[group, default: []].insert(tree.key)
            } else {
                unknown += 1
            }
        }
        unknownProcesses = unknown
        let judged = holders.map { (group: $0.key, kind: Self.kind($0.value), holder: Self.holder($0.value)) }
        counts = judged.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 }
        // The counters of two groups cannot stand in one series: their sum would fall when one of them goes.
        let alone = Dictionary(grouping: judged, by: \.holder).values.filter { $0.count == 1 }
        shown = alone.flatMap { $0.map { ($0.group, $0.holder) } }
            .sorted { ($0.holder.team, $0.holder.agent) < ($1.holder.team, $1.holder.agent) }
    }

    func count(of kind: Kind) -> Int { counts[kind] ?? 0 }

    private static func kind(_ keys: Set<AgentKey>) -> Kind {
        if keys.count == 1 { return .own }
        return Set(keys.map(\.team)).count == 1 ? .team : .mixed
    }

    private static func holder(_ keys: Set<AgentKey>) -> AgentKey {
        let team = keys.first?.team ?? ""
        switch kind(keys) {
        case .own: return keys.first ?? AgentKey(team: "", agent: "")
        case .team: return AgentKey(team: team, agent: "")
        case .mixed: return AgentKey(team: "", agent: "")
        }
    }
}
