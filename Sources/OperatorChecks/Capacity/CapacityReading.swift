import Glibc
import HostState
import ProcessTable
package import TeamCensus
import TeamState

/// Reads what the judgement of capacity rests on.
package struct CapacityReading {
    private let report: CensusReport
    private let procfs: String

    /// - Parameter report: taken with the usage of processes.
    package init(_ report: CensusReport, procfs: String) {
        self.report = report
        self.procfs = procfs
    }

    /// - Parameters:
    ///   - logFiles: the log that each file belongs to, by its path.
    package func facts(host: HostLoad, logFiles: [String: String]) -> CapacityFacts {
        let descriptors = OpenDescriptors(pids: report.processes.owned.map(\.identity.pid), procfs: procfs)
        var facts = CapacityFacts()
        facts.host = host
        facts.activeTeams = report.count(of: .active)
        facts.demand = demand(descriptors)
        facts.openFiles = openFiles()
        (facts.inotifyInstances, facts.inotifyWatches) = inotify()
        facts.sharedDirectories = sharedDirectories()
        facts.seesProcesses = report.hasProcessTable && descriptors.isComplete
        let teams = teamsByPID()
        let sockets = ListeningSockets(procfs: procfs)
        for (pid, links) in descriptors.links {
            guard let team = teams[pid] else { continue }
            for link in links {
                if let port = link.socketInode.flatMap({ sockets.ports[$0] }) {
                    facts.listeners[port, default: []].insert(team)
                }
                if link.isWritten, let log = logFiles[link.target] {
                    facts.sharedLogs[log, default: []].insert(team)
                }
            }
        }
        facts.sharedLogs = facts.sharedLogs.filter { $0.value.count > 1 }
        return facts
    }

    /// By the team of its tree.
    private func teamsByPID() -> [Int32: String] {
        let trees = Dictionary(report.agentTrees.map { ($0.root, $0.key.team) }) { first, _ in first }
        let pairs = report.processes.owned.compactMap { process in
            trees[process.root].map { (process.identity.pid, $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// What all agents use, by their number; agents that run in their lead's process share in what that uses.
    private func demand(_ descriptors: OpenDescriptors) -> AgentDemand {
        let trees = Dictionary(report.agentTrees.filter { !$0.isOrphan }.map { ($0.root, $0) }) { first, _ in
            first
        }
        let owned = report.processes.owned.filter { trees[$0.root] != nil }
        guard !owned.isEmpty else { return .assumed }
        let members = Dictionary(report.teams.map { ($0.team.label, $0.team) }) { first, _ in first }
        let agents = trees.values.reduce(0) { sum, tree in
            guard tree.kind == .shared, let team = members[tree.key.team] else { return sum + 1 }
            let hosted = team.members.count { $0.backend == .inProcess || $0.name == team.leadName }
            return sum + max(1, hosted)
        }
        let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))
        let each = 1 / Double(max(1, agents))
        let pids = Set(owned.map(\.identity.pid))
        let links = descriptors.links.filter { pids.contains($0.key) }.values
        return AgentDemand(
            memoryBytes: each * pageBytes * owned.reduce(0) { $0 + Double($1.usage.residentPages) },
            processors: each * owned.reduce(0) { $0 + processors(of: $1) },
            openFiles: each * links.reduce(0) { $0 + Double($1.count) },
            inotifyInstances: each * links.reduce(0) { $0 + Double($1.count { $0.isInotify }) },
            inotifyWatches: each * links.joined().reduce(0) { $0 + Double($1.watches) },
            measuredAgents: agents)
    }

    /// On the average of the life of a process.
    private func processors(of process: OwnedProcess) -> Double {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard let text = HostCalls.read("\(procfs)/uptime"),
            let uptime = Double(String(decoding: text.prefix { $0 != 0x20 }, as: UTF8.self))
        else { return 0 }
        let age = uptime - Double(process.identity.startTicks) / ticks
        // In its first second a process tells more of its start than of itself.
        return Double(process.usage.userTicks + process.usage.systemTicks) / ticks / max(age, 1)
    }

    private func openFiles() -> LimitUse? {
        let words = numbers("sys/fs/file-nr")
        return words.count >= 3 ? LimitUse(used: words[0] - words[1], limit: words[2]) : nil
    }

    /// Those of this user, as far as they can be seen.
    private func inotify() -> (instances: LimitUse?, watches: LimitUse?) {
        let own = OpenDescriptors.pids(of: getuid(), procfs: procfs)
        let links = OpenDescriptors(pids: own, procfs: procfs).links.values.joined()
        func use(_ limit: String, _ used: Int) -> LimitUse? {
            numbers("sys/fs/inotify/\(limit)").first.map { LimitUse(used: Double(used), limit: $0) }
        }
        return (
            use("max_user_instances", links.count { $0.isInotify }),
            use("max_user_watches", links.reduce(0) { $0 + $1.watches })
        )
    }

    private func numbers(_ file: String) -> [Double] {
        (HostCalls.read("\(procfs)/\(file)") ?? []).split { [0x09, 0x0A, 0x20].contains($0) }
            .compactMap { Double(String(decoding: $0, as: UTF8.self)) }
    }

    private func sharedDirectories() -> [Set<String>] {
        var users: [WorkingDirectory: Set<String>] = [:]
        for judged in report.teams where judged.status == .active {
            for directory in judged.team.members.compactMap(\.workingDirectory) {
                users[directory, default: []].insert(judged.team.label)
            }
        }
        return users.values.filter { $0.count > 1 }
    }
}
