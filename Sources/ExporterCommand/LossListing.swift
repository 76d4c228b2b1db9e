import FoundationEssentials
import LogTailing
import Operations
import StateStore

/// The loss journal: the shape of `logs verify --losses --json`, and the same for people.
struct LossListing: Encodable {
    struct Loss: Encodable {
        /// RFC 3339, UTC.
        let time: String
        let log: String
        let path: String
        let reason: String
        let start: UInt64
        let end: UInt64
    }

    let losses: [Loss]

    init(_ stored: [StoredLoss]) {
        losses = stored.map { loss in
            Loss(
                time: Timestamp.text(loss.atMilliseconds), log: loss.logName,
                path: BytePath(bytes: loss.path).display, reason: loss.reason, start: loss.start,
                end: loss.end)
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func text() -> String {
        guard !losses.isEmpty else { return "no bytes were lost" }
        let rows = losses.map { loss in
            [
                loss.time, TeamTable.printable(loss.log), loss.reason, "\(loss.start)-\(loss.end)",
                "\(loss.end - min(loss.start, loss.end))", loss.path,
            ]
        }
        return Terminal.table([["TIME", "LOG", "REASON", "BYTES", "COUNT", "FILE"]] + rows)
    }
}
