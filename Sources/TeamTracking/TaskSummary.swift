package import TeamState

/// The task list of one team in numbers; the harness's own entries for spawned teammates are apart.
package struct TaskSummary: Sendable, Equatable {
    /// Work by status.
    package private(set) var byStatus: [TeamTask.Status: Int] = [:]
    /// Entries that are no work.
    package private(set) var internalCount = 0
    /// Pending, without an owner, and with nothing left to wait for.
    package private(set) var claimable = 0
    /// Pending, and waiting for another task.
    package private(set) var blocked = 0
    package private(set) var cycles = 0
    package private(set) var longestChain = 0

    package init(_ tasks: [TeamTask]) {
        // A task that is gone or deleted holds nobody up.
        let unfinished = Set(
            tasks.filter { $0.status != .completed && $0.status != .deleted }.compactMap(\.id))
        let work = tasks.filter { !$0.isInternal }
        internalCount = tasks.count - work.count
        for task in work {
            byStatus[task.status, default: 0] += 1
            guard task.status == .pending else { continue }
            if task.blockedBy.contains(where: unfinished.contains) {
                blocked += 1
            } else if task.owner == nil {
                claimable += 1
            }
        }
        let graph = TaskGraph(work.filter { $0.status != .completed && $0.status != .deleted })
        (cycles, longestChain) = (graph.cycles, graph.longestChain)
    }
}
