import LogRules
import LogTailing

/// Joins the entries of many files in the order of their times; those of one file stay in theirs.
struct EntryMerge {
    private let files: [SearchedFile]
    private let query: EntryQuery
    private let formats: LevelFormats
    /// Those that are not open yet, the latest first.
    private var waiting: [SearchPlan.Item]
    private var open: [EntryStream] = []
    private var reading: SearchProgress
    /// Bytes read of each open file.
    private var read: [Int: UInt64] = [:]
    /// The stream whose head was handed out last.
    private var current: EntryStream?

    init(plan: SearchPlan, files: [SearchedFile], query: EntryQuery, formats: LevelFormats) {
        self.files = files
        self.query = query
        self.formats = formats
        waiting = plan.items.sorted {
            ($0.firstMs ?? .min, $0.fileIndex) > ($1.firstMs ?? .min, $1.fileIndex)
        }
        reading = SearchProgress()
        reading.files = plan.items.count
        reading.bytesTotal = plan.items.reduce(0) { $0 + $1.bytes }
    }

    /// The next entry and the index of its file; nil at the end.
    mutating func next(
        _ outcome: inout SearchOutcome, progress: (SearchProgress) -> Void
    ) -> (FoundEntry, Int)? {
        if let stream = current {
            current = nil
            advance(stream, &outcome, progress)
        }
        openDue(&outcome, progress)
        guard let first = open.min(by: { ($0.key, $0.fileIndex) < ($1.key, $1.fileIndex) }),
            let entry = first.head
        else { return nil }
        current = first
        return (entry, first.fileIndex)
    }

    /// Opens every file that may hold an older entry than the oldest one that is known.
    private mutating func openDue(_ outcome: inout SearchOutcome, _ progress: (SearchProgress) -> Void) {
        while let item = waiting.last {
            if let oldest = open.map(\.key).min(), item.firstMs ?? .min > oldest { return }
            waiting.removeLast()
            do throws(WholeFileError) {
                let stream = try EntryStream(
                    item.fileIndex, files[item.fileIndex], query, formats: formats, firstMs: item.firstMs,
                    part: item.part)
                open.append(stream)
                advance(stream, &outcome, progress)
            } catch {
                outcome.unreadable.append(.unreadable(error))
                reading.filesDone += 1
            }
        }
    }

    private mutating func advance(
        _ stream: EntryStream, _ outcome: inout SearchOutcome, _ progress: (SearchProgress) -> Void
    ) {
        stream.advance { [index = stream.fileIndex] bytes in
            reading.bytesRead += bytes - (read[index] ?? 0)
            read[index] = bytes
            progress(reading)
        }
        guard stream.head == nil else { return }
        if let failure = stream.failure { outcome.unreadable.append(.unreadable(failure)) }
        open.removeAll { $0 === stream }
        read[stream.fileIndex] = nil
        reading.filesDone += 1
    }
}
