/// Looks through a procfs for the processes of agents, and for what descends from them.
///
/// It reads `stat` of every process, which shows parent, times and whether another program was started under the pid,
/// and the command line only of processes that are new or may have changed. What it keeps between scans is flat and
/// reused. Not thread-safe.
package struct ProcessScanner {
    /// How much is read of the processes that belong to agents.
    package enum Detail: Sendable { case none, usage, usageAndProportionalMemory }

    /// A command line longer than this is judged by its beginning. A prompt among the arguments may be some KiB.
    private static let commandLineLimitBytes = 256 * 1024
    private static let keptBufferBytes = 64 * 1024
    static let smallFileLimitBytes = 64 * 1024

    private let procfs: String
    /// Kept open; opened anew when it shows nothing.
    private var directory: ProcDirectory?
    var rows = ProcessRows()
    private var earlier = ProcessRows()
    private var arguments: [ProcessIdentity: AgentArguments] = [:]
    private var pids: [Int32] = []
    var buffer: [UInt8] = []
    private var losses: [ReadLoss: Int] = [:]
    var proportionalTurn = ProportionalMemoryTurn()

    /// - Parameter procfs: usually `/proc`.
    package init(procfs: String) { self.procfs = procfs }

    /// One look at all processes; those that end meanwhile are left out.
    ///
    /// - Parameters:
    ///   - wanted: pids whose start time is to be told as well.
    ///   - leads: processes that are known to be leads; what descends from them counts to them.
    package mutating func scan(
        startTicksOf wanted: Set<Int32> = [], leads: Set<ProcessIdentity> = [], detail: Detail = .none
    ) -> ProcessSnapshot {
        var snapshot = ProcessSnapshot(isReadable: false, isComplete: false)
        guard let directory = openDirectory(into: &snapshot) else { return snapshot }
        readTable(in: directory, into: &snapshot)
        mark(leads)
        rows.resolveOwners()
        tellAgents(&snapshot)
        for pid in wanted {
            guard let place = rows.place(of: pid), rows[place].statistics.isAlive else { continue }
            snapshot.startTicksByPID[pid] = rows[place].statistics.startTicks
        }
        if detail != .none { tellOwned(detail, in: directory, into: &snapshot) }
        if buffer.capacity > Self.keptBufferBytes { buffer = [] }
        snapshot.losses = losses
        return snapshot
    }

    /// Lists the processes; an open directory that shows none may be one that was replaced.
    private mutating func openDirectory(into snapshot: inout ProcessSnapshot) -> ProcDirectory? {
        for kept in [directory, nil] {
            guard let candidate = kept ?? ProcDirectory(path: procfs) else { continue }
            let listing = candidate.listProcesses(into: &pids)
            guard listing.isListed, !pids.isEmpty else { continue }
            directory = candidate
            pids.sort()
            snapshot.isReadable = true
            // A procfs that hides other users' processes (hidepid=2) hides the first one too; hidepid=1 refuses reads.
            snapshot.isComplete = !listing.isKernelProcfs || pids.first == 1
            return candidate
        }
        directory = nil
        return nil
    }

    mutating func count(_ source: ReadLoss.Source, _ result: ProcDirectory.ReadResult) {
        switch result {
        case .read, .vanished: break
        case .notPermitted: count(source, .permission)
        case .failed: count(source, .io)
        }
    }

    mutating func count(_ source: ReadLoss.Source, _ reason: ReadLoss.Reason) {
        losses[ReadLoss(source: source, reason: reason), default: 0] += 1
    }
}

// MARK: The table

extension ProcessScanner {
    private mutating func readTable(in directory: ProcDirectory, into snapshot: inout ProcessSnapshot) {
        swap(&rows, &earlier)
        rows.removeAll()
        var candidate = 0
        for pid in pids {
            while candidate < earlier.rows.count, earlier[candidate].pid < pid { candidate += 1 }
            let old = candidate < earlier.rows.count && earlier[candidate].pid == pid ? candidate : nil
            look(at: pid, known: old, in: directory, into: &snapshot)
        }
    }

