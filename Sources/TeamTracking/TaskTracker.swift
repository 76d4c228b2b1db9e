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
        /// By task id, of the work that is in progress and bears no date that can be.
        var firstSeenMs: [String: Int64] = [:]
        var lastLook = 0
        /// Since when there is no such team.
        var missingSinceMs: Int64?
    }

    private var books: [TeamKey: Book] = [:]
    private var look = 0
    /// Teams whose stored form is out of date.
    private var dirty: Set<TeamKey> = []

    /// How long a team that is gone may come back and go on.
    private static let graceMs: Int64 = 60_000

    package init() {}

    /// Takes in what the files show now.
    package mutating func observe(_ snapshot: TeamSnapshot, roots: [String], nowMs: Int64) {
        look += 1
        for (index, team) in snapshot.teams.enumerated() {
            let key = TeamKey(root: roots[team.rootIndex], directory: team.directoryName)
            books[key, default: Book()].label = team.label
            books[key]?.lastLook = look
            books[key]?.missingSinceMs = nil
            guard books[key]?.revision != snapshot.revisions[index] else { continue }
            books[key]?.revision = snapshot.revisions[index]
            take(team.tasks, key, nowMs: nowMs)
        }
        let blind = zip(roots, snapshot.roots).filter { $0.1 == .unreadable }.map(\.0)
        missTeams(blindRoots: Set(blind), nowMs: nowMs)
    }

    /// Another reader has taken the place of the one before: its revisions mean nothing here.
    package mutating func forgetRevisions() { for key in books.keys { books[key]?.revision = nil } }

    package func report(nowMs: Int64) -> TaskReport {
        let teams = books.values.filter { $0.lastLook == look && look > 0 }.map {
            TaskReport.TeamTasks(team: $0.label, summary: $0.summary, oldestInProgressMs: $0.oldestMs)
        }
        return TaskReport(teams: teams.sorted { $0.team < $1.team }, nowMs: nowMs)
    }

    private mutating func take(_ tasks: [TeamTask], _ key: TeamKey, nowMs: Int64) {
        guard let before = books[key]?.firstSeenMs else { return }
        var firstSeen: [String: Int64] = [:]
        var oldest: Int64?
        for task in tasks where task.isWorkInProgress {
            var sinceMs = task.beganMs(nowMs: nowMs) ?? nowMs
            if let id = task.id, before[id] != nil || task.beganMs(nowMs: nowMs) == nil {
                sinceMs = min(before[id] ?? nowMs, sinceMs)
                firstSeen[id] = sinceMs
            }
            oldest = min(oldest ?? sinceMs, sinceMs)
        }
        books[key]?.summary = TaskSummary(tasks)
        books[key]?.firstSeenMs = firstSeen
        books[key]?.oldestMs = oldest
        if firstSeen != before { dirty.insert(key) }
    }

    private mutating func missTeams(blindRoots: Set<String>, nowMs: Int64) {
        for (key, book) in books where book.lastLook != look && !blindRoots.contains(key.root) {
            let since = book.missingSinceMs ?? nowMs
            books[key]?.missingSinceMs = since
            guard nowMs - since > Self.graceMs else { continue }
            books[key] = nil
            if !book.firstSeenMs.isEmpty { dirty.insert(key) }
        }
    }
}

extension TeamTask {
    /// Nil without a date, and with one that is ahead of our clock: then it began when we first saw it so.
    fileprivate func beganMs(nowMs: Int64) -> Int64? {
        (updatedAtMs ?? createdAtMs).flatMap { $0 > nowMs + AheadTimes.toleratedSkewMs ? nil : $0 }
    }
}

// MARK: - Storing

extension TaskTracker {
    package var hasChanges: Bool { !dirty.isEmpty }

    /// As `MessageLedger.takeChanges`.
    package mutating func takeChanges(everything: Bool = false) -> [StateChange] {
        defer { dirty = [] }
        let keys = everything ? Set(books.keys) : dirty
        return keys.map { StateChange(name: StatePiece.tasks($0).name, bytes: encoded($0)) }
    }

    private func encoded(_ key: TeamKey) -> [UInt8]? {
        guard let times = books[key]?.firstSeenMs, !times.isEmpty else { return nil }
        var writer = ByteWriter()
        writer.put(StatePiece.version)
        writer.put(UInt64(times.count))
        for (id, time) in times {
            writer.put(id)
            writer.put(time)
        }
        return writer.bytes
    }

    /// Takes up what an earlier run stored; tasks of a piece that cannot be read are first seen at the next look.
    package init(restoring stored: [StateChange]) {
        for change in stored {
            guard case .tasks(let key) = StatePiece(name: change.name), let bytes = change.bytes else {
                continue
            }
            do { books[key] = Book(firstSeenMs: try Self.times(bytes)) } catch { dirty.insert(key) }
        }
    }

    private static func times(_ bytes: [UInt8]) throws(UndecodableBytes) -> [String: Int64] {
        var reader = ByteReader(bytes)
        guard try reader.byte() == StatePiece.version else { throw UndecodableBytes() }
        var times: [String: Int64] = [:]
        for _ in 0..<(try reader.count()) {
            let id = try reader.text()
            times[id] = try reader.amount()
        }
        guard reader.isAtEnd else { throw UndecodableBytes() }
        return times
    }
}
