package import TeamTracking

/// What the books say of all teams at one moment; counters are those that were committed.
package struct TeamReport: Sendable {
    package let messages: MessageReport
    package let tasks: TaskReport
    package let agents: AgentReport
    /// Longest time between two looks.
    package let interval: Duration
    /// Messages and tasks are about this time, in milliseconds since 1970.
    package let nowMs: Int64
}

/// Nothing can be said of teams now.
package enum TeamReportError: Error, Equatable, CustomStringConvertible {
    /// The first look is still under way, or a look hangs.
    case noRecentLook

    package var description: String {
        "the teams' files could not be looked at for a minute; see whether the file system of the teams root answers"
    }
}
