import MetricModel
import TeamCensus
import TeamState

/// The registered families of the teams collector, and what a census makes of them.
struct TeamFamilies: Sendable {
    private let teams, idle, limit, info, status, members, created, lastActivity, duplicates: FamilyID
    private let residual, sharedDirectories, rootReadable, readErrors, processTable: FamilyID

    /// Teams with series of their own; those beyond share one overflow series in each family.
    ///
    /// A machine holds tens of teams, and thousands only after as many crashed sessions: then this bounds memory and
    /// scrape (about 8 series a team), while `orchestrator_teams` counts every team.
    static let maxTeams = 10_000

    init(registry: MetricRegistry, maxTeams: Int) throws {
        teams = try registry.register(Catalogue.teams)
        idle = try registry.register(Catalogue.teamsIdle)
        limit = try registry.register(Catalogue.teamsLimit)
        info = try registry.register(Catalogue.teamInfo, maxSeries: maxTeams)
        status = try registry.register(Catalogue.teamStatus, maxSeries: maxTeams * TeamStatus.allCases.count)
        members = try registry.register(Catalogue.teamMembers, maxSeries: maxTeams)
        created = try registry.register(Catalogue.teamCreatedTimestamp, maxSeries: maxTeams)
        lastActivity = try registry.register(
            Catalogue.teamLastActivityTimestamp, maxSeries: maxTeams)
        duplicates = try registry.register(Catalogue.teamDuplicateMembers, maxSeries: maxTeams)
        residual = try registry.register(Catalogue.residualTeamDirectories)
        sharedDirectories = try registry.register(Catalogue.sharedDirectories)
        rootReadable = try registry.register(Catalogue.teamsRootReadable)
        readErrors = try registry.register(Catalogue.teamReadErrors)
        processTable = try registry.register(Catalogue.processTableReadable)
    }

    /// Families with one series a team: those of teams that are gone end.
    private var perTeam: [FamilyID] { [info, status, members, created, lastActivity, duplicates] }

    func publish(_ report: CensusReport, limit allowed: Int, into table: inout MetricTable) {
        table.set(table.series(limit), Double(allowed))
        table.set(table.series(processTable), report.hasProcessTable ? 1 : 0)
        publishTotals(report, into: &table)
        publishReading(report, into: &table)
        for family in perTeam { table.beginRefresh(family) }
        for judged in report.teams { publish(judged, into: &table) }
        for family in perTeam { table.endRefresh(family) }
    }

    /// Counts over all roots, which are absent while one root's teams are not known.
    private func publishTotals(_ report: CensusReport, into table: inout MetricTable) {
        let totals = [teams, idle, residual, sharedDirectories]
        for family in totals { table.beginRefresh(family) }
        if report.isComplete { setTotals(report, into: &table) }
        for family in totals { table.endRefresh(family) }
    }

    private func setTotals(_ report: CensusReport, into table: inout MetricTable) {
        for value in TeamStatus.allCases {
            table.set(table.series(teams, value.rawValue), Double(report.count(of: value)))
        }
        table.set(table.series(idle), Double(report.idleCount))
        table.set(table.series(residual), Double(report.residualDirectories))
        table.set(table.series(sharedDirectories), Double(report.sharedDirectories))
    }

    private func publishReading(_ report: CensusReport, into table: inout MetricTable) {
        table.beginRefresh(rootReadable)
        for (index, root) in report.roots.enumerated() {
            table.set(table.series(rootReadable, String(index + 1)), Self.isReadable(root) ? 1 : 0)
        }
        table.endRefresh(rootReadable)
        for key in ReadErrorKey.all {
            let series = table.series(readErrors, key.source.rawValue, key.reason.rawValue)
            table.set(series, Double(report.readErrors[key] ?? 0))
        }
    }

    private func publish(_ judged: JudgedTeam, into table: inout MetricTable) {
        let (team, label) = (judged.team, judged.team.label)
        for value in TeamStatus.allCases {
            table.set(table.series(status, label, value.rawValue), value == judged.status ? 1 : 0)
        }
        // Without a config there is no roster: a number would be invented.
        guard team.config != nil else { return }
        table.set(table.series(info, label, team.leadName ?? ""), 1)
        table.set(table.series(members, label), Double(team.members.count))
        table.set(table.series(duplicates, label), Double(team.duplicateMemberCount))
        if let time = team.createdAtMs { table.set(table.series(created, label), Double(time) / 1000) }
        if let time = team.lastActivityMs {
            table.set(table.series(lastActivity, label), Double(time) / 1000)
        }
    }

    private static func isReadable(_ root: RootState) -> Bool {
        switch root {
        case .readable, .duplicate: true
        case .absent, .unreadable: false
        }
    }
}
