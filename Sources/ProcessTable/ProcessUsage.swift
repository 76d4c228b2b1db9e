/// What a process uses and has used, as the kernel counts it; what could not be read is nil.
package struct ProcessUsage: Equatable, Sendable {
    /// Own processor time, without that of children that ended.
    package var userTicks: UInt64
    package var systemTicks: UInt64
    package var threads: Int
    package var residentPages: Int64
    package var openFiles: Int?
    package var inputOutput: IO?
    /// Of the main thread.
    package var switches: Switches?
    /// How long the main thread waited for a processor, in nanoseconds.
    package var runDelayNs: UInt64?
    /// Resident memory with shared pages divided, in bytes; measured now and then, and only when asked for.
    package var proportionalBytes: UInt64?

    package struct IO: Equatable, Sendable {
        package var readBytes: UInt64
        package var writtenBytes: UInt64

        package init(readBytes: UInt64, writtenBytes: UInt64) {
            self.readBytes = readBytes
            self.writtenBytes = writtenBytes
        }
    }

    package struct Switches: Equatable, Sendable {
        package var voluntary: UInt64
        package var involuntary: UInt64

        package init(voluntary: UInt64, involuntary: UInt64) {
            self.voluntary = voluntary
            self.involuntary = involuntary
        }
    }

    package init(userTicks: UInt64 = 0, systemTicks: UInt64 = 0, threads: Int = 1, residentPages: Int64 = 0) {
        self.userTicks = userTicks
        self.systemTicks = systemTicks
        self.threads = threads
        self.residentPages = residentPages
    }
}

/// A process of an agent, or one that descends from it.
package struct OwnedProcess: Equatable, Sendable {
    package var identity: ProcessIdentity
    /// The process of the agent or lead that this one counts to; itself, for these.
    package var root: ProcessIdentity
    package var parentPID: Int32
    package var state: ProcessState
    package var usage: ProcessUsage

    package init(
        identity: ProcessIdentity, root: ProcessIdentity, parentPID: Int32 = 0,
        state: ProcessState = .sleeping, usage: ProcessUsage
    ) {
        self.identity = identity
        self.root = root
        self.parentPID = parentPID
        self.state = state
        self.usage = usage
    }
}
