import LogRules
package import LogTailing
package import StateStore

/// What is to be stored of each file: how far it was read, and what was counted in its latest range.
struct FileRecords {
    /// The range of a file that is being counted now.
    private struct OpenSegment {
        let start: UInt64
        var end: UInt64
        var counts: LineSubtotals
        /// By index in `counts.matches`.
        let ruleNames: [String]

        var length: UInt64 { end - min(start, end) }
    }

    /// A recount can tell where it differs to within this many bytes; a file of 10 GB has 640 segments.
    static let segmentBytes: UInt64 = 16 << 20

    let rulesHash: UInt64
    private var checkpoints: [Int: FileCheckpoint] = [:]
    private var segments: [Int: OpenSegment] = [:]
    private var changed: Set<Int> = []
    private var forgotten: [Int] = []
    private var closedSegments: [StoredSegment] = []
    /// Files of logs that are not configured now: kept for the day they come back.
    private var dormant: [StoredFile] = []

    init(rulesHash: UInt64) { self.rulesHash = rulesHash }

    func knows(_ fileID: Int) -> Bool { checkpoints[fileID] != nil }

    func inode(ofFile fileID: Int) -> UInt64? { checkpoints[fileID]?.identity.inode }
}

// MARK: - Taking up what was stored

extension FileRecords {
    /// Takes the files of these logs up; the others stay dormant.
    /// - Parameter pending: what the recorder before this one could not write.
    /// - Returns: the state that the rules carry from line to line, by file.
    mutating func restore(
        _ files: [StoredFile], pending: StateChanges, logNames: Set<String>
    ) -> [Int: EntryState] {
        closedSegments = pending.segments
        forgotten = pending.forgottenFileIDs.map { Int($0) }
        changed = Set(pending.files.map { Int($0.fileID) })
        var entries: [Int: EntryState] = [:]
        for file in files {
            guard logNames.contains(file.logName), let checkpoint = FileCheckpoint(file) else {
                dormant.append(file)
                continue
            }
            checkpoints[checkpoint.fileID] = checkpoint
            if !file.isFinished { entries[checkpoint.fileID] = EntryState(decoding: file.entries) }
        }
        return entries
    }

    var allCheckpoints: [FileCheckpoint] { Array(checkpoints.values) }

    /// Above all numbers in use, those of dormant files included.
    var nextFileID: Int {
        max(checkpoints.keys.max() ?? -1, dormant.map { Int($0.fileID) }.max() ?? -1) + 1
    }
}

// MARK: - Following the tailer

extension FileRecords {
    /// Adds what one block gave to the range of its file.
    mutating func add(
        _ counts: LineSubtotals, ruleNames: @autoclosure () -> [String], from origin: BlockOrigin
    ) {
        if segments[origin.fileID] == nil {
            segments[origin.fileID] = OpenSegment(
                start: origin.offset, end: origin.offset, counts: LineSubtotals(), ruleNames: ruleNames())
        }
        segments[origin.fileID]?.counts.add(counts)
    }

    /// Adds what the end of an entry gave to the range that is open, if any is.
    mutating func add(_ counts: LineSubtotals, toFile fileID: Int) {
        segments[fileID]?.counts.add(counts)
        changed.insert(fileID)
    }

    /// Notes the positions after a batch, which is when they agree with what was counted.
    mutating func batchEnded(_ batch: TailBatch) {
        for checkpoint in batch.moved {
            let fileID = checkpoint.fileID
            checkpoints[fileID] = checkpoint
            changed.insert(fileID)
            segments[fileID]?.end = checkpoint.position.offset
            let isFull = (segments[fileID]?.length ?? 0) >= Self.segmentBytes
            if isFull || checkpoint.isFinished { closeSegment(of: fileID) }
        }
        for fileID in batch.endedFileIDs {
            checkpoints[fileID]?.isFinished = true
            if checkpoints[fileID] != nil { changed.insert(fileID) }
            closeSegment(of: fileID)
        }
        for fileID in batch.forgottenFileIDs { forget(fileID) }
    }

    /// Drops dormant files of these logs.
    mutating func forget(logs: Set<String>) {
        let gone = dormant.filter { logs.contains($0.logName) }.map { Int($0.fileID) }
        guard !gone.isEmpty else { return }
        dormant.removeAll { logs.contains($0.logName) }
        for fileID in gone { closedSegments.removeAll { $0.fileID == Int64(fileID) } }
        changed.subtract(gone)
        forgotten += gone
    }

    private mutating func closeSegment(of fileID: Int) {
        guard let segment = segments.removeValue(forKey: fileID), segment.length > 0,
            checkpoints[fileID] != nil
        else { return }
        closedSegments.append(stored(segment, fileID))
    }

    private mutating func forget(_ fileID: Int) {
        segments[fileID] = nil
        changed.remove(fileID)
        closedSegments.removeAll { $0.fileID == Int64(fileID) }
        if checkpoints.removeValue(forKey: fileID) != nil { forgotten.append(fileID) }
    }
}

// MARK: - Committing

extension FileRecords {
    /// Puts into `changes` what is not committed, or all there is.
    func fill(_ changes: inout StateChanges, everything: Bool, entries: (Int) -> EntryState?) {
        let fileIDs = everything ? Set(checkpoints.keys) : changed
        changes.files = fileIDs.compactMap { fileID in
            checkpoints[fileID].map { StoredFile($0, entries: entries(fileID)) }
        }
        changes.files += dormant.filter { everything || changed.contains(Int($0.fileID)) }
        // The store takes no range of a file that it does not have.
        let written = Set(changes.files.map(\.fileID))
        changes.segments = closedSegments.filter {
            checkpoints[Int($0.fileID)] != nil || written.contains($0.fileID)
        }
        for fileID in fileIDs {
            guard let segment = segments[fileID], segment.length > 0 else { continue }
            changes.segments.append(stored(segment, fileID))
        }
        changes.forgottenFileIDs = forgotten.map(Int64.init)
    }

    mutating func didCommit() {
        changed.removeAll(keepingCapacity: true)
        closedSegments.removeAll(keepingCapacity: true)
        forgotten.removeAll(keepingCapacity: true)
    }

    private func stored(_ segment: OpenSegment, _ fileID: Int) -> StoredSegment {
        StoredSegment(
            fileID: Int64(fileID), start: segment.start, end: segment.end, rulesHash: rulesHash,
            counts: segment.counts.named(ruleNames: segment.ruleNames))
    }
}

// MARK: - Conversions

extension FileCheckpoint {
    /// nil when a newer release encoded the position: the file is new to us then.
    package init?(_ file: StoredFile) {
        guard let fileID = Int(exactly: file.fileID) else { return nil }
        self.init(
            logName: file.logName,
            fileID: fileID,
            path: BytePath(bytes: file.path),
            identity: FileIdentity(
                device: file.device, inode: file.inode, birthNanoseconds: file.birthNanoseconds),
            isFinished: file.isFinished,
            encodedPosition: file.position
        )
    }
}

extension StoredFile {
    init(_ checkpoint: FileCheckpoint, entries: EntryState?) {
        self.init(
            fileID: Int64(checkpoint.fileID),
            logName: checkpoint.logName,
            path: checkpoint.path.bytes,
            device: checkpoint.identity.device,
            inode: checkpoint.identity.inode,
            birthNanoseconds: checkpoint.identity.birthNanoseconds,
            offset: checkpoint.position.offset,
            position: checkpoint.encodedPosition(),
            entries: entries?.encoded() ?? [],
            isFinished: checkpoint.isFinished
        )
    }
}
