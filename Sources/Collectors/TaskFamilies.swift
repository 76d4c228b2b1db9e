import MetricModel
import TeamState
import TeamTracking

/// The registered families of tasks, and what a report makes of them.
struct TaskFamilies: Sendable {
    private let tasks, internalTasks, claimable, blocked, oldest, cycles, chain: FamilyID

    private static let maxTeams = 10_000

    init(registry: MetricRegistry) throws {
        tasks = try registry.register(
            Catalogue.tasks, maxSeries: Self.maxTeams * TeamTask.Status.allCases.count)
        internalTasks = try registry.register(Catalogue.internalTasks, maxSeries: Self.maxTeams)
        claimable = try registry.register(Catalogue.tasksClaimable, maxSeries: Self.maxTeams)
        blocked = try registry.register(Catalogue.tasksBlocked, maxSeries: Self.maxTeams)
        oldest = try registry.register(Catalogue.taskOldestInProgress, maxSeries: Self.maxTeams)
        cycles = try registry.register(Catalogue.taskCycles, maxSeries: Self.maxTeams)
        chain = try registry.register(Catalogue.taskLongestChain, maxSeries: Self.maxTeams)
    }

    func publish(_ report: TaskReport, into table: inout MetricTable) {
        let families = [tasks, internalTasks, claimable, blocked, oldest, cycles, chain]
        for family in families { table.beginRefresh(family) }
        for entry in report.teams {
            let (team, summary) = (entry.team, entry.summary)
            for status in TeamTask.Status.allCases {
                table.set(table.series(tasks, team, status.rawValue), Double(summary.byStatus[status] ?? 0))
            }
            table.set(table.series(internalTasks, team), Double(summary.internalCount))
            table.set(table.series(claimable, team), Double(summary.claimable))
            table.set(table.series(blocked, team), Double(summary.blocked))
            table.set(table.series(cycles, team), Double(summary.cycles))
            table.set(table.series(chain, team), Double(summary.longestChain))
            if let sinceMs = entry.oldestInProgressMs {
                table.set(table.series(oldest, team), Double(max(0, report.nowMs - sinceMs)) / 1000)
            }
        }
        for family in families { table.endRefresh(family) }
    }
}
