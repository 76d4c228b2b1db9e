import ErrorShapes
package import LogRules
import Synchronization

/// One kind of error entry, as committed: for whoever shows them. Nothing of it is the text of an entry.
package struct ErrorShape: Sendable, Equatable {
    package var log: String
    /// The first line with numbers, ids, quoted texts, addresses and paths masked; also the example.
    package var shape: String
    /// The severest of its entries.
    package var level: LogLevel
    package var count: UInt64
    /// By the times of the entries; milliseconds since 1970.
    package var firstSeenMs: Int64
    package var lastSeenMs: Int64
}

/// The shapes as of the last commit, for other threads.
final class ErrorShapeBoard: Sendable {
    private let tables = Mutex<[(log: String, table: ShapeTable)]>([])

    /// The tables share their storage with those that go on being counted in, until these change.
    func show(_ picture: [(log: String, table: ShapeTable)]) { tables.withLock { $0 = picture } }

    /// By log, the commonest first.
    var shapes: [ErrorShape] {
        tables.withLock { $0 }.flatMap { log, table in
            table.shapes.map { shape, record in
                ErrorShape(
                    log: log, shape: shape.text, level: LogLevel(rawValue: record.level) ?? .error,
                    count: record.count, firstSeenMs: record.firstMs, lastSeenMs: record.lastMs)
            }
        }
    }
}
