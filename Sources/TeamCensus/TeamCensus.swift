import ProcessTable
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

    package var idleCount: Int { teams.count(where: \.isIdle) }
    package func count(of status: TeamStatus) -> Int { teams.count { $0.status == status } }
}

/// Looks at the teams and at the processes, and judges which teams live. Not thread-safe; copies share what was read.
package struct TeamCensus {
    /// The reference's default for how long a quiet team counts as busy.
    package static let defaultActiveWindow = Duration.seconds(900)

    private let reader: TeamReader
    private var scanner: ProcessScanner
    private let activeWindowMs: Int64

    /// - Parameters:
    ///   - roots: directories like `~/.claude`, in the operator's order.
    ///   - procfs: usually `/proc`; a path that is no procfs means that only files speak.
    package init(roots: [String], procfs: String, activeWindow: Duration = defaultActiveWindow) {
        reader = TeamReader(roots: roots)
        scanner = ProcessScanner(procfs: procfs)
        let parts = activeWindow.components
        activeWindowMs = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }

    /// - Parameter nowMs: milliseconds since 1970.
    package mutating func take(nowMs: Int64) -> CensusReport {
        let snapshot = reader.scan(nowMs: nowMs)
        let leads = snapshot.teams.flatMap(\.leadSessions).map(\.pid)
        let processes = scanner.scan(startTicksOf: Set(leads))
        let table = EvidenceTable(processes: processes, teams: snapshot.teams)
        let teams = snapshot.teams.map { team in
            JudgedTeam(
                team: team, evidence: table.evidence(for: team), nowMs: nowMs, activeWindowMs: activeWindowMs)
        }
        return CensusReport(
            teams: teams, residualDirectories: snapshot.residualDirectories, roots: snapshot.roots,
            readErrors: snapshot.readErrors, hasProcessTable: processes.isReadable,
            isComplete: snapshot.isComplete)
    }
}
