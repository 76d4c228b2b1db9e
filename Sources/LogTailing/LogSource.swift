/// A named log: the files it consists of, and how they are read.
package struct LogSource: Sendable, Equatable {
    /// Where reading starts in files that exist when the program sees this log for the very first time.
    /// Files that appear later are always read whole.
    package enum StartPosition: Sendable, Equatable { case beginning, end }

    /// How changes are noticed: `auto` is inotify with polling as the fallback.
    package enum WatchPreference: Sendable, Equatable { case auto, poll }

    package var name: String
    /// Absolute globs: `*`, `?`, `[..]`, and `**` for any number of directories.
    package var paths: [String]
    /// Globs of files to leave alone; here wildcards match hidden names too.
    package var exclude: [String]
    package var startAt: StartPosition
    package var watch: WatchPreference
    /// Longest line kept, without its newline; of a longer one the head is delivered and the rest skipped.
    package var maxLineBytes: Int
    /// Whether symbolic links are followed below the part of a glob that has no wildcards.
    package var followsLinks: Bool

    package init(
        name: String,
        paths: [String],
        exclude: [String] = [],
        startAt: StartPosition = .beginning,
        watch: WatchPreference = .auto,
        maxLineBytes: Int = 1_000_000,
        followsLinks: Bool = true
    ) {
        precondition(maxLineBytes > 0, "maxLineBytes must be positive")
        self.name = name
        self.paths = paths
        self.exclude = exclude
        self.startAt = startAt
        self.watch = watch
        self.maxLineBytes = maxLineBytes
        self.followsLinks = followsLinks
    }
}
