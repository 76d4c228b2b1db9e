/// Times and bounds of a tailer; the defaults are what the product runs with.
package struct TailOptions: Sendable {
    /// A file that lost its name is finished after it was quiet at its end for this long.
    package var rotateWait: Duration = .seconds(30)
    /// How often files without a name, whose directory events no longer reach us, are looked at.
    package var drainInterval: Duration = .milliseconds(250)
    /// How often the files of a polled log are looked at.
    package var pollInterval: Duration = .milliseconds(250)
    /// How often the globs of a polled log are expanded again.
    package var pollDiscoveryInterval: Duration = .seconds(2)
    /// Backstop under inotify: everything is looked at again, whatever events said.
    package var rescanInterval: Duration = .seconds(60)
    /// Smallest time between two batches, so that a chatty writer does not cost one wake-up a line.
    package var coalesceInterval: Duration = .milliseconds(2)
    /// First and longest wait before a file that failed is tried again; the wait doubles in between.
    package var retryFirst: Duration = .milliseconds(250)
    package var retryLongest: Duration = .seconds(10)
    /// Most log files held open; others are opened again, by identity, when they change.
    package var maxOpenFiles = 256
    /// Most directories watched by inotify; logs beyond it are polled.
    package var maxWatches = Int.max
    /// Bytes read from one file before others have their turn.
    package var bytesPerTurn = 4 << 20
    /// Bytes read and compared before a turn ends, so that commits are not held up by many files in backlog.
    package var bytesPerRound = 16 << 20
    /// Size of the read buffer at rest; it grows only for one long line and shrinks after it.
    package var bufferBytes = 256 << 10
    /// A file that grew beyond the one it is a copy of as far as it was compared is read as one of its own only after it
    /// was quiet for this long; so is an empty one with the name of a rotation, which may be a copy being made.
    package var copyWait: Duration = .seconds(2)
    /// Positions of finished files remembered, so that one that is renamed back is not read twice.
    package var maxFinishedFiles = 1024
    /// Loss events kept for the status; the counters know of all.
    package var maxLossEvents = 100
    /// False when positions of an earlier run exist: then `startAt: end` no longer applies.
    package var isFirstStart = true
    /// Logs that an earlier run followed, whether or not it met a file of them: `startAt` no longer applies to them.
    package var knownLogs: Set<String> = []
    /// Files that are read whole although they are there when their log is first seen and `startAt` says `end`.
    package var wholeFiles: Set<BytePath> = []

    /// Where files may have gone that were archived while nobody looked.
    package var archives = ArchivePlace()

    /// The way to the kernel; a test makes it fail.
    var calls = FileSystemCalls()
    /// The least number that a new file generation is given; lower ones are in use elsewhere.
    package var firstFileID = 0

    package init() {}
}
