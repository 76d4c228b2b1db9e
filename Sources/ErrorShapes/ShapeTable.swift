/// A shape as bytes, hashed at once.
package struct Shape: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// All bytes in one call; an array would give them one by one.
    package func hash(into hasher: inout Hasher) {
        // Invariant: the bytes are read during the call only.
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

/// What is known of one shape.
package struct ShapeRecord: Sendable, Equatable {
    package var count: UInt64
    /// Milliseconds since 1970.
    package var firstMs: Int64
    package var lastMs: Int64
    /// The severest of its entries; what the number means is the owner's.
    package var level: UInt8

    package init(count: UInt64, firstMs: Int64, lastMs: Int64, level: UInt8) {
        self.count = count
        self.firstMs = firstMs
        self.lastMs = lastMs
        self.level = level
    }
}

/// Counts entries by their shape in bounded memory.
///
/// When a bound is reached, the eighth of the shapes goes that is missed least: those seen once first, those that were not
/// seen for longest before others. What they counted stays in `total`.
package struct ShapeTable: Sendable {
    package struct Limits: Sendable, Equatable {
        package var shapes: Int
        /// Of all shapes together.
        package var bytes: Int

        package init(shapes: Int = 500, bytes: Int = 64 << 10) {
            self.shapes = shapes
            self.bytes = bytes
        }
    }

    fileprivate struct Slot: Sendable {
        var record: ShapeRecord
        /// Grows with each entry: orders shapes by when they were seen last.
        var seen: UInt64
    }

    private let limits: Limits
    private var slots: [Shape: Slot] = [:]
    private var bytes = 0
    private var clock: UInt64 = 0
    /// Entries of all shapes, those included that are not in the table any more.
    package private(set) var total: UInt64 = 0
    /// Entries whose shapes had to go.
    package private(set) var forgottenEntries: UInt64 = 0
    package private(set) var forgottenShapes: UInt64 = 0

    package init(limits: Limits = Limits()) { self.limits = limits }

    package var count: Int { slots.count }

    package subscript(shape: Shape) -> ShapeRecord? { slots[shape]?.record }

    /// All shapes, the commonest first, then by text.
    package var shapes: [(shape: Shape, record: ShapeRecord)] {
        slots.map { ($0.key, $0.value.record) }.sorted { left, right in
            left.record.count != right.record.count
                ? left.record.count > right.record.count
                : left.shape.bytes.lexicographicallyPrecedes(right.shape.bytes)
        }
    }

    /// Counts an entry, or several of one shape at once.
    ///
    /// - Parameters:
    ///   - atMs: when they were written, in milliseconds since 1970.
    ///   - level: of the severest.
    /// - Returns: whether the shape was not in the table, and the shapes that had to go for it.
    package mutating func note(
        _ shape: Shape, atMs: Int64, level: UInt8, count: UInt64 = 1
    ) -> (isNew: Bool, forgotten: [Shape]) {
        total += count
        clock += 1
        if slots[shape]?.update(atMs, level, count, clock) != nil { return (false, []) }
        let record = ShapeRecord(count: count, firstMs: atMs, lastMs: atMs, level: level)
        slots[shape] = Slot(record: record, seen: clock)
        bytes += shape.bytes.count
        return (true, forgetIfFull(sparing: shape))
    }

    /// Takes up what was known before; the order of the calls is that of their last sights.
    package mutating func restore(_ shape: Shape, _ record: ShapeRecord) {
        guard slots[shape] == nil else { return }
        clock += 1
        total += record.count
        slots[shape] = Slot(record: record, seen: clock)
        bytes += shape.bytes.count
    }

    private mutating func forgetIfFull(sparing newest: Shape) -> [Shape] {
        guard slots.count > limits.shapes || bytes > limits.bytes else { return [] }
        let order = slots.filter { $0.key != newest }.sorted { left, right in
            let (isLeftSingle, isRightSingle) = (left.value.record.count == 1, right.value.record.count == 1)
            return isLeftSingle != isRightSingle ? isLeftSingle : left.value.seen < right.value.seen
        }
        var gone: [Shape] = []
        for (shape, slot) in order {
            let isRoomy = slots.count <= limits.shapes && bytes <= limits.bytes
            if isRoomy, gone.count >= max(1, limits.shapes / 8) { break }
            slots[shape] = nil
            bytes -= shape.bytes.count
            forgottenEntries += slot.record.count
            forgottenShapes += 1
            gone.append(shape)
        }
        return gone
    }
}

extension ShapeTable.Slot {
    fileprivate mutating func update(_ atMs: Int64, _ level: UInt8, _ count: UInt64, _ clock: UInt64) {
        record.count += count
        record.firstMs = min(record.firstMs, atMs)
        record.lastMs = max(record.lastMs, atMs)
        record.level = max(record.level, level)
        seen = clock
    }
}
