import LogPipeline
import Operations
import ProcessTable
import StateStore
import TeamCensus
import TeamRecording
import TeamState
import TeamTracking

/// All that API and page show of one moment.
struct Status: Sendable {
    let configuration: ExporterConfiguration
    let census: CensusReport
    let roster: AgentRoster
    let health: HealthReport
    /// When agents were last heard of in transcripts.
    let transcripts: [TeamKey: [String: Int64]]
    /// What agents use; empty where processes are not looked at.
    let resources: AgentResources
    /// Nil where no books are kept, or none could be looked at.
    let messages: MessageTotals?
    /// Nil where logs are switched off.
    let logs: LogPipelineStatus?
    let shapes: [ErrorShape]
    let history: RateHistory.Picture
    let machine: MachineRoom
    let exporter: ExporterCondition

    /// Milliseconds since 1970.
    var nowMs: Int64 { census.takenAtMs }

    func index(ofTeam label: String) -> Int? { census.teams.firstIndex { $0.team.label == label } }
}

/// How the program itself does.
struct ExporterCondition: Sendable, Equatable {
    /// Parts that are not ready yet.
    var missing: [String] = []
    var isStateWritten = true
    /// Collectors whose last run failed; nil before the first.
    var failingCollectors: [String]?
}
