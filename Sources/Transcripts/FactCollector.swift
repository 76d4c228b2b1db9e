import LogTailing

/// Gathers what a turn of the tailer finds; it is judged once the turn is over and the paths of the files are known.
struct FactCollector: LineConsumer {
    private var scanner = RecordScanner()
    private(set) var facts: [Int: FileFacts] = [:]
    private(set) var moved: [FileCheckpoint] = []
    private(set) var forgotten: [Int] = []
    private(set) var isCaughtUp = false

    init() {}

    mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
        var found = facts.removeValue(forKey: origin.fileID) ?? FileFacts()
        if origin.isTruncatedLine {
            found.skip(.tooLong)
        } else {
            scanner.scan(lines, into: &found)
        }
        facts[origin.fileID] = found
    }

    mutating func batchEnded(_ batch: TailBatch) {
        moved += batch.moved
        forgotten += batch.forgottenFileIDs
    }

    mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
        isCaughtUp = turn.isCaughtUp
        return nil
    }

    /// What was gathered since the last call.
    mutating func takeFindings() -> TranscriptBook.Findings {
        defer { (facts, moved, forgotten) = ([:], [], []) }
        var findings = TranscriptBook.Findings()
        (findings.facts, findings.moved, findings.forgotten) = (facts, moved, forgotten)
        return findings
    }
}
