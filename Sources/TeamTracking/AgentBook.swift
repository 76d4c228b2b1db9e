/// What is remembered of one agent from look to look.
struct AgentBook: Sendable, Equatable {
    /// When we first saw it: for agents of which no activity is known.
    var firstSeenMs: Int64
    var timeouts = TimeoutCounter()
    /// Since when it is gone.
    var departedMs: Int64?

    init(firstSeenMs: Int64) { self.firstSeenMs = firstSeenMs }
}

// MARK: - Storing

extension AgentBook {
    func encode(into writer: inout ByteWriter) {
        writer.put(firstSeenMs)
        writer.put(timeouts.count)
        writer.put(timeouts.verdict?.rawValue ?? UInt8.max)
        writer.put(timeouts.isArmed)
        Self.put(timeouts.activityMs, into: &writer)
        Self.put(departedMs, into: &writer)
    }

    init(from reader: inout ByteReader) throws(UndecodableBytes) {
        firstSeenMs = try reader.amount()
        let count = try reader.amount()
        let rawVerdict = try reader.byte()
        let verdict = TimeoutCounter.Verdict(rawValue: rawVerdict)
        guard verdict != nil || rawVerdict == .max else { throw UndecodableBytes() }
        let isArmed = try reader.flag()
        let activityMs = try Self.time(&reader)
        timeouts = TimeoutCounter(count: count, verdict: verdict, isArmed: isArmed, activityMs: activityMs)
        departedMs = try Self.time(&reader)
    }

    private static func put(_ time: Int64?, into writer: inout ByteWriter) {
        writer.put(time != nil)
        if let time { writer.put(time) }
    }

    private static func time(_ reader: inout ByteReader) throws(UndecodableBytes) -> Int64? {
        try reader.flag() ? try reader.amount() : nil
    }
}
