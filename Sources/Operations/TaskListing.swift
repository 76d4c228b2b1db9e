package import TeamState

/// The answer to `team-tasks`.
package struct TaskListing: Encodable, Sendable, Equatable {
    package struct Entry: Encodable, Sendable, Equatable {
        @OrNull package var id: String?
        package let status: String
        @OrNull package var owner: String?
        /// An entry of the harness for a spawned teammate: no work.
        package let `internal`: Bool
        package let blockedBy: [String]
        /// It waits for a task that is not done.
        package let blocked: Bool
        @OrNull package var createdAt: String?
        @OrNull package var updatedAt: String?
        /// Only where it was asked for.
        package let subject: String?
    }

    package let team: String
    /// Of all tasks, listed or not.
    package let counts: TaskCounts
    package let tasks: [Entry]
    /// Names of files that cannot be read.
    package let unreadableFiles: [String]

    /// - Parameter status: lists the tasks of one status alone.
    package init(_ listing: EntryListing<ListedTask>, team: String, status: TeamTask.Status? = nil) {
        let all = listing.elements
        let unfinished = Set(
            all.map(\.task).filter { $0.status != .completed && $0.status != .deleted }.compactMap(\.id))
        self.team = team
        counts = TaskCounts(all.map(\.task))
        tasks = all.filter { status == nil || $0.task.status == status }.sorted(by: Self.precedes).map {
            listed in
            let task = listed.task
            return Entry(
                id: task.id, status: task.status.rawValue, owner: task.owner, internal: task.isInternal,
                blockedBy: task.blockedBy,
                blocked: task.status == .pending && task.blockedBy.contains(where: unfinished.contains),
                createdAt: task.createdAtMs.map(Timestamp.text),
                updatedAt: task.updatedAtMs.map(Timestamp.text), subject: listed.subject)
        }
        unreadableFiles = listing.unreadable.map { String(decoding: $0, as: UTF8.self) }
    }

    /// By number where ids are numbers, as they nearly always are; else by text.
    private static func precedes(_ left: ListedTask, _ right: ListedTask) -> Bool {
        let (first, second) = (left.task.id ?? "", right.task.id ?? "")
        return (Int(first) ?? .max, first) < (Int(second) ?? .max, second)
    }
}
