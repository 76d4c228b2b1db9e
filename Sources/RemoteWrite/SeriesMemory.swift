/// Which series a receiver was last told a value of, so that it can be told of their end.
package struct SeriesMemory: Sendable {
    private var living: Set<[UInt8]> = []

    package init() {}

    /// Adds to the batch the end of each series that was in the last one and is in this one no more.
    package mutating func mark(_ batch: inout SampleBatch) {
        let now = Set(batch.samples.map(\.labels))
        batch.append(ending: living.subtracting(now))
        living = now
    }

    /// The end of all series; they are forgotten.
    package mutating func end(timeMs: Int64) -> SampleBatch {
        defer { living = [] }
        return SampleBatch(ending: living, timeMs: timeMs)
    }
}
