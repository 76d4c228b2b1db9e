/// Looks through a procfs for teammates.
///
/// It reads the command line of every process anew (7 us each), because the start time that would prove a
/// remembered one still right costs more to read (10 us) and does not show an exec; what was made of the same bytes
/// before is kept. Not thread-safe.
package struct ProcessScanner {
    /// A command line longer than this is judged by its beginning. A prompt among the arguments may be some KiB.
    private static let commandLineLimitBytes = 256 * 1024
    private static let keptBufferBytes = 64 * 1024
    private static let smallFileLimitBytes = 64 * 1024

    private struct KnownAgent {
        let commandLine: [UInt8]
        let arguments: AgentArguments
    }

    private let procfs: String
    private var known: [Int32: KnownAgent] = [:]
    private var pids: [Int32] = []
    private var buffer: [UInt8] = []

    /// - Parameter procfs: usually `/proc`.
    package init(procfs: String) { self.procfs = procfs }

    /// One look at all processes; those that end meanwhile are left out.
    ///
    /// - Parameter wanted: pids whose start time is to be told as well.
    package mutating func scan(startTicksOf wanted: Set<Int32> = []) -> ProcessSnapshot {
        var snapshot = ProcessSnapshot(isReadable: false, isComplete: false)
        guard let directory = ProcDirectory(path: procfs) else { return snapshot }
        let listing = directory.listProcesses(into: &pids)
        guard listing.isListed, !pids.isEmpty else { return snapshot }
        snapshot.isReadable = true
        // A procfs that hides other users' processes (hidepid=2) hides the first one too; hidepid=1 refuses reads.
        snapshot.isComplete = !listing.isKernelProcfs || pids.contains(1)
        var seen: [Int32: KnownAgent] = [:]
        seen.reserveCapacity(known.count)
        for pid in pids.sorted() { look(at: pid, in: directory, into: &snapshot, seen: &seen) }
        known = seen
        for pid in wanted.sorted() where snapshot.startTicksByPID[pid] == nil {
            snapshot.startTicksByPID[pid] = statistics(of: pid, in: directory)?.startTicks
        }
        if buffer.capacity > Self.keptBufferBytes { buffer = [] }
        return snapshot
    }

    /// When the machine was started, in seconds since 1970 (`btime`).
    package mutating func bootTimeSeconds() -> Int64? {
        guard let directory = ProcDirectory(path: procfs),
            directory.read("stat", limitBytes: Self.smallFileLimitBytes * 16, into: &buffer) == .read
        else { return nil }
        let key = Array("btime ".utf8)
        let line = buffer.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: key) }
        return line.flatMap { Int64(String(decoding: $0.dropFirst(key.count), as: UTF8.self)) }
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
        // Two descriptors are of this look itself: the procfs directory and the listing of `fd`.
        ProcDirectory(path: procfs)?.countOpenFiles(of: "self").map { max(0, $0 - 1) }
    }

    private mutating func look(
        at pid: Int32, in directory: ProcDirectory, into snapshot: inout ProcessSnapshot,
        seen: inout [Int32: KnownAgent]
    ) {
        switch directory.read("cmdline", of: pid, limitBytes: Self.commandLineLimitBytes, into: &buffer) {
        case .vanished: return
        case .notPermitted, .failed:
            snapshot.isComplete = false
            return
        case .read: break
        }
        guard let agent = agent(pid) else { return }
        seen[pid] = agent
        guard let statistics = statistics(of: pid, in: directory) else { return }
        let arguments = agent.arguments
        snapshot.agents.append(
            AgentProcess(
                pid: pid, team: arguments.team, agent: arguments.agent, startTicks: statistics.startTicks,
                parentSessionID: arguments.parentSessionID.map { String(decoding: $0, as: UTF8.self) }))
        snapshot.startTicksByPID[pid] = statistics.startTicks
    }

    /// What the command line in the buffer says.
    private func agent(_ pid: Int32) -> KnownAgent? {
        if let agent = known[pid], agent.commandLine == buffer { return agent }
        return AgentArguments(commandLine: buffer.span).map { KnownAgent(commandLine: buffer, arguments: $0) }
    }

    /// Nil for a process that is gone, or dead and not yet reaped.
    private mutating func statistics(of pid: Int32, in directory: ProcDirectory) -> ProcessStatistics? {
        guard directory.read("stat", of: pid, limitBytes: Self.smallFileLimitBytes, into: &buffer) == .read,
            let statistics = ProcessStatistics(statFile: buffer.span), statistics.isAlive
        else { return nil }
        return statistics
    }
}
