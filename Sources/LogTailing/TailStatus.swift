/// How changes of a log are noticed now.
package enum WatchMode: String, Sendable, CaseIterable { case inotify, poll }

/// Why a log is polled; the words of the status page.
package enum PollReason: String, Sendable, CaseIterable {
    /// The configuration says so.
    case configured
    /// The kernel refused a watch: too many of them, or no inotify at all.
    case watchFailed = "watch_failed"
    /// A directory lies on a file system whose changes the kernel does not tell, such as NFS.
    case noEvents = "no_events"
}

/// Why a file, or the watching of its directory, failed; the label values of the error counter.
package enum TailErrorReason: String, Sendable, CaseIterable {
    case open, read, permission
    case notAFile = "not_a_file"
    case watch
}

/// Why bytes can no longer be read; the label values of the loss counter.
package enum LossReason: String, Sendable, CaseIterable { case truncated, deleted, replaced }

/// Bytes that were known to exist and were gone before they could be delivered.
package struct LossEvent: Sendable, Equatable {
    /// Counts the losses of one tailer from 1 on, so that a reader of the bounded list tells new from known ones.
    package var number: UInt64
    /// Wall clock, in milliseconds since 1970.
    package var atMilliseconds: Int64
    package var logName: String
    /// `BlockOrigin.fileID` of the generation.
    package var fileID: Int
    package var path: BytePath
    package var identity: FileIdentity
    package var reason: LossReason
    /// What is known to be lost; may be empty when `isExtentKnown` is false.
    package var range: Range<UInt64>
    /// Nothing but `range` was lost; otherwise bytes beyond it may have come and gone between two looks.
    package var isExtentKnown: Bool
}

/// One log as the tailer sees it.
package struct LogStatus: Sendable, Equatable {
    package var name: String
    package var watchMode: WatchMode
    /// Nil while it is not polled.
    package var pollReason: PollReason?
    /// Files that a name leads to now.
    package var files = 0
    /// Files that lost their name and are still read, until they are quiet.
    package var drainingFiles = 0
    /// Files that the globs find and that are not read, because their names say that they are compressed.
    package var compressedFiles = 0
    /// Bytes of all these files, the compressed ones excepted.
    package var sizeBytes: UInt64 = 0
    /// Bytes of them that were not delivered yet.
    package var lagBytes: UInt64 = 0
    /// Names whose file was replaced by another one.
    package var rotations: UInt64 = 0
    /// Files that were emptied or rewritten in place.
    package var truncations: UInt64 = 0
    package var errors: [TailErrorReason: UInt64] = [:]
    package var lostBytes: [LossReason: UInt64] = [:]
    /// In all files that were there when the log was first looked at it is decided where reading begins.
    package var isBegun = false
    /// Losses, also those of which no byte count is known.
    package var lossEvents: [LossReason: UInt64] = [:]

    package init(name: String, watchMode: WatchMode) {
        self.name = name
        self.watchMode = watchMode
    }
}

/// A snapshot of all logs; thread-safe to take at any time.
package struct TailStatus: Sendable, Equatable {
    /// In the order of the sources.
    package var logs: [LogStatus]
    /// The latest losses, oldest first; bounded.
    package var losses: [LossEvent] = []
    /// All globs were expanded at least once.
    package var hasScanned = false
    package var openFiles = 0

    package init(logs: [LogStatus]) { self.logs = logs }
}
