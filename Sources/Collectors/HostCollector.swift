import Glibc
import HostState
package import MetricModel
import Synchronization

/// Publishes what the machine as a whole has and uses.
package final class HostCollector: Collector {
    package let name = "host"
    private static let resources = ["cpu", "memory", "io"]

    private let procfs: String
    private let cpu, memoryTotal, memoryAvailable, waiting, stalled: FamilyID
    private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    private let lastTimes = Mutex<ProcessorTimes?>(nil)

    /// - Parameter procfs: usually `/proc`.
    package init(procfs: String, registry: MetricRegistry) throws {
        self.procfs = procfs
        cpu = try registry.register(Catalogue.hostCPUSeconds)
        memoryTotal = try registry.register(Catalogue.hostMemoryTotal)
        memoryAvailable = try registry.register(Catalogue.hostMemoryAvailable)
        waiting = try registry.register(Catalogue.hostPressureWaiting)
        stalled = try registry.register(Catalogue.hostPressureStalled)
    }

    package func collect(into registry: MetricRegistry) throws {
        let times = lastTimes.withLock { last in
            let times = HostCalls.read("\(procfs)/stat").flatMap { ProcessorTimes(statFile: $0) }
            last = times?.advanced(from: last) ?? last
            return times == nil ? nil : last
        }
        let memory = HostCalls.read("\(procfs)/meminfo").flatMap { MemoryFigures(meminfoFile: $0) }
        let pressures = Self.resources.map { resource in
            HostCalls.read("\(procfs)/pressure/\(resource)").flatMap { PressureTotals(pressureFile: $0) }
        }
        registry.update { table in
            let families = [cpu, memoryTotal, memoryAvailable, waiting, stalled]
            for family in families { table.beginRefresh(family) }
            publish(times, into: &table)
            publish(memory, into: &table)
            for (resource, pressure) in zip(Self.resources, pressures) {
                guard let pressure else { continue }
                table.set(table.series(waiting, resource), Double(pressure.waitingUs) / 1e6)
                guard let us = pressure.stalledUs else { continue }
                table.set(table.series(stalled, resource), Double(us) / 1e6)
            }
            for family in families { table.endRefresh(family) }
        }
    }

    private func publish(_ times: ProcessorTimes?, into table: inout MetricTable) {
        guard let times else { return }
        for (mode, ticks) in zip(ProcessorTimes.modes, times.ticks) {
            table.set(table.series(cpu, mode), Double(ticks) / ticksPerSecond)
        }
    }

    private func publish(_ memory: MemoryFigures?, into table: inout MetricTable) {
        guard let memory else { return }
        table.set(table.series(memoryTotal), Double(memory.totalBytes))
        if let available = memory.availableBytes {
            table.set(table.series(memoryAvailable), Double(available))
        }
    }
}
