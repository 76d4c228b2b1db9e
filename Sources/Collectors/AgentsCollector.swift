package import MetricModel
package import TeamCensus
package import TeamRecording
import TeamState
package import TeamTracking

/// Publishes what each agent is doing, whether it is up, and how often it timed out.
package final class AgentsCollector: Collector {
    package let name = "agents"
    private let census: SharedCensus
    private let recorder: TeamRecorder
    private let families: AgentFamilies

    /// - Parameters:
    ///   - census: tells which processes are gone.
    ///   - recorder: keeps the books.
    package init(census: SharedCensus, recorder: TeamRecorder, registry: MetricRegistry) throws {
        self.census = census
        self.recorder = recorder
        families = try AgentFamilies(registry: registry)
    }

    package func collect(into registry: MetricRegistry) throws {
        recorder.note(dead: census.report(for: name).deadMembers)
        let report = try recorder.report().agents
        registry.update { table in families.publish(report, into: &table) }
    }
}

extension CensusReport {
    /// Members whose process is proved to be gone, by team.
    package var deadMembers: [TeamKey: Set<String>] {
        var dead: [TeamKey: Set<String>] = [:]
        for judged in teams
        where !judged.deadMembers.isEmpty && rootPaths.indices.contains(judged.team.rootIndex) {
            let key = TeamKey(
                root: rootPaths[judged.team.rootIndex], directory: judged.team.directoryName)
            dead[key] = judged.deadMembers
        }
        return dead
    }
}
