import Glibc
import ProcessTable
import TeamCensus

/// What the processes of each agent use, and what part of a processor since the look before.
struct AgentResources: Sendable, Equatable {
    struct Use: Sendable, Equatable {
        var processes = 0
        var residentBytes: Int64 = 0
        /// Percent of one processor; nil at the first look.
        var cpuPercent: Double?
    }

    private(set) var uses: [AgentKey: Use] = [:]
    private var ticks: [ProcessIdentity: UInt64] = [:]
    private let atMs: Int64

    /// Less than this tells nothing of what is used now.
    private static let leastMs: Int64 = 500

    /// - Parameter earlier: the look before.
    init(_ report: CensusReport, since earlier: AgentResources?) {
        atMs = report.takenAtMs
        let keys = Dictionary(report.agentTrees.map { ($0.root, $0.key) }) { first, _ in first }
        let pageBytes = Int64(sysconf(Int32(_SC_PAGESIZE)))
        var spent: [AgentKey: UInt64] = [:]
        for process in report.processes.owned {
            guard let key = keys[process.root] else { continue }
            let now = process.usage.userTicks + process.usage.systemTicks
            ticks[process.identity] = now
            uses[key, default: Use()].processes += 1
            uses[key, default: Use()].residentBytes += process.usage.residentPages * pageBytes
            // All that a process used that was not there before was used since.
            let before = earlier?.ticks[process.identity] ?? 0
            spent[key, default: 0] += now >= before ? now - before : 0
        }
        guard let earlier, atMs - earlier.atMs >= Self.leastMs else { return }
        let available = Double(atMs - earlier.atMs) / 1000 * Double(sysconf(Int32(_SC_CLK_TCK)))
        for (key, ticks) in spent {
            uses[key]?.cpuPercent = (Double(ticks) / available * 1000).rounded() / 10
        }
    }
}
