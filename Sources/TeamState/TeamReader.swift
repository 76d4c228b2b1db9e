/// Everything the roots show at one moment.
package struct TeamSnapshot: Sendable {
    /// In the order of root and raw directory name.
    package var teams: [Team]
    /// One a team: another one than before whenever something of its config, inboxes or tasks may have changed, or the
    /// team went and came. Holds among the snapshots of one reader.
    package var revisions: [Int]
    /// Directories with inboxes and no config: what deleted teams left behind.
    package var residualDirectories: Int
    /// One a root, in the order given.
    package var roots: [RootState]
    /// Since the reader was made; a combination that never occurred is absent.
    package var readErrors: [ReadErrorKey: Int]
    /// False when a root is there and its teams are not known, so that no count over all roots is.
    package var isComplete: Bool

    package init(
        teams: [Team], revisions: [Int], residualDirectories: Int, roots: [RootState],
        readErrors: [ReadErrorKey: Int], isComplete: Bool
    ) {
        self.teams = teams
        self.revisions = revisions
        self.residualDirectories = residualDirectories
        self.roots = roots
        self.readErrors = readErrors
        self.isComplete = isComplete
    }
}

/// Reads teams, inboxes, tasks and the session registry of several roots, again and again.
///
/// Between scans it keeps what it read; a file is read again only when its inode, size or times changed, so that a
/// scan of unchanged roots makes stat calls only, and from the third scan on, where the kernel tells of changes, hardly
/// any. It never writes, locks or blocks on what it finds, and follows no
/// symbolic link below a root except those that replace `teams`, `tasks` or `sessions` themselves. Not thread-safe.
package final class TeamReader {
    /// How long the last good look stands in for a root or a config that cannot be read.
    package static let graceMs: Int64 = 60_000

    private var roots: [RootReader]
    private var reader: StateFileReader
    private var labelledNames: [PathBytes] = []
    private var labels: [String] = []
    private var scans = 0
    private let usesWatch: Bool
    /// Made at the second scan: a program that looks once has no use for it.
    private var watch: FolderWatch?

    package convenience init(roots: [String]) { self.init(roots: roots, timing: ReadTiming()) }

    init(roots: [String], timing: ReadTiming, usesWatch: Bool = true) {
        self.usesWatch = usesWatch
        self.roots = roots.map { RootReader(path: $0) }
        reader = StateFileReader(timing: timing)
    }

    /// To be polled for reading: news of the folders that the kernel watches, which the next scan takes in. Belongs to
    /// the reader; nil where there is none, so before the second scan.
    package var newsDescriptor: Int32? { watch?.fd }

    /// Files looked at since the reader was made.
    var looks: Int { reader.looks }

    /// Looks at all roots; half-written files make it wait, at most 170 ms in all.
    ///
    /// - Parameter nowMs: milliseconds since 1970.
    package func scan(nowMs: Int64) -> TeamSnapshot {
        let delays = reader.timing.retryDelaysMs
        if usesWatch, scans > 0, watch == nil { watch = FolderWatch() }
        watch?.takeNews()
        runRound(isRetry: false, mayRetry: !delays.isEmpty, nowMs: nowMs)
        for (position, delay) in delays.enumerated() where roots.contains(where: \.isPending) {
            reader.timing.pause(delay)
            runRound(isRetry: true, mayRetry: position + 1 < delays.count, nowMs: nowMs)
        }
        reader.endScan()
        scans += 1
        return snapshot(nowMs: nowMs)
    }

    private func runRound(isRetry: Bool, mayRetry: Bool, nowMs: Int64) {
        reader.beginRound(mayRetry: mayRetry)
        let round = ScanRound(isRetry: isRetry, nowMs: nowMs, scan: scans, watch: watch)
        var earlier: [RootReader.Identity: Int] = [:]
        for index in roots.indices {
            if !isRetry || roots[index].isPending {
                roots[index].refresh(round, earlier: earlier, reader: &reader)
            }
            if let identity = roots[index].identity, earlier[identity] == nil { earlier[identity] = index }
        }
    }

    private func snapshot(nowMs: Int64) -> TeamSnapshot {
        let sessions = Dictionary(
            grouping: roots.flatMap { $0.sessionFolder.values.compactMap { $0 } }, by: \.sessionID)
        var snapshot = TeamSnapshot(
            teams: [], revisions: [], residualDirectories: 0, roots: roots.map(\.state),
            readErrors: reader.errors,
            isComplete: roots.allSatisfy(\.isKnown))
        var activities: [TeamActivity] = []
        for (rootIndex, root) in roots.enumerated() {
            for record in root.records {
                switch record.presence {
                case .team:
                    snapshot.teams.append(Self.team(record, rootIndex: rootIndex, sessions: sessions))
                    snapshot.revisions.append(record.revision)
                    activities.append(record.activity)
                case .residual: snapshot.residualDirectories += 1
                case .nothing: break
                }
            }
        }
        label(&snapshot.teams)
        Self.creditForeignActivity(activities, to: &snapshot.teams)
        for index in snapshot.teams.indices {
            guard let latest = snapshot.teams[index].lastActivityMs else { continue }
            snapshot.teams[index].lastActivityMs = TeamActivity.clamped(latest, nowMs: nowMs)
        }
        return snapshot
    }

    private static func team(
        _ record: TeamRecord, rootIndex: Int, sessions: [String: [SessionEntry]]
    ) -> Team {
        let leadSessions = record.config.value?.leadSessionID.flatMap { sessions[$0] } ?? []
        let times =
            leadSessions.compactMap(\.statusUpdatedAtMs) + [record.activity.latestMs].compactMap { $0 }
        return Team(
            label: "", rootIndex: rootIndex, directoryName: Array(record.name.bytes),
            config: record.config.value,
            configFault: record.config.fault, lastGoodConfigMs: record.lastGoodConfigMs,
            inboxes: record.inboxes, unreadableInboxes: record.unreadableInboxes,
            tasks: record.tasks, lastActivityMs: times.max(), leadSessions: leadSessions)
    }

    private func label(_ teams: inout [Team]) {
        let names = teams.map { PathBytes($0.directoryName) }
        if names != labelledNames { (labelledNames, labels) = (names, TeamLabels.assign(to: names)) }
        for index in teams.indices { teams[index].label = labels[index] }
    }

    /// What members of one team wrote into inboxes of another counts for their own; same root first.
    private static func creditForeignActivity(_ activities: [TeamActivity], to teams: inout [Team]) {
        guard activities.contains(where: { !$0.foreign.isEmpty }) else { return }
        let places = Dictionary(
            grouping: teams.indices, by: { String(decoding: teams[$0].directoryName, as: UTF8.self) })
        for (index, activity) in activities.enumerated() {
            for act in activity.foreign {
                let writers = (places[act.team] ?? []).filter { activities[$0].isMember(act.agent) }
                guard
                    let writer = writers.first(where: { teams[$0].rootIndex == teams[index].rootIndex })
                        ?? writers.first
                else { continue }
                teams[writer].lastActivityMs = max(teams[writer].lastActivityMs ?? act.atMs, act.atMs)
            }
        }
    }
}