    /// - Parameter known: place in the last scan's table of a process with this pid.
    private mutating func look(
        at pid: Int32, known: Int?, in directory: ProcDirectory, into snapshot: inout ProcessSnapshot
    ) {
        let result = directory.read("stat", of: pid, limitBytes: Self.smallFileLimitBytes, into: &buffer)
        guard result == .read else {
            if result != .vanished { snapshot.isComplete = false }
            return count(.stat, result)
        }
        guard let statistics = ProcessStatistics(statFile: buffer.span) else {
            snapshot.isComplete = false
            return count(.stat, .malformed)
        }
        var row = ProcessRow(pid: pid, statistics: statistics)
        var isSettled = statistics.isKernelThread || !statistics.isAlive
        if let known, earlier[known].identity == row.identity {
            row.carryOn(from: earlier[known])
            isSettled = isSettled || !row.mayHaveChanged(since: earlier[known])
        }
        if !isSettled { readCommandLine(of: &row, in: directory, into: &snapshot) }
        rows.append(row)
    }

    private mutating func readCommandLine(
        of row: inout ProcessRow, in directory: ProcDirectory, into snapshot: inout ProcessSnapshot
    ) {
        let result = directory.read(
            "cmdline", of: row.pid, limitBytes: Self.commandLineLimitBytes, into: &buffer)
        guard result == .read else {
            if result != .vanished { snapshot.isComplete = false }
            return count(.cmdline, result)
        }
        if row.statistics.isMultiplexer {
            row.role = .multiplexer
            row.swarmLead = AgentArguments.swarmLead(ofServer: buffer.span) ?? 0
        } else if let found = AgentArguments(commandLine: buffer.span) {
            row.role = .agent
            row.agentMark = found.mark
            arguments[row.identity] = found
        } else {
            row.role = .other
        }
    }

    private mutating func mark(_ leads: Set<ProcessIdentity>) {
        for place in rows.indices {
            let isOpen = rows[place].role == .other || rows[place].role == .lead
            guard isOpen else { continue }
            let isLead =
                !leads.isEmpty && rows[place].statistics.isAlive && leads.contains(rows[place].identity)
            rows[place].role = isLead ? .lead : .other
        }
    }

    private mutating func tellAgents(_ snapshot: inout ProcessSnapshot) {
        var kept: [ProcessIdentity: AgentArguments] = [:]
        kept.reserveCapacity(arguments.count)
        for place in rows.indices where rows[place].role == .agent {
            let row = rows[place]
            guard let found = arguments[row.identity] else { continue }
            kept[row.identity] = found
            guard row.owner == Int32(place), row.statistics.isAlive else { continue }
            snapshot.agents.append(
                AgentProcess(
                    pid: row.pid, team: found.team, agent: found.agent, startTicks: row.statistics.startTicks,
                    parentSessionID: found.parentSessionID.map { String(decoding: $0, as: UTF8.self) },
                    hasLostLead: snapshot.isComplete && rows.hasLostLead(place)))
        }
        arguments = kept
    }
}

// MARK: Single questions

extension ProcessScanner {
    /// When the machine was started, in seconds since 1970 (`btime`).
    package mutating func bootTimeSeconds() -> Int64? {
        guard let directory = ProcDirectory(path: procfs),
            directory.read("stat", limitBytes: Self.smallFileLimitBytes * 16, into: &buffer) == .read
        else { return nil }
        let key = Array("btime ".utf8)
        let line = buffer.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: key) }
        return line.flatMap { Int64(String(decoding: $0.dropFirst(key.count), as: UTF8.self)) }
    }

    /// Names this run of the machine; nil where procfs does not show it.
    package mutating func bootID() -> String? {
        guard let directory = ProcDirectory(path: procfs),
            directory.read("sys/kernel/random/boot_id", limitBytes: 64, into: &buffer) == .read
        else { return nil }
        return String(decoding: buffer.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// The running program's own numbers; nil where procfs does not show them.
    package mutating func ownStatistics() -> ProcessStatistics? {
        guard let directory = ProcDirectory(path: procfs),
            directory.read("self/stat", limitBytes: Self.smallFileLimitBytes, into: &buffer) == .read
        else { return nil }
        return ProcessStatistics(statFile: buffer.span)
    }

    /// Number of descriptors the running program has open.
    package func ownOpenFileCount() -> Int? {
        // One descriptor is of this look itself: the procfs directory.
        ProcDirectory(path: procfs)?.countOwnOpenFiles().map { max(0, $0 - 1) }
    }
}
