package import LogTailing

/// What the daemon has read, as its store tells.
package struct ReadingRecords: Sendable {
    private let checkpoints: [FileCheckpoint]
    private let committedMs: Int64

    /// - Parameter committedMs: when the store was written last, in milliseconds since 1970.
    package init(_ checkpoints: [FileCheckpoint], committedMs: Int64) {
        self.checkpoints = checkpoints.sorted { $0.fileID < $1.fileID }
        self.committedMs = committedMs
    }

    /// How much of the file was read. Of a file written after the last commit nobody knows anything: the daemon was not
    /// there, and will look for it when it starts.
    func reading(of file: LogFile) -> FileEvidence.Reading {
        let own = checkpoints.last { $0.identity.isSameAcrossRestart(file.identity) }
        if let own {
            return own.coversAll(of: file) ? .complete : .incomplete(min(own.position.offset, file.size))
        }
        if file.isTailed || file.modifiedNanoseconds / 1_000_000 > committedMs { return .incomplete(0) }
        return .notTailed
    }
}

/// Looks at files a second time, and asks who else uses them.
package struct EvidenceSearch: Sendable {
    private let records: ReadingRecords?
    private let procfs: String

    /// - Parameter records: nil where no daemon ever ran.
    package init(records: ReadingRecords?, procfs: String = "/proc") {
        self.records = records
        self.procfs = procfs
    }

    /// Nil when the file cannot be opened.
    package func evidence(for file: LogFile) -> FileEvidence? {
        guard let folder = try? ArchiveFolder(file.path.directory.text),
            let open = try? folder.openForReading(file.path.name.bytes), let facts = try? open.facts(),
            let answer = try? FileInUse.ask(open, procfs: procfs)
        else { return nil }
        let writers: FileEvidence.Writers =
            switch answer {
            case .free: .none
            case .written: .some
            case .unknown: .unknown
            }
        return FileEvidence(
            reading: records?.reading(of: file) ?? .notTailed, writers: writers,
            isUnchanged: facts.isRegular && facts.inode == file.identity.inode && facts.size == file.size
                && facts.modifiedNanoseconds == file.modifiedNanoseconds)
    }
}
