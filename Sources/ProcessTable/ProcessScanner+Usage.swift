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
        let statistics = rows[place].statistics
        var usage = ProcessUsage(
            userTicks: statistics.userTicks, systemTicks: statistics.systemTicks, threads: statistics.threads,
            residentPages: max(0, statistics.residentPages))
        // Nothing else can be asked of what only waits to be reaped.
        guard statistics.isAlive else { return usage }
        let schedule = read("schedstat", of: rows[place].pid, as: .schedstat, in: directory) {
            ScheduleCounts(schedstatFile: $0)
        }
        usage.runDelayNs = schedule?.delayNs
        let hasRun = schedule == nil || schedule?.turns != rows[place].turns
        rows[place].turns = schedule?.turns
        refresh(place, hasRun: hasRun || statistics.state == UInt8(ascii: "R"), in: directory)
        usage.switches = rows[place].switches
        usage.inputOutput = rows[place].inputOutput
        usage.openFiles = rows[place].openFiles
        usage.proportionalBytes = rows[place].proportionalBytes
        return usage
    }

    /// Reads the dearer files again, as far as what they tell can have changed: a main thread that had no turn switched
    /// to nothing, and with no other thread beside it the process did nothing at all.
    private mutating func refresh(_ place: Int, hasRun: Bool, in directory: ProcDirectory) {
        let pid = rows[place].pid
        let isAlone = rows[place].statistics.threads == 1
        if hasRun || rows[place].switches == nil {
            rows[place].switches = read("status", of: pid, as: .status, in: directory) {
                ProcessUsage.Switches(statusFile: $0)
            }
        }
        if hasRun || !isAlone || rows[place].inputOutput == nil {
            rows[place].inputOutput = read("io", of: pid, as: .io, in: directory) {
                ProcessUsage.IO(ioFile: $0)
            }
        }
        if hasRun || !isAlone || rows[place].openFiles == nil {
            var openFiles = 0
            let result = directory.countOpenFiles(of: pid, into: &openFiles)
            count(.fd, result)
            rows[place].openFiles = result == .read ? openFiles : nil
        }
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
