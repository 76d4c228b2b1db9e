/// Counts the shapes of one block of lines, so that what is kept of each is looked up once a block and not once a line.
///
/// Its memory stays from block to block: nothing is allocated for a line whose shape the block had before.
package struct ShapeTally: Sendable {
    package struct Entry: Sendable {
        package let shape: Shape
        package var count: UInt64
        /// Of the severest.
        package var level: UInt8
    }

    /// In the order in which the shapes came.
    package private(set) var entries: [Entry] = []
    /// The first entry with a hash; others with the same one are looked for behind it.
    private var places: [UInt64: Int] = [:]

    package init() {}

    package mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
    }

    package mutating func note(_ shape: [UInt8], level: UInt8) {
        let hash = Self.hash(shape)
        if let place = places[hash] {
            if entries[place].shape.bytes == shape { return add(place, level) }
            if let other = entries[place...].firstIndex(where: { $0.shape.bytes == shape }) {
                return add(other, level)
            }
        } else {
            places[hash] = entries.count
        }
        entries.append(Entry(shape: Shape(bytes: shape), count: 1, level: level))
    }

    private mutating func add(_ place: Int, _ level: UInt8) {
        entries[place].count += 1
        entries[place].level = max(entries[place].level, level)
    }

    /// FNV-1a over words of eight bytes: quick, and a collision costs a comparison only.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        let span = bytes.span
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var place = 0
        while place + 8 <= span.count {
            var word: UInt64 = 0
            for offset in 0..<8 { word |= UInt64(span[place + offset]) << UInt64(offset * 8) }
            hash = (hash ^ word) &* 0x0000_0100_0000_01b3
            hash ^= hash >> 29
            place += 8
        }
        while place < span.count {
            hash = (hash ^ UInt64(span[place])) &* 0x0000_0100_0000_01b3
            place += 1
        }
        return hash
    }
}
