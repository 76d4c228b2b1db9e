package import LogRules

/// Which entries are looked for.
package struct EntryQuery: Sendable {
    /// This level and all above it.
    package var level: LogLevel
    /// Milliseconds since 1970; nil: from the beginning.
    package var sinceMs: Int64?
    /// Milliseconds since 1970, itself included; nil: to the end.
    package var untilMs: Int64?
    /// Lines shown before and after each entry.
    package var context: Int
    /// Milliseconds since 1970, for times without a year.
    package var nowMs: Int64

    package init(
        level: LogLevel = .error, sinceMs: Int64? = nil, untilMs: Int64? = nil, context: Int = 0,
        nowMs: Int64
    ) {
        self.level = level
        self.sinceMs = sinceMs
        self.untilMs = untilMs
        self.context = context
        self.nowMs = nowMs
    }

    /// Lines of one file stand in the order of their times but for less than this.
    static let disorderMs: Int64 = 3_600_000
    /// A file holds nothing that is newer than its last change but for the zones that clocks are in.
    static let zonesMs: Int64 = 86_400_000

    func admits(_ timeMs: Int64) -> Bool {
        timeMs >= sinceMs ?? .min && timeMs <= untilMs ?? .max
    }

    /// Whether a file whose entries were written between these times can hold any that is looked for.
    func mayHold(firstMs: Int64?, lastMs: Int64?) -> Bool {
        if let firstMs, let untilMs, firstMs > untilMs &+ Self.disorderMs { return false }
        if let lastMs, let sinceMs, lastMs < sinceMs &- Self.disorderMs { return false }
        return true
    }
}
