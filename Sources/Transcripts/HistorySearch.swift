package import LogTailing
import TeamState

/// Finds, at a first start, the transcripts of sessions that belong to living teams: these are read whole.
package struct HistorySearch: Sendable {
    package struct Findings: Sendable, Equatable {
        package let roots: [String]
        package let files: Set<BytePath>
    }

    let teams: KnownTeams
    let roots: [String]

    /// A team may be made in a session that began before it; a clock may be off.
    static let marginMs: Int64 = 60_000

    /// Reads of each file as far as it takes to tell whose it is: to the first record that bears names, else to its end.
    package func findings() -> Findings { Findings(roots: roots, files: files()) }

    private func files() -> Set<BytePath> {
        let living = teams.entries.filter(\.isLiving)
        guard !living.isEmpty, !roots.isEmpty else { return [] }
        // What was not written since the first of them was made tells of none of them.
        let sinceMs = living.map { $0.createdAtMs ?? 0 }.min().map { $0 - Self.marginMs } ?? 0
        var book = TranscriptBook(bounds: [])
        var paths: [Int: BytePath] = [:]
        for (fileID, path) in TranscriptGlobs.files(of: roots, sinceMs: sinceMs).enumerated() {
            paths[fileID] = path
            var scan = OwnershipScan()
            // What cannot be read now is found out by the tailer, which counts it.
            let facts = RegularFile(path: path.bytes).map { scan.facts(of: $0, limitBytes: .max) }
            book.take(.lone(path, fileID, facts ?? FileFacts()), teams: teams, nowMs: 0)
        }
        let labels = Set(living.map(\.label))
        return Set(
            book.files.filter { labels.contains(book.owner(of: $0.value, teams)?.team ?? "") }
                .compactMap { paths[$0.key] })
    }
}

extension TranscriptBook.Findings {
    /// Of one file, for a book that is no more than a look at whose the files are.
    static func lone(_ path: BytePath, _ fileID: Int, _ facts: FileFacts) -> TranscriptBook.Findings {
        var findings = TranscriptBook.Findings()
        findings.moved = [
            FileCheckpoint(logName: "", fileID: fileID, path: path, identity: .none, position: ReadPosition())
        ]
        findings.facts[fileID] = facts
        findings.sidecars[fileID] = TranscriptGlobs.sidecar(of: path.bytes)
        return findings
    }
}
