/// Where archives of log files lie: in one directory, or in one beside each log.
package struct ArchivePlace: Sendable, Equatable {
    /// What the directory beside a log is called.
    package static let usualName = BytePath("archive")

    /// Nil: beside each log.
    private let directory: BytePath?

    package init(directory: BytePath? = nil) { self.directory = directory }

    /// The directory for the archives of the files in this one.
    package func directory(of directory: BytePath) -> BytePath {
        self.directory ?? directory.appending(Self.usualName)
    }
}
