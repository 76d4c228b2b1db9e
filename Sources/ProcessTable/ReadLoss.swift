/// Something of a process that could not be read.
package struct ReadLoss: Hashable, Sendable {
    /// The file of procfs.
    package enum Source: String, CaseIterable, Sendable {
        case stat, cmdline, io, status, schedstat, fd
        case smaps = "smaps_rollup"
    }

    package enum Reason: String, CaseIterable, Sendable {
        /// The kernel refuses it to this user.
        case permission
        case io
        /// Not in the form of proc(5).
        case malformed
        /// Reading it would hold up a process that uses very much memory.
        case tooLarge = "too_large"
    }

    package var source: Source
    package var reason: Reason

    package init(source: Source, reason: Reason) {
        self.source = source
        self.reason = reason
    }

    /// Every combination that occurs, in a fixed order, for series that begin at 0.
    package static let all = Source.allCases.flatMap { source in
        Reason.allCases.filter { $0 != .tooLarge || source == .smaps }.map {
            ReadLoss(source: source, reason: $0)
        }
    }
}
