package import MetricModel
import ProcessTable
import Synchronization
package import TeamCensus
package import TeamRecording
import TeamState

/// Publishes what the processes of agents use, and which of them nobody needs any more.
package final class ProcessCollector: Collector {
    package let name = "processes"

    /// How long the counters of an agent outlive its last process when it has left its team too.
    private static let graceMs: Int64 = 600_000

    private struct State {
        var series: [AgentKey: AgentSeries] = [:]
        var bootTimeSeconds: Int64?
        var bootID: String?
        var scanner: ProcessScanner
    }

    private let census: SharedCensus
    private let recorder: TeamRecorder
    private let families: ProcessFamilies
    private let state: Mutex<State>

    /// - Parameters:
    ///   - census: made to read what processes use.
    ///   - recorder: keeps what was used over restarts.
    ///   - procfs: where the census looks at processes.
    package init(
        census: SharedCensus, recorder: TeamRecorder, procfs: String, registry: MetricRegistry
    ) throws {
        self.census = census
        self.recorder = recorder
        families = try ProcessFamilies(registry: registry)
        state = Mutex(State(scanner: ProcessScanner(procfs: procfs)))
    }

    package func collect(into registry: MetricRegistry) throws {
        let report = census.report(for: name)
        state.withLock { state in
            if state.bootTimeSeconds == nil { state.bootTimeSeconds = state.scanner.bootTimeSeconds() }
            if state.bootID == nil { state.bootID = state.scanner.bootID() }
            let usage = recorder.countUsage { [bootID = state.bootID] in
                Self.count(report, bootID: bootID, in: &$0)
            }
            publish(report, usage, &state, into: registry)
        }
    }

    /// - Parameter bootID: nil where it cannot be read: what is remembered of processes stays then.
    private static func count(_ report: CensusReport, bootID: String?, in usage: inout AgentUsage) {
        if report.processes.isReadable {
            if let bootID { usage.begin(bootID: bootID) }
            let keys = Dictionary(report.agentTrees.map { ($0.root, $0.key) }) { first, _ in first }
            usage.update(report.processes.owned, keys: keys, nowMs: report.takenAtMs)
        }
        let members = RosterLookup(report)
        usage.keep { key, record in
            report.takenAtMs - record.lastSeenMs < Self.graceMs || members.contains(key)
        }
    }

    private func publish(
        _ report: CensusReport, _ usage: (committed: AgentUsage, present: AgentUsage),
        _ state: inout State, into registry: MetricRegistry
    ) {
        registry.update { table in
            families.publish(report, into: &table)
            for (key, record) in usage.committed.agents {
                let now = usage.present.agents[key]?.now ?? AgentRecord.Now()
                state.series[key, default: AgentSeries()].publish(
                    record, now: now, of: key, bootTimeSeconds: state.bootTimeSeconds,
                    isReadable: report.processes.isReadable, families, into: &table)
            }
            families.publishKinds(report.agentTrees, into: &table)
            for key in state.series.keys where usage.committed.agents[key] == nil {
                state.series.removeValue(forKey: key)?.remove(from: &table)
            }
        }
    }
}

/// Asks whether somebody still is in a team; made of the rosters only when it is asked at all.
private struct RosterLookup {
    private let report: CensusReport

    init(_ report: CensusReport) { self.report = report }

    func contains(_ key: AgentKey) -> Bool {
        report.teams.contains { judged in
            judged.team.label == key.team && judged.team.members.contains { $0.name == key.agent }
        }
    }
}
