/// Looks for processes by their command lines, as `ps | grep` would, but never finds the ones that look.
///
/// Shells, editors, pagers and the like are left out: their command lines name files and programs that are not theirs.
package struct ProcessSearch {
    private static let commandLineLimitBytes = 64 * 1024
    private let procfs: String

    /// - Parameter procfs: usually `/proc`.
    package init(procfs: String) { self.procfs = procfs }

    /// Whether a process is there of which this holds; nil when none is found and some cannot be seen.
    ///
    /// - Parameter isMeant: gets the arguments with blanks between them.
    package func contains(_ isMeant: ([UInt8]) -> Bool) -> Bool? {
        var pids: [Int32] = []
        guard let directory = ProcDirectory(path: procfs) else { return nil }
        let listing = directory.listProcesses(into: &pids)
        guard listing.isListed, !pids.isEmpty else { return nil }
        // With hidepid the kernel leaves out other users' processes, of which one always has this number.
        var canSeeAll = !listing.isKernelProcfs || pids.contains(1)
        var buffer: [UInt8] = []
        for pid in pids {
            let result = directory.read(
                "cmdline", of: pid, limitBytes: Self.commandLineLimitBytes, into: &buffer)
            if result == .notPermitted || result == .failed { canSeeAll = false }
            guard result == .read, !buffer.isEmpty, !AgentArguments.isOfCarrier(commandLine: buffer) else {
                continue
            }
            while buffer.last == 0 { buffer.removeLast() }
            for place in buffer.indices where buffer[place] == 0 { buffer[place] = UInt8(ascii: " ") }
            if isMeant(buffer) { return true }
        }
        return canSeeAll ? false : nil
    }
}
