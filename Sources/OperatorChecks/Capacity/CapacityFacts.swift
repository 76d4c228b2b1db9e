/// What an agent uses.
package struct AgentDemand: Sendable, Equatable {
    package var memoryBytes: Double
    /// Processors that it keeps busy, on the average of its life.
    package var processors: Double
    package var openFiles: Double
    package var inotifyInstances: Double
    package var inotifyWatches: Double
    /// How many agents were measured; 0: all of this is assumed.
    package var measuredAgents: Int

    package init(
        memoryBytes: Double, processors: Double, openFiles: Double, inotifyInstances: Double,
        inotifyWatches: Double, measuredAgents: Int
    ) {
        self.memoryBytes = memoryBytes
        self.processors = processors
        self.openFiles = openFiles
        self.inotifyInstances = inotifyInstances
        self.inotifyWatches = inotifyWatches
        self.measuredAgents = measuredAgents
    }

    /// Where no agent lives that could be measured: docs/commands-checks.md names these figures.
    package static let assumed = AgentDemand(
        memoryBytes: 500e6, processors: 0.25, openFiles: 100, inotifyInstances: 2,
        inotifyWatches: 1000, measuredAgents: 0)

    package var isMeasured: Bool { measuredAgents > 0 }
}

/// A limit of the kernel and what is used of it.
package struct LimitUse: Sendable, Equatable {
    package var used: Double
    package var limit: Double

    package init(used: Double, limit: Double) {
        self.used = used
        self.limit = limit
    }
}

/// What the machine and its teams look like before more teams start.
package struct CapacityFacts: Sendable, Equatable {
    package var demand = AgentDemand.assumed
    package var host = HostLoad(totalBytes: nil, availableBytes: nil, busyRatio: nil, processors: 1)
    package var activeTeams = 0
    package var teamLimit = 0
    /// Of the whole machine.
    package var openFiles: LimitUse?
    /// Of this user.
    package var inotifyInstances: LimitUse?
    package var inotifyWatches: LimitUse?
    /// Teams whose processes listen on a port.
    package var listeners: [UInt16: Set<String>] = [:]
    /// Nil where none is watched, or its address names none.
    package var dashboardPort: UInt16?
    /// Each with the teams that work in it; directories have no names here.
    package var sharedDirectories: [Set<String>] = []
    /// Logs that processes of several teams have open for writing.
    package var sharedLogs: [String: Set<String>] = [:]
    /// False when sockets or open files of some processes cannot be seen.
    package var seesProcesses = true

    package init() {}
}

/// How many teams are to be started, of how many agents each.
package struct CapacityWish: Sendable, Equatable {
    package var teams: Int
    package var agents: Int

    package init(teams: Int, agents: Int) {
        self.teams = teams
        self.agents = agents
    }

    var allAgents: Double { Double(teams) * Double(agents) }
    var text: String {
        "\(FigureText.count(teams, "team", "teams")) of \(FigureText.count(agents, "agent", "agents"))"
    }
}
