import LogTailing
import TeamTracking

/// What went wrong with reading transcripts, in numbers that only grow.
struct ReadFaults: Equatable, Sendable {
    var errors: [TailErrorReason: UInt64] = [:]
    var lostBytes: [LossReason: UInt64] = [:]

    mutating func add(_ log: LogStatus) {
        errors.merge(log.errors, uniquingKeysWith: +)
        lostBytes.merge(log.lostBytes, uniquingKeysWith: +)
    }
}

// MARK: - Storing

extension ReadFaults {
    func encode(into writer: inout ByteWriter) {
        for reason in TailErrorReason.allCases { writer.put(Self.amount(errors[reason])) }
        for reason in LossReason.allCases { writer.put(Self.amount(lostBytes[reason])) }
    }

    init(from reader: inout ByteReader) throws(UndecodableBytes) {
        for reason in TailErrorReason.allCases {
            let amount = try reader.amount()
            if amount > 0 { errors[reason] = UInt64(amount) }
        }
        for reason in LossReason.allCases {
            let amount = try reader.amount()
            if amount > 0 { lostBytes[reason] = UInt64(amount) }
        }
    }

    /// More than is read back would make the whole piece unreadable.
    private static func amount(_ number: UInt64?) -> Int64 { Int64(min(number ?? 0, 1 << 53)) }
}
