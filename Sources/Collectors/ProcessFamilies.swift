import Glibc
import MetricModel
import ProcessTable
import TeamCensus

/// The registered families of the processes collector.
struct ProcessFamilies: Sendable {
    let cpu, resident, proportional, processes, states, threads, openFDs, read, written: FamilyID
    let switches, runDelay, start: FamilyID
    private let info, orphans, orphanMemory, readErrors, isComplete: FamilyID
    let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))

    init(registry: MetricRegistry) throws {
        cpu = try registry.register(Catalogue.agentCPUSeconds)
        resident = try registry.register(Catalogue.agentResidentMemory)
        proportional = try registry.register(Catalogue.agentProportionalMemory)
        processes = try registry.register(Catalogue.agentProcesses)
        states = try registry.register(Catalogue.agentProcessStates)
        threads = try registry.register(Catalogue.agentThreads)
        openFDs = try registry.register(Catalogue.agentOpenFDs)
        read = try registry.register(Catalogue.agentReadBytes)
        written = try registry.register(Catalogue.agentWrittenBytes)
        switches = try registry.register(Catalogue.agentContextSwitches)
        runDelay = try registry.register(Catalogue.agentRunDelay)
        start = try registry.register(Catalogue.agentStartTimestamp)
        info = try registry.register(Catalogue.agentProcessInfo, maxSeries: AgentUsage.maxAgents)
        orphans = try registry.register(Catalogue.orphanProcesses)
        orphanMemory = try registry.register(Catalogue.orphanResidentMemory)
        readErrors = try registry.register(Catalogue.processReadErrors)
        isComplete = try registry.register(Catalogue.processTableComplete)
    }

    /// What is said once for the whole machine.
    func publish(_ report: CensusReport, into table: inout MetricTable) {
        for loss in ReadLoss.all {
            let series = table.series(readErrors, loss.source.rawValue, loss.reason.rawValue)
            table.set(series, Double(report.processes.losses[loss] ?? 0))
        }
        let isKnown = report.processes.isReadable
        table.set(table.series(isComplete), isKnown && report.processes.isComplete ? 1 : 0)
        for family in [orphans, orphanMemory] { table.beginRefresh(family) }
        if isKnown, report.processes.isComplete, report.isComplete {
            let roots = Set(report.agentTrees.filter(\.isOrphan).map(\.root))
            let pages = report.processes.owned.reduce(Int64(0)) { sum, process in
                roots.contains(process.identity) ? sum + process.usage.residentPages : sum
            }
            table.set(table.series(orphans), Double(roots.count))
            table.set(table.series(orphanMemory), Double(pages) * pageBytes)
        }
        for family in [orphans, orphanMemory] { table.endRefresh(family) }
    }

    func publishKinds(_ trees: [AgentTree], into table: inout MetricTable) {
        table.beginRefresh(info)
        for tree in trees {
            table.set(table.series(info, tree.key.team, tree.key.agent, tree.kind.rawValue), 1)
        }
        table.endRefresh(info)
    }
}
