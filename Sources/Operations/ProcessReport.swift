import FoundationEssentials
import Glibc
import HostState
import ProcessTable
package import TeamCensus

/// One process of an agent, or of what an agent started, as `ps` would show it.
package struct ProcessReport: Encodable, Sendable, Equatable {
    package let pid: Int32
    package let team: String
    package let agent: String
    /// As `ps` has it: processor time of the process since its start over the time since its start.
    @OrNull package var cpuPercent: Double?
    /// Between two looks of this command.
    @OrNull package var cpuPercentNow: Double?
    @OrNull package var memoryPercent: Double?
    package let residentBytes: Int64
    /// The kernel's name of the program, never its arguments.
    @OrNull package var command: String?
    package let orphan: Bool
}

/// What a machine is measured by.
struct MachineMeasures {
    let procfs: String
    let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    let pageBytes = Int64(sysconf(Int32(_SC_PAGESIZE)))
    let memoryBytes: UInt64?

    init(procfs: String) {
        self.procfs = procfs
        memoryBytes =
            HostCalls.read("\(procfs)/meminfo").flatMap { MemoryFigures(meminfoFile: $0) }?.totalBytes
    }

    /// Since the machine was started.
    func uptimeSeconds() -> Double? {
        let text = HostCalls.read("\(procfs)/uptime").map { String(decoding: $0, as: UTF8.self) }
        return text?.split(separator: " ").first.flatMap { Double($0) }
    }

    func command(of pid: Int32) -> String? {
        guard let bytes = HostCalls.read("\(procfs)/\(pid)/comm") else { return nil }
        let name = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return name.isEmpty ? nil : name
    }
}

/// Lists the processes of agents, from two looks a moment apart.
package struct ProcessListing {
    private struct Look {
        let usage: [ProcessIdentity: ProcessUsage]
        let at: ContinuousClock.Instant
        let uptimeSeconds: Double?
    }

    private let machine: MachineMeasures
    private let first: Look

    /// Takes note of the first look, right after it.
    package init(_ report: CensusReport, procfs: String) {
        machine = MachineMeasures(procfs: procfs)
        first = Self.look(report, machine)
    }

    /// - Parameter report: the second look, right after it.
    package func processes(in report: CensusReport) -> [ProcessReport] {
        let second = Self.look(report, machine)
        let seconds = (second.at - first.at) / .seconds(1)
        let trees = Dictionary(report.agentTrees.map { ($0.root, $0) }) { first, _ in first }
        return report.processes.owned.compactMap { process in
            guard let tree = trees[process.root] else { return nil }
            let usage = process.usage
            let earlier = first.usage[process.identity]
            return ProcessReport(
                pid: process.identity.pid, team: tree.key.team, agent: tree.key.agent,
                cpuPercent: sinceStart(process, uptimeSeconds: second.uptimeSeconds),
                cpuPercentNow: earlier.flatMap { share(of: ticks(usage) - ticks($0), in: seconds) },
                memoryPercent: machine.memoryBytes.map {
                    Self.rounded(Double(usage.residentPages * machine.pageBytes) / Double($0) * 100)
                },
                residentBytes: usage.residentPages * machine.pageBytes,
                command: machine.command(of: process.identity.pid), orphan: tree.isOrphan)
        }
    }

    private func sinceStart(_ process: OwnedProcess, uptimeSeconds: Double?) -> Double? {
        guard let uptimeSeconds else { return nil }
        let age = uptimeSeconds - Double(process.identity.startTicks) / machine.ticksPerSecond
        return share(of: ticks(process.usage), in: age)
    }

    private func ticks(_ usage: ProcessUsage) -> Double { Double(usage.userTicks + usage.systemTicks) }

    /// Percent of one processor; nil in less time than a tick, in which nothing can be measured.
    private func share(of ticks: Double, in seconds: Double) -> Double? {
        guard seconds * machine.ticksPerSecond >= 1 else { return nil }
        return Self.rounded(max(0, ticks) / machine.ticksPerSecond / seconds * 100)
    }

    private static func rounded(_ percent: Double) -> Double { (percent * 10).rounded() / 10 }

    private static func look(_ report: CensusReport, _ machine: MachineMeasures) -> Look {
        Look(
            usage: Dictionary(report.processes.owned.map { ($0.identity, $0.usage) }) { first, _ in first },
            at: .now, uptimeSeconds: machine.uptimeSeconds())
    }
}
