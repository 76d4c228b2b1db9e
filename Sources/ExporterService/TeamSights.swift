package import Collectors
import LogTailing
import ProcessTable
import TeamCensus
import TeamRecording

/// What looks at teams and at the places they use, and follows the configuration.
struct TeamSights: Sendable {
    let census: SharedCensus
    let teams: TeamsCollector?
    /// Keeps the books of messages, tasks, agents and their processes, where any of these is shown.
    let recorder: TeamRecorder?
    let transcripts: TranscriptsCollector?
    let filesystem: FilesystemCollector?
    var dashboard: DashboardWatch?
    /// Whether a collector shows what processes use.
    let readsUsage: Bool
    let stateDirectory: String

    func reconfigure(_ configuration: ExporterConfiguration) {
        census.reconfigure(
            roots: configuration.teams.roots, activeWindow: configuration.teams.activeWindow,
            detail: readsUsage ? configuration.teams.processDetail : .none)
        teams?.reconfigure(limit: configuration.teams.limit)
        recorder?.reconfigure(roots: configuration.teams.roots, settings: configuration.teams.agents)
        dashboard?.reconfigure(configuration.dashboard)
        transcripts?.reconfigure(
            roots: configuration.teams.roots, countsHistory: configuration.teams.countsTokenHistory)
        filesystem?.reconfigure(places: configuration.places(stateDirectory: stateDirectory))
    }
}

extension ExporterConfiguration {
    /// The directories that must have room.
    package func places(stateDirectory: String) -> [FilesystemCollector.Place] {
        let logs = logs.flatMap(\.source.paths).map(Self.fixedDirectory)
        return teams.roots.map { .init(role: "teams", directory: $0) }
            + logs.map { .init(role: "logs", directory: $0) } + [
                .init(role: "archive", directory: archiveDirectory, isMadeLater: true),
                .init(role: "backup", directory: backup.directory, isMadeLater: true),
                .init(role: "state", directory: stateDirectory),
            ]
    }

    /// The directory before the first component of a glob that is a pattern, else the one of the file.
    package static func fixedDirectory(ofGlob glob: String) -> String {
        let components = glob.split(separator: "/")
        let fixed = components.dropLast().prefix { component in
            !component.contains { "*?[\\".contains($0) }
        }
        return "/" + fixed.joined(separator: "/")
    }
}
