package import LogTailing
package import TeamTracking

/// What the transcripts add up to, and how the reading of them goes.
package struct TranscriptReport: Sendable {
    /// By agent; records of no team are under `TranscriptOwner.nobody`.
    package var owners: [TranscriptOwner: OwnerTotals] = [:]
    package var skipped: [SkipReason: Int64] = [:]
    package var files = 0
    /// Bytes that are there and were not read yet.
    package var unreadBytes: UInt64 = 0
    package var errors: [TailErrorReason: UInt64] = [:]
    package var lostBytes: [LossReason: UInt64] = [:]
    /// False until all transcripts were looked for once.
    package var hasLooked = false

    package init() {}

    /// Series of tokens at most: what found no room shares one owner, and one model of its owner.
    package static var maxTokenSeries: Int {
        maxOwners * (OwnerTotals.maxModels + 1) * TokenAmounts.Kind.allCases.count
    }

    /// Agents at most, nobody and the shared one among them.
    package static var maxOwners: Int { TranscriptBook.maxOwners + 2 }

    /// When each agent of the teams was last heard of, by the times in its records, in milliseconds since 1970.
    package func activity(in teams: KnownTeams) -> [TeamKey: [String: Int64]] {
        var activity: [TeamKey: [String: Int64]] = [:]
        let keys = Dictionary(teams.entries.map { ($0.label, $0.key) }) { first, _ in first }
        for (owner, totals) in owners {
            guard let latestMs = totals.latestMs, let key = keys[owner.team] else { continue }
            activity[key, default: [:]][owner.agent] = latestMs
        }
        return activity
    }
}
