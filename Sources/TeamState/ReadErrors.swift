/// One kind of trouble with state files, as `orchestrator_team_read_errors_total` names it.
package struct ReadErrorKey: Hashable, Sendable {
    package enum Source: String, CaseIterable, Sendable { case root, config, inbox, task, session }

    package enum Reason: String, CaseIterable, Sendable {
        /// Not JSON, or not yet: cut short, empty.
        case parse
        /// A system call failed, or the file kept changing while it was read.
        case io
        /// Larger than the cap.
        case tooLarge = "too_large"
        /// A value of the wrong JSON type, or a file that is no regular file.
        case type
    }

    package let source: Source
    package let reason: Reason

    package init(_ source: Source, _ reason: Reason) {
        self.source = source
        self.reason = reason
    }

    /// Every combination, so that each counter can be shown at 0 from the start.
    package static let all: [ReadErrorKey] = Source.allCases.flatMap { source in
        Reason.allCases.map { ReadErrorKey(source, $0) }
    }
}
