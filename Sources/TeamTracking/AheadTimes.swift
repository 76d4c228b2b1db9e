/// Times in the files of one team that are ahead of this machine's clock: each counts as the time at which it was first
/// seen, so that it neither keeps anybody busy until it comes nor hides what comes before.
struct AheadTimes: Sendable, Equatable {
    /// Clocks of writers may be this far ahead.
    static let toleratedSkewMs: Int64 = 5000
    /// Beyond these, those are forgotten whose time has come.
    private static let most = 1000

    /// How many there were.
    private(set) var count: Int64 = 0
    /// When each was first seen, by what is written.
    private var firstSeenMs: [Int64: Int64] = [:]
    private var wanted: Set<Int64> = []

    init() {}

    /// What counts for a time that was written.
    mutating func counted(_ writtenMs: Int64, nowMs: Int64) -> Int64 {
        // Also when its time has come: it is no news then.
        if let seenMs = firstSeenMs[writtenMs] {
            wanted.insert(writtenMs)
            return min(seenMs, writtenMs)
        }
        guard writtenMs > nowMs + Self.toleratedSkewMs else { return writtenMs }
        if firstSeenMs.count >= Self.most { firstSeenMs = firstSeenMs.filter { $0.key > nowMs } }
        // A thousand at once tell nothing that the latest of them does not.
        if firstSeenMs.count >= Self.most { return firstSeenMs.values.max() ?? nowMs }
        count += 1
        firstSeenMs[writtenMs] = nowMs
        wanted.insert(writtenMs)
        return nowMs
    }

    /// To be called before all files are gone through, and `end` after: what they show no more is forgotten.
    mutating func begin() { wanted = [] }

    mutating func end() {
        if wanted.count < firstSeenMs.count { firstSeenMs = firstSeenMs.filter { wanted.contains($0.key) } }
        wanted = []
    }
}

// MARK: - Storing

extension AheadTimes {
    func encode(into writer: inout ByteWriter) {
        writer.put(count)
        writer.put(UInt64(firstSeenMs.count))
        for (writtenMs, seenMs) in firstSeenMs {
            writer.put(writtenMs)
            writer.put(seenMs)
        }
    }

    init(from reader: inout ByteReader) throws(UndecodableBytes) {
        count = try reader.amount()
        for _ in 0..<(try reader.count()) {
            let writtenMs = try reader.amount()
            firstSeenMs[writtenMs] = try reader.amount()
        }
    }
}
