/// A process for good: pids are given out again, a pid with its start time is not.
package struct ProcessIdentity: Hashable, Sendable {
    package var pid: Int32
    /// Clock ticks between boot and the start of the process.
    package var startTicks: UInt64

    package init(pid: Int32, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }
}

/// What a process is doing, in the words that operators know from ps(1).
package enum ProcessState: String, CaseIterable, Sendable {
    case running, sleeping, waiting, stopped, zombie, other

    /// Place among `allCases`.
    var place: Int {
        switch self {
        case .running: 0
        case .sleeping: 1
        case .waiting: 2
        case .stopped: 3
        case .zombie: 4
        case .other: 5
        }
    }

    /// - Parameter letter: of `/proc/<pid>/stat`, see proc(5).
    init(letter: UInt8) {
        switch letter {
        case UInt8(ascii: "R"): self = .running
        case UInt8(ascii: "S"), UInt8(ascii: "I"): self = .sleeping
        case UInt8(ascii: "D"): self = .waiting
        case UInt8(ascii: "T"), UInt8(ascii: "t"): self = .stopped
        case UInt8(ascii: "Z"): self = .zombie
        default: self = .other
        }
    }
}
