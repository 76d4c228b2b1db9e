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
}

/// What went into one log, all its rotated files together.
package struct LogTally: Equatable, Sendable {
    package var lines = 0
    package var bytes = 0
    /// Entries by level name; a traceback belongs to the entry above it.
    package var entries: [String: Int] = [:]
    package var rotations = 0
}
