/// Where a series' bytes lie in its family's arenas, and whether the slot is in use.
package struct SeriesRecord: Sendable {
    var keyStart: UInt32 = 0
    var keyLength: UInt32 = 0
    /// Start of the rendered text, see `SeriesText`.
    package var textStart: UInt32 = 0
    /// Bytes before the value; in a histogram, before a bucket's bound.
    package var textLength: UInt32 = 0
    /// Histograms only: bytes before the sum and before the count, which follow the bucket's.
    package var sumLength: UInt32 = 0
    package var countLength: UInt32 = 0
    var hash: UInt32 = 0
    /// Raised when the series goes, so that identifiers of it no longer fit.
    var generation: UInt32 = 0
    /// The refresh in which the series was last seen.
    var epoch: UInt32 = 0
    private(set) var isLive = false
    /// The slot stands in the family's order, perhaps from an earlier life.
    var isListed = false
    /// Created or written since changes were last taken.
    var isChanged = false

    package var keyRange: Range<Int> { Int(keyStart)..<Int(keyStart) + Int(keyLength) }
    var textRange: Range<Int> {
        Int(textStart)..<Int(textStart) + Int(textLength) + Int(sumLength) + Int(countLength)
    }
    var byteCount: Int { keyRange.count + textRange.count }

    mutating func occupy(keyStart: Int, keyLength: Int, hash: UInt32) {
        self.keyStart = UInt32(keyStart)
        self.keyLength = UInt32(keyLength)
        self.hash = hash
        isLive = true
    }

    mutating func vacate() {
        isLive = false
        generation &+= 1
    }
}
