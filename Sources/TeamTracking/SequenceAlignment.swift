/// Which elements of a new sequence are elements of the old one, told by their fingerprints.
struct SequenceAlignment: Equatable {
    /// For each element of the new sequence its place in the old one; nil for a new element.
    private(set) var places: [Int?]
    /// Places in the old sequence that the new one has nothing for.
    private(set) var removed: [Int]

    /// When the old sequence is the beginning of the new one, the rest is new. Else equal fingerprints match one for
    /// one, in order.
    init(old: [UInt64], new: [UInt64]) {
        if new.starts(with: old) {
            places = old.indices.map { $0 } + Array(repeating: nil, count: new.count - old.count)
            removed = []
            return
        }
        // Last first, so that taking from the end gives the earliest.
        var unmatched: [UInt64: [Int]] = [:]
        for place in old.indices.reversed() { unmatched[old[place], default: []].append(place) }
        places = new.map { unmatched[$0]?.popLast() }
        removed = unmatched.values.flatMap { $0 }.sorted()
    }
}
