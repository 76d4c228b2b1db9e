/// One thing that a line of a transcript tells.
enum TranscriptFact: Equatable {
    /// An API response, or a part of one, with the largest token counts known when it was written.
    case response(Response)
    /// A turn of the agent ended.
    case turn(Turn)
    /// Whose records these are, from here on.
    case tags(AgentTags)
    /// The session spawned a teammate of this team, so that it leads it.
    case spawn(team: String)
}

/// The names that a teammate's own process writes into each of its records.
struct AgentTags: Equatable, Sendable {
    var team: String
    /// Nil where only the team is written.
    var agent: String?
}

struct Response: Equatable {
    /// The same for all lines of one response; nil when nothing identifies it.
    var key: UInt64?
    var model: String
    var amounts: TokenAmounts
    var timeMs: Int64?
}

struct Turn: Equatable {
    /// The same for all copies of the record; nil when nothing identifies it.
    var key: UInt64?
    var durationMs: Int64
    var timeMs: Int64?
}

/// Why something in a transcript was not counted; the values of the label `reason`.
package enum SkipReason: UInt8, CaseIterable, Sendable {
    /// A line that is no JSON object.
    case malformed
    /// A line longer than is read.
    case tooLong
    /// A token count or a duration that is no whole number from 0 on, or beyond all reason.
    case value
    /// A response older than what is remembered of responses: whether it is a copy cannot be told.
    case tooOld

    package var label: String {
        switch self {
        case .malformed: "malformed"
        case .tooLong: "too_long"
        case .value: "value"
        case .tooOld: "too_old"
        }
    }
}

/// What was found in one file since the last batch, in the order of its lines.
struct FileFacts: Equatable {
    var facts: [TranscriptFact] = []
    var skipped: [SkipReason: Int64] = [:]
    /// The latest time that a record bears.
    var latestMs: Int64?
    /// The tags that were told last, so that each change is told once.
    private var tags: AgentTags?

    mutating func skip(_ reason: SkipReason, _ count: Int64 = 1) {
        if count > 0 { skipped[reason, default: 0] += count }
    }

    mutating func note(timeMs: Int64?) {
        guard let timeMs else { return }
        latestMs = max(latestMs ?? timeMs, timeMs)
    }

    /// It was told whose the records are.
    var hasTags: Bool { tags != nil }

    mutating func note(_ new: AgentTags?) {
        guard let new, new != tags else { return }
        tags = new
        facts.append(.tags(new))
    }
}
