import LogTailing
import TeamState
package import TeamTracking

/// When agents were last heard of in transcripts, for who looks once: from the ends of the files that were written last.
///
/// What it costs is bounded: of so many files so many bytes each, and for those that do not tell whose they are, so many
/// bytes in all.
package struct TranscriptGlance {
    package struct Limits: Sendable {
        /// Those written last.
        package var files = 500
        /// Read from the end of each; the last record of a transcript that is written is a line of some KiB.
        package var tailBytes = 256 << 10
        /// Read from a file whose end is one long line (an image).
        package var longTailBytes = 4 << 20
        /// Read of all files together to find out whose they are: of leads, which are named where they spawned somebody.
        package var searchBytes = 256 << 20

        package init() {}
    }

    private let roots: [String]
    private let teams: KnownTeams
    private let limits: Limits
    /// Bytes read so far.
    package private(set) var readBytes = 0

    /// - Parameters:
    ///   - roots: directories like `~/.claude`, absolute.
    ///   - teams: those marked as living are asked about; nothing older than the first of them is read.
    package init(roots: [String], teams: KnownTeams, limits: Limits = Limits()) {
        self.roots = roots
        self.teams = teams
        self.limits = limits
    }

    /// As `TranscriptReport.activity`.
    ///
    /// - Parameter nowMs: milliseconds since 1970.
    package mutating func activity(nowMs: Int64) -> [TeamKey: [String: Int64]] {
        let living = teams.entries.filter(\.isLiving)
        guard !living.isEmpty else { return [:] }
        let sinceMs = living.map { $0.createdAtMs ?? 0 }.min().map { $0 - HistorySearch.marginMs } ?? 0
        var book = TranscriptBook(bounds: [])
        let files = TranscriptGlobs.files(of: roots, sinceMs: sinceMs).prefix(limits.files)
        for (fileID, path) in files.enumerated() {
            guard let file = RegularFile(path: path.bytes) else { continue }
            let facts = facts(of: file, TranscriptPlace(path.bytes))
            book.take(.lone(path, fileID, facts), teams: teams, nowMs: nowMs)
        }
        book.settle(isCaughtUp: true, teams: teams, nowMs: nowMs)
        var report = TranscriptReport()
        report.owners = book.owners
        return report.activity(in: teams)
    }

    /// Whose the file is, and the latest time in it.
    private mutating func facts(of file: RegularFile, _ place: TranscriptPlace?) -> FileFacts {
        var tail = FileFacts()
        if !scanTail(of: file, limits.tailBytes, into: &tail), file.sizeBytes > limits.tailBytes {
            _ = scanTail(of: file, limits.longTailBytes, into: &tail)
        }
        var facts = tail.ownership
        if !tail.hasTags, place?.isSubagent == false, !isLed(place), limits.searchBytes > readBytes {
            var scan = OwnershipScan()
            facts = scan.facts(of: file, limitBytes: limits.searchBytes - readBytes)
            readBytes += min(file.sizeBytes, limits.searchBytes - readBytes)
        }
        facts.note(timeMs: tail.latestMs)
        return facts
    }

    private func isLed(_ place: TranscriptPlace?) -> Bool {
        place.map { teams.team(ledBy: $0.session.id) != nil } ?? false
    }

    /// - Returns: false when there was no whole line in so many bytes.
    private mutating func scanTail(of file: RegularFile, _ bytes: Int, into facts: inout FileFacts) -> Bool {
        let start = max(0, file.sizeBytes - bytes)
        var block: [UInt8] = []
        readBytes += file.read(from: start, count: min(bytes, file.sizeBytes), appendingTo: &block)
        let newline = UInt8(ascii: "\n")
        // The block begins in the midst of a line, unless it is all there is.
        guard let end = block.lastIndex(of: newline),
            let first = start == 0 ? -1 : block.firstIndex(of: newline), first < end
        else { return false }
        var scanner = RecordScanner()
        scanner.scan(block.span.extracting((first + 1)..<(end + 1)), into: &facts)
        return true
    }
}

extension FileFacts {
    /// The facts that tell whose the file is.
    var ownership: FileFacts {
        var ownership = FileFacts()
        ownership.facts = facts.filter { fact in
            switch fact {
            case .tags, .spawn: true
            case .response, .turn: false
            }
        }
        return ownership
    }
}
