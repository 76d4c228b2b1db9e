package import LogTailing

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

    /// When each agent of a team was last heard of, by the times in its records, in milliseconds since 1970.
    package var activity: [TranscriptOwner: Int64] {
        owners.filter { $0.key != .nobody && $0.key != .other }.compactMapValues(\.latestMs)
    }
}
