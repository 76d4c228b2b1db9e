package import LogRules
package import LogTailing

/// What a pipeline reads and counts: all that a reload may change.
package struct LogPipelineConfiguration: Sendable {
    package var sources: [LogSource]
    package var ruleSet: RuleSet
    /// The team of each log that has one, by log name.
    package var teamNames: [String: String]
    /// How entries of several lines are told, by log name; logs without one follow the known formats.
    package var entryPolicies: [String: EntryPolicy]
    /// How long a file is quiet before its last entry counts as complete, by log name.
    package var entryTimeouts: [String: Duration]
    /// How the time of an entry is read, by log name; of logs without one the times are not read.
    package var entryTimes: [String: EntryTime]

    package init(
        sources: [LogSource], ruleSet: RuleSet, teamNames: [String: String] = [:],
        entryPolicies: [String: EntryPolicy] = [:], entryTimeouts: [String: Duration] = [:],
        entryTimes: [String: EntryTime] = [:]
    ) {
        self.sources = sources
        self.ruleSet = ruleSet
        self.teamNames = teamNames
        self.entryPolicies = entryPolicies
        self.entryTimeouts = entryTimeouts
        self.entryTimes = entryTimes
    }
}
