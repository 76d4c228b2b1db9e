package import LogRules
package import LogTailing

/// How far a search is.
package struct SearchProgress: Sendable {
    package var bytesRead: UInt64 = 0
    package var bytesTotal: UInt64 = 0
    package var filesDone = 0
    package var files = 0
}

/// What a search came to, besides the entries.
package struct SearchOutcome: Sendable {
    package var entries = 0
    /// Files whose entries were looked for.
    package var filesRead = 0
    /// Files that hold nothing of the time or level asked for, by what is known of them.
    package var filesSkipped = 0
    /// Files whose content another one holds too.
    package var filesRepeated = 0
    package var unreadable: [SearchFault] = []
    /// The receiver of the entries wanted no more.
    package var isStopped = false
}

/// Why a file could not be searched, or not to its end.
package enum SearchFault: Error, Sendable, Equatable {
    case unreadable(WholeFileError)
    case foreignPacking(path: String, program: String)

    package var message: String {
        switch self {
        case .unreadable(let error): error.message
        case .foreignPacking(let path, let program):
            "cannot read \(path): \(program) is no format of ours; unpack it, and name what comes out"
        }
    }
}

/// Looks for entries in many files, and gives them in the order of their times.
///
/// A file is opened when the search comes to its first time, so that of rotated files one is open at a time, and memory
/// is bounded by the files that were written side by side: some 300 KiB each.
package struct EntrySearch {
    private let query: EntryQuery
    private let formats: LevelFormats

    package init(_ query: EntryQuery, formats: LevelFormats) {
        self.query = query
        self.formats = formats
    }

    /// - Parameter each: takes an entry, with the index of its file; answers whether more are wanted.
    package func run(
        _ files: [SearchedFile], progress: (SearchProgress) -> Void = { _ in },
        each: (FoundEntry, Int) -> Bool
    ) -> SearchOutcome {
        var outcome = SearchOutcome()
        let plan = SearchPlan(files, query, &outcome)
        var merge = EntryMerge(plan: plan, files: files, query: query, formats: formats)
        while let (entry, index) = merge.next(&outcome, progress: progress) {
            outcome.entries += 1
            guard each(entry, index) else {
                outcome.isStopped = true
                break
            }
        }
        return outcome
    }
}

/// Which files are read, and from where on.
struct SearchPlan {
    struct Item {
        let fileIndex: Int
        /// No entry of it is older; nil: unknown.
        let firstMs: Int64?
        let part: (stored: Range<UInt64>, offset: UInt64)?
        let bytes: UInt64
    }

    private(set) var items: [Item] = []

    init(_ files: [SearchedFile], _ query: EntryQuery, _ outcome: inout SearchOutcome) {
        var candidates: [(index: Int, candidate: GenerationChoice.Candidate)] = []
        for (index, file) in files.enumerated() {
            guard file.mayHold(query) else {
                outcome.filesSkipped += 1
                continue
            }
            if let program = file.foreignPacking {
                outcome.unreadable.append(.foreignPacking(path: file.path, program: program))
                continue
            }
            // A stream can be read once only.
            guard file.sizeBytes != nil || !Self.isStream(file) else {
                items.append(Item(fileIndex: index, firstMs: nil, part: nil, bytes: 0))
                continue
            }
            do throws(WholeFileError) {
                let head = try FileHead(of: file, nowMs: query.nowMs)
                if head.bytes.isEmpty { continue }
                guard query.mayHold(firstMs: head.firstMs, lastMs: nil) else {
                    outcome.filesSkipped += 1
                    continue
                }
                let group = file.isNamed ? "" : file.log
                candidates.append((index, GenerationChoice.Candidate(file: file, head: head, group: group)))
            } catch {
                outcome.unreadable.append(.unreadable(error))
            }
        }
        let choice = GenerationChoice.choose(candidates.map(\.candidate))
        outcome.filesRepeated = choice.dropped.count
        items += choice.kept.map { number in
            let (index, candidate) = candidates[number]
            let part = TimeSearch.part(of: candidate.file, query)
            return Item(
                fileIndex: index, firstMs: part?.firstMs ?? candidate.head.firstMs, part: part?.place,
                bytes: (candidate.file.sizeBytes ?? 0) - (part?.place.offset ?? 0))
        }
        outcome.filesRead = items.count
    }

    /// Exists, and is no regular file.
    private static func isStream(_ file: SearchedFile) -> Bool {
        file.path == "-" || LogFileKind.isStream(file.path)
    }
}
