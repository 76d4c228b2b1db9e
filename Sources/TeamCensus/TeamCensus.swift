package import ProcessTable
package import TeamState

/// All teams, judged at one moment.
package struct CensusReport: Sendable {
    /// In the order of root and directory name.
    package var teams: [JudgedTeam]
    package var residualDirectories: Int
    package var roots: [RootState]
    /// Since the census was made.
    package var readErrors: [ReadErrorKey: Int]
    /// False when no process could be looked at, so that activity alone decided.
    package var hasProcessTable: Bool
    /// False when a root is there and its teams are not known: then no count of teams is true.
    package var isComplete = true
    /// The process table that the census rests on.
    package var processes = ProcessSnapshot(isReadable: false, isComplete: false)
    /// Whose the processes are.
    package var agentTrees: [AgentTree] = []
    /// When it was taken, in milliseconds since 1970.
    package var takenAtMs: Int64 = 0
    /// The directories that `Team.rootIndex` counts.
    package var rootPaths: [String] = []

    package var idleCount: Int { teams.count(where: \.isIdle) }
    package func count(of status: TeamStatus) -> Int { teams.count { $0.status == status } }
}

/// Looks at the teams and at the processes, and judges which teams live. Not thread-safe; copies share what was read.
package struct TeamCensus {
    /// The reference's default for how long a quiet team counts as busy.
    package static let defaultActiveWindow = Duration.seconds(900)

    private var roots: [String]
    private var reader: TeamReader
    private var scanner: ProcessScanner
    private var activeWindowMs: Int64
    private var detail: ProcessScanner.Detail
    /// By this reader, and by those before it.
    private var readErrors: [ReadErrorKey: Int] = [:]
    private var earlierReadErrors: [ReadErrorKey: Int] = [:]

    /// - Parameters:
    ///   - roots: directories like `~/.claude`, in the operator's order.
    ///   - procfs: usually `/proc`; a path that is no procfs means that only files speak.
    ///   - detail: how much of the processes of agents is read.
    package init(
        roots: [String], procfs: String, activeWindow: Duration = defaultActiveWindow,
        detail: ProcessScanner.Detail = .none
    ) {
        self.roots = roots
        self.detail = detail
        reader = TeamReader(roots: roots)
        scanner = ProcessScanner(procfs: procfs)
        activeWindowMs = Self.milliseconds(activeWindow)
    }

    /// Goes on with other roots or another window: what was read of the same roots is kept, and so are counts of errors.
    package mutating func reconfigure(
        roots: [String], activeWindow: Duration, detail: ProcessScanner.Detail = .none
    ) {
        self.detail = detail
        activeWindowMs = Self.milliseconds(activeWindow)
        guard roots != self.roots else { return }
        self.roots = roots
        reader = TeamReader(roots: roots)
        earlierReadErrors = readErrors
    }

    /// - Parameter nowMs: milliseconds since 1970.
    package mutating func take(nowMs: Int64) -> CensusReport {
        let snapshot = reader.scan(nowMs: nowMs)
        readErrors = earlierReadErrors.merging(snapshot.readErrors, uniquingKeysWith: +)
        let sessions = snapshot.teams.flatMap(\.leadSessions)
        let leads = sessions.compactMap { entry in
            entry.startTicks.map { ProcessIdentity(pid: entry.pid, startTicks: $0) }
        }
        let processes = scanner.scan(
            startTicksOf: Set(sessions.map(\.pid)), leads: Set(leads), detail: detail)
        let table = EvidenceTable(processes: processes, teams: snapshot.teams)
        let teams = snapshot.teams.map { team in
            var judged = JudgedTeam(
                team: team, evidence: table.evidence(for: team), nowMs: nowMs, activeWindowMs: activeWindowMs)
            judged.deadMembers = table.deadMembers(of: team, nowMs: nowMs)
            return judged
        }
        let ownership = OwnershipTable(
            processes: processes, teams: teams, knowsAllTeams: snapshot.isComplete)
        return CensusReport(
            teams: teams, residualDirectories: snapshot.residualDirectories, roots: snapshot.roots,
            readErrors: readErrors, hasProcessTable: processes.isReadable,
            isComplete: snapshot.isComplete, processes: processes, agentTrees: ownership.trees(),
            takenAtMs: nowMs, rootPaths: roots)
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let parts = duration.components
        return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }
}
