/// How long the commits took that were written, counted as a histogram counts them.
package struct CommitDurations: Sendable, Equatable {
    /// Upper bounds in seconds: an fsync takes less than a millisecond on a good disk, and a scrape waits for 100 ms.
    package static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

    /// By bound, not cumulative, and one more for what took longer.
    package private(set) var counts = [Double](repeating: 0, count: bounds.count + 1)
    package private(set) var sumSeconds = 0.0

    package init() {}

    mutating func note(_ duration: Duration) {
        let parts = duration.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sumSeconds += seconds
    }

    /// Of two stores as one.
    package static func + (left: CommitDurations, right: CommitDurations) -> CommitDurations {
        var sum = left
        for index in sum.counts.indices { sum.counts[index] += right.counts[index] }
        sum.sumSeconds += right.sumSeconds
        return sum
    }
}
