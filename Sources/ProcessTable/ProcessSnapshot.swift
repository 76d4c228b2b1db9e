/// A process whose command line says that it is a member of a team.
package struct AgentProcess: Equatable, Sendable {
    package var pid: Int32
    /// The team's name, as bytes: to be compared with a directory's name.
    package var team: [UInt8]
    package var agent: [UInt8]
    package var startTicks: UInt64
    /// Session of the lead that started it, where the command line tells.
    package var parentSessionID: String?
    /// It runs in a pane that a lead opened, and that lead's process is gone.
    package var hasLostLead: Bool

    package init(
        pid: Int32, team: [UInt8], agent: [UInt8], startTicks: UInt64, parentSessionID: String? = nil,
        hasLostLead: Bool = false
    ) {
        self.pid = pid
        self.team = team
        self.agent = agent
        self.startTicks = startTicks
        self.parentSessionID = parentSessionID
        self.hasLostLead = hasLostLead
    }

    package var identity: ProcessIdentity { ProcessIdentity(pid: pid, startTicks: startTicks) }
}

/// What the process table showed at one moment.
package struct ProcessSnapshot: Equatable, Sendable {
    /// Living teammates, by pid.
    package var agents: [AgentProcess]
    /// False when there is no process table to look at; then nothing here is evidence of anything.
    package var isReadable: Bool
    /// True when no process is hidden from us, so that one that is not here is dead.
    package var isComplete: Bool
    /// Start times of those living processes that were asked for.
    package var startTicksByPID: [Int32: UInt64]
    /// The processes of agents and leads and all that descends from them, by pid; empty unless asked for.
    package var owned: [OwnedProcess] = []
    /// What could not be read, since the scanner was made.
    package var losses: [ReadLoss: Int] = [:]

    package init(
        agents: [AgentProcess] = [], isReadable: Bool, isComplete: Bool,
        startTicksByPID: [Int32: UInt64] = [:]
    ) {
        self.agents = agents
        self.isReadable = isReadable
        self.isComplete = isComplete
        self.startTicksByPID = startTicksByPID
    }

    /// Only for pids named to the scan; nil when no such process lives.
    package func startTicks(of pid: Int32) -> UInt64? { startTicksByPID[pid] }
}
