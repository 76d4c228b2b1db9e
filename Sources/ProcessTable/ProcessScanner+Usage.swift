/// Reading what the processes of agents use.
extension ProcessScanner {
    mutating func tellOwned(
        _ detail: Detail, in directory: ProcDirectory, into snapshot: inout ProcessSnapshot
    ) {
        if detail == .usageAndProportionalMemory { measureProportionalMemory(in: directory) }
        for place in rows.indices where rows[place].owner >= 0 {
            let root = rows[Int(rows[place].owner)].identity
            guard let usage = usage(at: place, in: directory) else { continue }
            snapshot.owned.append(
                OwnedProcess(
                    identity: rows[place].identity, root: root,
                    parentPID: rows[place].statistics.parentPID,
                    state: ProcessState(letter: rows[place].statistics.state), usage: usage))
        }
    }

    private mutating func usage(at place: Int, in directory: ProcDirectory) -> ProcessUsage? {
        let row = rows[place]
        let statistics = row.statistics
        var usage = ProcessUsage(
            userTicks: statistics.userTicks, systemTicks: statistics.systemTicks, threads: statistics.threads,
            residentPages: max(0, statistics.residentPages))
        // Nothing else can be asked of what only waits to be reaped.
        guard statistics.isAlive else { return usage }
        usage.inputOutput = read("io", of: row.pid, as: .io, in: directory) { ProcessUsage.IO(ioFile: $0) }
        let schedule = read("schedstat", of: row.pid, as: .schedstat, in: directory) {
            ScheduleCounts(schedstatFile: $0)
        }
        usage.runDelayNs = schedule?.delayNs
        usage.switches = switches(at: place, turns: schedule?.turns, in: directory)
        var openFiles = 0
        let result = directory.countOpenFiles(of: row.pid, into: &openFiles)
        count(.fd, result)
        usage.openFiles = result == .read ? openFiles : nil
        usage.proportionalBytes = row.proportionalBytes
        return usage
    }

    /// Reads `status`, the dearest of the small files, only when the main thread has run since.
    private mutating func switches(
        at place: Int, turns: UInt64?, in directory: ProcDirectory
    ) -> ProcessUsage.Switches? {
        if let turns, turns == rows[place].turnsAtSwitches, let switches = rows[place].switches {
            return switches
        }
        let switches = read("status", of: rows[place].pid, as: .status, in: directory) {
            ProcessUsage.Switches(statusFile: $0)
        }
        rows[place].switches = switches
        rows[place].turnsAtSwitches = turns
        return switches
    }

    /// - Returns: nil when it cannot be read, which is counted, or the process ended.
    private mutating func read<Value>(
        _ name: StaticString, of pid: Int32, as source: ReadLoss.Source, in directory: ProcDirectory,
        parse: (Span<UInt8>) -> Value?
    ) -> Value? {
        let result = directory.read(name, of: pid, limitBytes: Self.smallFileLimitBytes, into: &buffer)
        guard result == .read else {
            count(source, result)
            return nil
        }
        // A process that ends between open and read shows an empty file.
        guard !buffer.isEmpty else { return nil }
        let value = parse(buffer.span)
        if value == nil { count(source, .malformed) }
        return value
    }
}

// MARK: Proportional memory

/// Whose proportional memory is measured next: the reading stops the process's memory calls, so a scan spends only a
/// little time on it and goes on where the last one stopped.
struct ProportionalMemoryTurn {
    /// Time that one scan may spend.
    static let budget = Duration.milliseconds(20)
    /// 4 GiB of pages of 4 KiB take about 0.1 s to count.
    static let maxResidentPages: Int64 = 1 << 20

    var lastPID: Int32 = 0
}

extension ProcessScanner {
    private mutating func measureProportionalMemory(in directory: ProcDirectory) {
        let end = ContinuousClock.now + ProportionalMemoryTurn.budget
        let first = rows.indices.first { rows[$0].pid > proportionalTurn.lastPID } ?? 0
        for step in rows.indices {
            let place = (first + step) % rows.rows.count
            guard rows[place].owner >= 0, rows[place].statistics.isAlive else { continue }
            guard ContinuousClock.now < end else { return }
            proportionalTurn.lastPID = rows[place].pid
            guard rows[place].statistics.residentPages <= ProportionalMemoryTurn.maxResidentPages else {
                rows[place].proportionalBytes = nil
                count(.smaps, .tooLarge)
                continue
            }
            let pid = rows[place].pid
            rows[place].proportionalBytes =
                read("smaps_rollup", of: pid, as: .smaps, in: directory) {
                    ProportionalMemory(smapsRollupFile: $0)
                }?.bytes
        }
    }
}
