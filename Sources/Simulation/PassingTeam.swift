/// A team that comes, is deleted while an agent still writes to it, and goes: round and round.
struct PassingTeam: Sendable {
    private enum Stage { case away, living, leftBehind }

    private let root: String
    private var stage = Stage.away
    private var round = 0

    init(root: String) {
        self.root = root
    }

    private var name: String { "passing-swift-\(round)" }

    /// Goes one stage further.
    mutating func moveOn(nowMs: Int64) throws(SimulationError) {
        switch stage {
        case .away:
            round += 1
            try SimulatedTeam(
                root: root, name: name, members: ["team-lead", "scout"], createdAtMs: nowMs,
                sessionID: "session-\(name)"
            ).prepare()
            stage = .living
        case .living:
            try FileStore.removeIfPresent("\(root)/teams/\(name)/config.json")
            stage = .leftBehind
        case .leftBehind:
            try FileStore.removeTree("\(root)/teams/\(name)")
            try FileStore.removeTree("\(root)/tasks/\(name)")
            stage = .away
        }
    }
}
