package import TeamState

/// The tasks of all teams at one moment.
package struct TaskReport: Sendable {
    package struct TeamTasks: Sendable {
        package let team: String
        package let summary: TaskSummary
        /// When the work that is longest in progress was begun, or was first seen so.
        package let oldestInProgressMs: Int64?
    }

    package let teams: [TeamTasks]
    package let nowMs: Int64
}

/// Sums up tasks, and remembers since when those without a date are in progress.
package struct TaskTracker: Sendable {
    private struct Book {
        var label = ""
        var revision: Int?
        var summary = TaskSummary([])
        var oldestMs: Int64?
        /// By task id, of the work that is in progress and bears no date.
        var firstSeenMs: [String: Int64] = [:]
        var lastLook = 0
    }

    private var books: [TeamKey: Book] = [:]
    private var look = 0

    package init() {}

    /// Takes in what the files show now.
    package mutating func observe(_ snapshot: TeamSnapshot, roots: [String], nowMs: Int64) {
        look += 1
        for (index, team) in snapshot.teams.enumerated() {
            let key = TeamKey(root: roots[team.rootIndex], directory: team.directoryName)
            books[key, default: Book()].label = team.label
            books[key]?.lastLook = look
            guard books[key]?.revision != snapshot.revisions[index] else { continue }
            books[key]?.revision = snapshot.revisions[index]
            take(team.tasks, key, nowMs: nowMs)
        }
        books = books.filter { $0.value.lastLook == look }
    }

    /// Another reader has taken the place of the one before: its revisions mean nothing here.
    package mutating func forgetRevisions() { for key in books.keys { books[key]?.revision = nil } }

    package func report(nowMs: Int64) -> TaskReport {
        let teams = books.values.map {
            TaskReport.TeamTasks(team: $0.label, summary: $0.summary, oldestInProgressMs: $0.oldestMs)
        }
        return TaskReport(teams: teams.sorted { $0.team < $1.team }, nowMs: nowMs)
    }

    private mutating func take(_ tasks: [TeamTask], _ key: TeamKey, nowMs: Int64) {
        guard let before = books[key]?.firstSeenMs else { return }
        var firstSeen: [String: Int64] = [:]
        var oldest: Int64?
        for task in tasks where task.isWorkInProgress {
            var sinceMs = task.updatedAtMs ?? task.createdAtMs ?? nowMs
            if task.updatedAtMs == nil, task.createdAtMs == nil, let id = task.id {
                sinceMs = before[id] ?? nowMs
                firstSeen[id] = sinceMs
            }
            oldest = min(oldest ?? sinceMs, sinceMs)
        }
        books[key]?.summary = TaskSummary(tasks)
        books[key]?.firstSeenMs = firstSeen
        books[key]?.oldestMs = oldest
    }
}
