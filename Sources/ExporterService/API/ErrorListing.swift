import LogPipeline
import LogRules
import LogTailing
import Operations

/// The answer of `/api/logs/errors`: the kinds of errors that each log has had.
struct ErrorListing: Encodable, Sendable {
    struct Log: Encodable, Sendable, Equatable {
        let log: String
        /// Kinds that are known, listed or not.
        let kinds: Int
        let shapes: [Entry]
    }

    struct Entry: Encodable, Sendable, Equatable {
        /// The first line, with all masked that may differ or be private.
        let example: String
        /// Of the severest of its entries.
        let level: String
        let count: UInt64
        @OrNull var firstSeen: String?
        @OrNull var lastSeen: String?

        init(_ shape: ErrorShape) {
            example = shape.shape
            level = shape.level.name
            count = shape.count
            firstSeen = shape.firstSeenMs > 0 ? Timestamp.text(shape.firstSeenMs) : nil
            lastSeen = shape.lastSeenMs > 0 ? Timestamp.text(shape.lastSeenMs) : nil
        }
    }

    /// In the order of the configuration.
    let logs: [Log]

    /// - Parameter limit: how many kinds of each log are listed, the commonest first.
    init(_ status: Status, log wanted: String? = nil, limit: Int) {
        let byLog = Dictionary(grouping: status.shapes, by: \.log)
        let names = (status.logs?.tail.logs ?? []).map(\.name)
        logs = names.filter { wanted == nil || $0 == wanted }.map { name in
            let shapes = byLog[name] ?? []
            return Log(log: name, kinds: shapes.count, shapes: shapes.prefix(limit).map(Entry.init))
        }
    }
}
