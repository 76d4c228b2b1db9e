/// Finds the slot of a series by the hash of its labels: open addressing with linear probing.
///
/// One word an entry: the hash in the high half, the slot plus one in the low half, 0 when empty. At most three
/// quarters full. Removal shifts the followers back, so no tombstones pile up under churn.
struct SlotIndex: Sendable {
    private var entries: [UInt64] = []
    private var count = 0

    /// The slot with this hash for which `matches` is true.
    @inline(__always)
    func slot(hash: UInt32, where matches: (Int) -> Bool) -> Int? {
        guard !entries.isEmpty else { return nil }
        let mask = entries.count - 1
        var position = Int(hash) & mask
        while entries[position] != 0 {
            let entry = entries[position]
            if Self.hash(entry) == hash, matches(Self.slot(entry)) { return Self.slot(entry) }
            position = (position + 1) & mask
        }
        return nil
    }

    mutating func insert(slot: Int, hash: UInt32) {
        if (count + 1) * 4 > entries.count * 3 { grow() }
        place(UInt64(hash) << 32 | UInt64(slot + 1))
        count += 1
    }

    /// Forgets a slot that was inserted with this hash.
    mutating func remove(slot: Int, hash: UInt32) {
        guard !entries.isEmpty else { return }
        let mask = entries.count - 1
        var hole = Int(hash) & mask
        while entries[hole] != UInt64(hash) << 32 | UInt64(slot + 1) {
            guard entries[hole] != 0 else { return }
            hole = (hole + 1) & mask
        }
        closeUp(hole, mask: mask)
        count -= 1
    }

    /// Moves followers into the hole as long as that brings them nearer to their home.
    private mutating func closeUp(_ start: Int, mask: Int) {
        var hole = start
        var next = (hole + 1) & mask
        while entries[next] != 0 {
            let home = Int(Self.hash(entries[next])) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole] = 0
    }

    private mutating func grow() {
        let old = entries
        entries = [UInt64](repeating: 0, count: max(8, old.count * 2))
        for entry in old where entry != 0 { place(entry) }
    }

    private mutating func place(_ entry: UInt64) {
        let mask = entries.count - 1
        var position = Int(Self.hash(entry)) & mask
        while entries[position] != 0 { position = (position + 1) & mask }
        entries[position] = entry
    }

    private static func hash(_ entry: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: entry >> 32) }
    private static func slot(_ entry: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: entry)) - 1 }
}
