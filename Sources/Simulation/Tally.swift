/// What a simulation has written so far, so that a reader of its files can be checked against it.
package struct Tally: Equatable, Sendable {
    /// By log name, as the configuration file calls it.
    package var logs: [String: LogTally] = [:]
    /// Messages added to inboxes, idle notifications included.
    package var messages = 0
    package var idleNotifications = 0
    /// Messages whose `read` changed from false to true.
    package var readMessages = 0
    package var createdTasks = 0
    package var completedTasks = 0
    /// Times a config file was made unreadable.
    package var corruptedConfigs = 0
    /// By team: from when a message was written until it was picked up.
    package var deliveries: [String: LatencyTally] = [:]
    /// By team: from a text that asks until the text that answers it.
    package var responses: [String: LatencyTally] = [:]
    /// What the transcripts tell, by agent.
    package var agents: [AgentTally.Key: AgentTally] = [:]
}

/// How long things took, in whole milliseconds.
package struct LatencyTally: Equatable, Sendable {
    package static let cellMs: Int64 = 50

    package private(set) var count = 0
    package private(set) var sumMs: Int64 = 0
    /// By multiples of `cellMs`: those that took as long as this, and longer than the multiple before.
    private var cells: [Int64: Int] = [:]

    package init() {}

    mutating func note(_ latencyMs: Int64) {
        count += 1
        sumMs += latencyMs
        cells[(latencyMs + Self.cellMs - 1) / Self.cellMs, default: 0] += 1
    }

    /// How many took `limitMs` at most, which must be a multiple of `cellMs`.
    package func count(within limitMs: Int64) -> Int {
        cells.reduce(0) { $1.key <= limitMs / Self.cellMs ? $0 + $1.value : $0 }
    }
}

/// The turns of one agent as its transcripts tell of them.
package struct AgentTally: Equatable, Sendable {
    package struct Key: Hashable, Sendable {
        package let team: String
        package let agent: String
    }

    package private(set) var turns = 0
    package private(set) var turnMs: Int64 = 0
    package private(set) var tokens = TokenTally()
    /// An agent stays with one model.
    package private(set) var model = ""

    package init() {}

    mutating func note(_ turn: SimulatedTurn) {
        turns += 1
        turnMs += turn.durationMs
        model = turn.model
        for response in turn.responses { tokens.add(response.tokens) }
    }
}

/// Tokens by kind.
package struct TokenTally: Equatable, Sendable {
    package internal(set) var input = 0
    package internal(set) var output = 0
    package internal(set) var cacheRead = 0
    package internal(set) var cacheCreation = 0

    package init() {}

    package mutating func add(_ other: Self) {
        input += other.input
        output += other.output
        cacheRead += other.cacheRead
        cacheCreation += other.cacheCreation
    }
}

/// What went into one log, all its rotated files together.
package struct LogTally: Equatable, Sendable {
    package var lines = 0
    package var bytes = 0
    /// Entries by level name; a traceback belongs to the entry above it.
    package var entries: [String: Int] = [:]
    package var rotations = 0
}
