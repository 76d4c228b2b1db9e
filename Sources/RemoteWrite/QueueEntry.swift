/// What the name of a file in the queue tells: everything but the request itself.
package struct QueueEntry: Sendable, Equatable {
    /// The order of sending.
    package let sequence: UInt64
    /// When its samples were taken, in milliseconds since 1970.
    package let timeMs: Int64
    package let samples: Int
    package let bytes: Int

    static let suffix = ".write"

    init(sequence: UInt64, timeMs: Int64, samples: Int, bytes: Int) {
        self.sequence = sequence
        self.timeMs = timeMs
        self.samples = samples
        self.bytes = bytes
    }

    /// nil for a file of another kind.
    init?(name: String) {
        guard name.hasSuffix(Self.suffix) else { return nil }
        let parts = name.dropLast(Self.suffix.count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, let sequence = UInt64(parts[0]), let timeMs = Int64(parts[1]),
            let samples = Int(parts[2]), let bytes = Int(parts[3]), samples >= 0, bytes >= 0, timeMs >= 0
        else { return nil }
        self.init(sequence: sequence, timeMs: timeMs, samples: samples, bytes: bytes)
        guard self.name == name else { return nil }
    }

    /// Padded, so that a listing shows the order.
    var name: String {
        let digits = String(sequence)
        let padding = String(repeating: "0", count: max(0, 12 - digits.count))
        return "\(padding)\(digits)-\(timeMs)-\(samples)-\(bytes)\(Self.suffix)"
    }
}
