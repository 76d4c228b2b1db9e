/// Observed durations as a classic histogram counts them; sums are whole milliseconds, so that they stay exact.
package struct DurationTally: Sendable, Equatable {
    /// By bucket, not cumulative; the last one is beyond all bounds.
    package private(set) var counts: [Int64]
    package private(set) var sumMs: Int64 = 0

    /// - Parameter bounds: how many bounds the buckets have.
    package init(bounds: Int) { counts = Array(repeating: 0, count: bounds + 1) }

    package var count: Int64 { counts.reduce(0, +) }

    /// - Parameter bounds: upper bounds in seconds, ascending, as many as this was made for.
    package mutating func observe(milliseconds: Int64, bounds: [Double]) {
        let seconds = Double(milliseconds) / 1000
        counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
        sumMs += milliseconds
    }

    /// Takes in what another tally of the same bounds counted.
    package mutating func add(_ other: DurationTally) {
        precondition(other.counts.count == counts.count, "tallies of different bounds do not add up")
        for index in counts.indices { counts[index] += other.counts[index] }
        sumMs += other.sumMs
    }

    package func encode(into writer: inout ByteWriter) {
        writer.put(UInt64(counts.count))
        for count in counts { writer.put(count) }
        writer.put(sumMs)
    }

    package init(from reader: inout ByteReader) throws(UndecodableBytes) {
        counts = []
        for _ in 0..<(try reader.count()) { counts.append(try reader.amount()) }
        sumMs = try reader.amount()
        guard !counts.isEmpty else { throw UndecodableBytes() }
    }
}
