/// A registered family of one registry.
package struct FamilyID: Hashable, Sendable {
    let index: Int
}

/// One series of one family of one registry.
///
/// Stays valid until the series is removed; after that, writes through it are ignored and counted
/// (`MetricTable.staleWrites`), even when its place was given to another series.
package struct SeriesID: Hashable, Sendable {
    let family: UInt32
    let slot: UInt32
    let generation: UInt32
}
