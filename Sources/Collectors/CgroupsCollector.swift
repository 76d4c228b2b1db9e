import HostState
package import MetricModel
import ProcessTable
package import TeamCensus

/// Publishes what the control groups (version 2) that agents run in wait for and hold; nothing where there are none.
///
/// What is read is a number of the group, so each group is shown once, under the names of those who are in it:
/// never once for each agent.
package final class CgroupsCollector: Collector {
    package let name = "cgroups"
    private let census: SharedCensus
    private let procfs, sysfs: String
    private let waiting, stalled, memory, memoryLimit, groups, unknown: FamilyID

    /// - Parameters:
    ///   - census: tells which processes are whose.
    ///   - procfs: where the census looks at processes.
    ///   - sysfs: usually `/sys`.
    package init(
        census: SharedCensus, procfs: String, sysfs: String, registry: MetricRegistry
    ) throws {
        self.census = census
        self.procfs = procfs
        self.sysfs = sysfs
        let most = AgentUsage.maxAgents
        waiting = try registry.register(Catalogue.cgroupPressureWaiting, maxSeries: 3 * most)
        stalled = try registry.register(Catalogue.cgroupPressureStalled, maxSeries: 3 * most)
        memory = try registry.register(Catalogue.cgroupMemory, maxSeries: most)
        memoryLimit = try registry.register(Catalogue.cgroupMemoryLimit, maxSeries: most)
        groups = try registry.register(Catalogue.agentCgroups)
        unknown = try registry.register(Catalogue.cgroupUnknownProcesses)
    }

    package func collect(into registry: MetricRegistry) throws {
        let report = census.report(for: name)
        let hierarchy = ControlGroups(sysfs: sysfs)
        let sharing = hierarchy.map { hierarchy in
            CgroupSharing(report.agentTrees) { hierarchy.group(of: $0, procfs: procfs) }
        }
        let figures =
            sharing?.shown.prefix(AgentUsage.maxAgents).map { ($0.holder, hierarchy?.figures(of: $0.group)) }
            ?? []
        registry.update { table in
            let families = [waiting, stalled, memory, memoryLimit, groups, unknown]
            for family in families { table.beginRefresh(family) }
            if report.processes.isReadable, let sharing { publish(sharing, into: &table) }
            for case (let holder, let figures?) in figures { publish(figures, of: holder, into: &table) }
            for family in families { table.endRefresh(family) }
        }
    }

    private func publish(_ sharing: CgroupSharing, into table: inout MetricTable) {
        for kind in CgroupSharing.Kind.allCases {
            table.set(table.series(groups, kind.rawValue), Double(sharing.count(of: kind)))
        }
        table.set(table.series(unknown), Double(sharing.unknownProcesses))
    }

    private func publish(
        _ figures: ControlGroupFigures, of holder: AgentKey, into table: inout MetricTable
    ) {
        let pressures = [("cpu", figures.cpu), ("memory", figures.memory), ("io", figures.io)]
        for case (let resource, let totals?) in pressures {
            table.set(
                table.series(waiting, holder.team, holder.agent, resource), Double(totals.waitingUs) / 1e6)
            guard let stalledUs = totals.stalledUs else { continue }
            table.set(table.series(stalled, holder.team, holder.agent, resource), Double(stalledUs) / 1e6)
        }
        for (family, bytes) in [(memory, figures.memoryBytes), (memoryLimit, figures.memoryLimitBytes)] {
            guard let bytes else { continue }
            table.set(table.series(family, holder.team, holder.agent), Double(bytes))
        }
    }
}
