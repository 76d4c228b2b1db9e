import LogTailing
import TeamState

/// Finds, at a first start, the transcripts of sessions that belong to living teams: these are read whole.
struct HistorySearch {
    let teams: KnownTeams
    let maxLineBytes: Int

    /// A team may be made in a session that began before it; a clock may be off.
    private static let marginMs: Int64 = 60_000

    func files(of roots: [String]) -> Set<BytePath> {
        let living = teams.entries.filter(\.isLiving)
        guard !living.isEmpty, !roots.isEmpty else { return [] }
        // What was not written since the first of them was made tells of none of them.
        let sinceMs = living.map { $0.createdAtMs ?? 0 }.min().map { $0 - Self.marginMs } ?? 0
        var book = TranscriptBook(bounds: [])
        var paths: [Int: BytePath] = [:]
        for (fileID, path) in candidates(roots, sinceMs: sinceMs).enumerated() {
            paths[fileID] = path
            take(path, fileID, into: &book)
        }
        let labels = Set(living.map(\.label))
        return Set(
            book.files.filter { labels.contains(book.owner(of: $0.value, teams)?.team ?? "") }
                .compactMap { paths[$0.key] })
    }

    private func candidates(_ roots: [String], sinceMs: Int64) -> [BytePath] {
        roots.flatMap(TranscriptGlobs.globs)
            .flatMap { GlobExpansion.files(matching: $0, followsLinks: false) }
            .map { BytePath($0) }
            .filter { path in LoneFile.modifiedMs(of: path.bytes).map { $0 >= sinceMs } ?? false }
    }

    /// Reads a file for what it says of its owner.
    private func take(_ path: BytePath, _ fileID: Int, into book: inout TranscriptBook) {
        var collector = FactCollector()
        var file = WholeFile(maxLineBytes: maxLineBytes)
        // What cannot be read now is found out by the tailer, which counts it.
        _ = try? file.read(path.display, fileID: fileID, into: &collector)
        var findings = collector.takeFindings()
        findings.moved = [
            FileCheckpoint(logName: "", fileID: fileID, path: path, identity: .none, position: ReadPosition())
        ]
        findings.sidecars[fileID] = TranscriptGlobs.sidecar(of: path.bytes)
        // Only whose it is matters here.
        findings.facts = findings.facts.mapValues(\.ownership)
        book.take(findings, teams: teams, nowMs: 0)
    }
}

extension FileFacts {
    /// The facts that tell whose the file is.
    fileprivate var ownership: FileFacts {
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
