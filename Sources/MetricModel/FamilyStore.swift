/// One family's series in flat arrays: labels and rendered text in two arenas, values side by side.
///
/// A series is a *slot*: an index into `records` and, times `valuesPerSeries`, into `values`. Slots of removed
/// series are given out again under a new generation.
package struct FamilyStore: Sendable {
    package private(set) var descriptor: MetricDescriptor
    /// 1, or for a histogram: a count per bucket (not cumulative), the count beyond the last bound, the sum.
    package let valuesPerSeries: Int
    /// The ends of bucket lines for text 0.0.4 and for OpenMetrics; empty for other kinds.
    package let plainBounds: BucketBounds
    package let canonicalBounds: BucketBounds
    /// Slots of all living series by label values; right after `sort()`.
    package private(set) var order: [UInt32] = []
    package private(set) var records: [SeriesRecord] = []
    package internal(set) var values: [Double] = []
    /// What stands before each value, see `SeriesText`.
    package private(set) var text: [UInt8] = []

    /// Of counters, by slot; few have one.
    package internal(set) var exemplars: [Int: SeriesExemplar] = [:]

    private(set) var overflowSlot: Int?
    private(set) var liveCount = 0
    private(set) var refreshEpoch: UInt32 = 0

    let maxSeries: Int
    private let seed: UInt64
    private let overflowKey: LabelBytes
    /// Label values of all series, as `LabelBytes` packs them.
    package private(set) var keys: [UInt8] = []
    private var index = SlotIndex()
    private var freeSlots: [UInt32] = []
    private var deadBytes = 0
    private var isOrderStale = false
    /// Slots created or written since changes were last taken; nil when nobody asks.
    private var changedSlots: [UInt32]?
    private var isRefreshing = false

    init(descriptor: MetricDescriptor, maxSeries: Int?, seed: UInt64) {
        self.descriptor = descriptor
        self.maxSeries = max(1, maxSeries ?? .max)
        self.seed = seed
        valuesPerSeries = descriptor.kind == .histogram ? descriptor.buckets.count + 2 : 1
        plainBounds = BucketBounds(descriptor.buckets, .plain)
        canonicalBounds = BucketBounds(descriptor.buckets, .canonical)
        var overflow = LabelBytes()
        for _ in descriptor.labels { overflow.append("__overflow__") }
        overflowKey = overflow
    }

    /// Takes another help text, unit or collector; what the series are made of stays.
    mutating func describe(as other: MetricDescriptor) {
        precondition(
            other.name == descriptor.name && other.shape == descriptor.shape,
            "'\(descriptor.name)' cannot become another family")
        descriptor = other
    }

    // MARK: Finding and creating

    func find(_ labels: borrowing LabelBytes) -> Int? {
        slot(of: labels, hash: ByteRuns.hash(labels.packed, seed: seed))
    }

    /// The slot with these label values, created at 0 if need be; the overflow slot when there is no room.
    mutating func findOrCreate(_ labels: borrowing LabelBytes) -> Int {
        precondition(
            labels.count == descriptor.labels.count,
            "'\(descriptor.name)' has \(descriptor.labels.count) labels, not \(labels.count)"
        )
        let hash = ByteRuns.hash(labels.packed, seed: seed)
        if let slot = slot(of: labels, hash: hash) {
            touch(slot)
            return slot
        }
        let isOverflow = !descriptor.labels.isEmpty && labels.packed == overflowKey.packed
        if isOverflow || seriesCount < maxSeries { return create(labels, hash: hash, isOverflow: isOverflow) }
        return fold()
    }

    /// As `findOrCreate`, whatever the limit: a series that was there before keeps its place.
    mutating func restore(_ labels: borrowing LabelBytes) -> Int {
        let hash = ByteRuns.hash(labels.packed, seed: seed)
        if let slot = slot(of: labels, hash: hash) { return slot }
        let isOverflow = !descriptor.labels.isEmpty && labels.packed == overflowKey.packed
        return create(labels, hash: hash, isOverflow: isOverflow)
    }

    /// Living series, the overflow series left out.
    var seriesCount: Int { liveCount - (overflowSlot == nil ? 0 : 1) }

    private func slot(of labels: borrowing LabelBytes, hash: UInt32) -> Int? {
        let packed = labels.packed
        return index.slot(hash: hash) { slot in
            let record = records[slot]
            return Int(record.keyLength) == packed.count
                && ByteRuns.equal(packed, keys, at: Int(record.keyStart))
        }
    }

    private mutating func fold() -> Int {
        if let overflowSlot {
            touch(overflowSlot)
            return overflowSlot
        }
        let key = overflowKey
        return create(key, hash: ByteRuns.hash(key.packed, seed: seed), isOverflow: true)
    }

    private mutating func create(_ labels: borrowing LabelBytes, hash: UInt32, isOverflow: Bool) -> Int {
        let slot = takeSlot()
        records[slot].occupy(keyStart: keys.count, keyLength: labels.packed.count, hash: hash)
        keys.append(contentsOf: labels.packed)
        render(slot)
        for position in slot * valuesPerSeries..<(slot + 1) * valuesPerSeries { values[position] = 0 }
        if descriptor.kind == .info { values[slot] = 1 }
        index.insert(slot: slot, hash: hash)
        liveCount += 1
        if isOverflow { overflowSlot = slot }
        if !records[slot].isListed {
            records[slot].isListed = true
            order.append(UInt32(slot))
        }
        isOrderStale = true
        touch(slot)
        noteChange(slot)
        return slot
    }

    private mutating func takeSlot() -> Int {
        if let slot = freeSlots.popLast() { return Int(slot) }
        records.append(SeriesRecord())
        values.append(contentsOf: repeatElement(0, count: valuesPerSeries))
        return records.count - 1
    }

    private mutating func render(_ slot: Int) {
        let writer = SeriesText(descriptor: descriptor)
        let labels = PackedValues(keys, records[slot].keyRange)
        records[slot].textStart = UInt32(text.count)
        if descriptor.kind == .histogram {
            writer.appendBucket(labels, to: &text)
            records[slot].textLength = UInt32(text.count) - records[slot].textStart
            writer.appendSum(labels, to: &text)
            records[slot].sumLength =
                UInt32(text.count) - records[slot].textStart - records[slot].textLength
            writer.appendCount(labels, to: &text)
            records[slot].countLength =
                UInt32(text.count) - records[slot].textStart - records[slot].textLength
                - records[slot].sumLength
        } else {
            writer.appendSample(labels, to: &text)
            records[slot].textLength = UInt32(text.count) - records[slot].textStart
        }
    }

    // MARK: Changes

    /// From now on, and with all series that are there.
    mutating func trackChanges() {
        guard changedSlots == nil else { return }
        changedSlots = []
        for slot in records.indices where records[slot].isLive { noteChange(slot) }
    }

    @inline(__always)
    mutating func noteChange(_ slot: Int) {
        guard changedSlots != nil, !records[slot].isChanged else { return }
        records[slot].isChanged = true
        changedSlots?.append(UInt32(slot))
    }

    /// The living ones of the changed slots; the list starts anew.
    mutating func takeChangedSlots() -> [Int] {
        guard let changed = changedSlots, !changed.isEmpty else { return [] }
        changedSlots?.removeAll(keepingCapacity: true)
        for slot in changed { records[Int(slot)].isChanged = false }
        return changed.map(Int.init).filter { records[$0].isLive }
    }

    // MARK: Removing

    /// Marks a series as seen in the refresh that is under way.
    mutating func touch(_ slot: Int) { records[slot].epoch = refreshEpoch }

    mutating func remove(_ slot: Int) {
        index.remove(slot: slot, hash: records[slot].hash)
        deadBytes += records[slot].byteCount
        records[slot].vacate()
        if !exemplars.isEmpty { exemplars[slot] = nil }
        freeSlots.append(UInt32(slot))
        liveCount -= 1
        if overflowSlot == slot { overflowSlot = nil }
        isOrderStale = true
        if deadBytes > 4096, deadBytes * 2 > keys.count + text.count { compact() }
    }

    /// Every series goes; the slots stay, so that old identifiers are told from new ones.
    mutating func removeAll() {
        for slot in records.indices where records[slot].isLive { remove(slot) }
        sort()
    }

    mutating func beginRefresh() {
        refreshEpoch &+= 1
        isRefreshing = true
    }

    mutating func endRefresh() {
        guard isRefreshing else { return }
        isRefreshing = false
        for slot in records.indices where records[slot].isLive && records[slot].epoch != refreshEpoch {
            remove(slot)
        }
    }

    /// Rewrites both arenas in the family's order and without the bytes of removed series.
    private mutating func compact() {
        let oldKeys = keys
        let oldText = text
        keys = []
        text = []
        keys.reserveCapacity(oldKeys.count)
        text.reserveCapacity(oldText.count)
        for place in order.indices where records[Int(order[place])].isLive {
            let slot = Int(order[place])
            let keyRange = records[slot].keyRange
            let textRange = records[slot].textRange
            records[slot].keyStart = UInt32(keys.count)
            records[slot].textStart = UInt32(text.count)
            keys.append(contentsOf: oldKeys[keyRange])
            text.append(contentsOf: oldText[textRange])
        }
        deadBytes = 0
    }

    /// Puts the text into the order in which it is read, once a sixteenth of it is elsewhere.
    ///
    /// A scrape of 100,000 series is bound by memory: walking the text forwards makes it several times faster.
    private mutating func layOutInOrder() {
        var jumps = 0
        var last: UInt32 = 0
        for place in order.indices {
            let start = records[Int(order[place])].textStart
            if start < last { jumps += 1 }
            last = start
        }
        if jumps * 16 > order.count { compact() }
    }

    // MARK: Reading

    /// Brings `order` up to date; does nothing when no series came or went.
    package mutating func sort() {
        guard isOrderStale else { return }
        isOrderStale = false
        for slot in records.indices where !records[slot].isLive { records[slot].isListed = false }
        order.removeAll { [records] in !records[Int($0)].isLive }
        order.sort { [keys, records] in
            Self.precedes(records[Int($0)].keyRange, records[Int($1)].keyRange, in: keys)
        }
        layOutInOrder()
    }

    /// Bytes held for labels and text, dead ones included.
    var arenaBytes: Int { keys.count + text.count }

    /// The value, or a histogram's number of observations.
    func total(_ slot: Int) -> Double {
        let first = slot * valuesPerSeries
        guard descriptor.kind == .histogram else { return values[first] }
        return values[first..<first + valuesPerSeries - 1].reduce(0, +)
    }

    /// Label values as `LabelBytes` packs them.
    func packedLabels(_ slot: Int) -> ArraySlice<UInt8> { keys[records[slot].keyRange] }

    func labelValues(_ slot: Int) -> [String] {
        var values = PackedValues(keys, records[slot].keyRange)
        var result: [String] = []
        while let range = values.next() { result.append(String(decoding: keys[range], as: UTF8.self)) }
        return result
    }

    /// Orders packed labels by the bytes of the first value that differs.
    private static func precedes(_ left: Range<Int>, _ right: Range<Int>, in keys: [UInt8]) -> Bool {
        var left = PackedValues(keys, left)
        var right = PackedValues(keys, right)
        while let leftValue = left.next(), let rightValue = right.next() {
            let order = ByteRuns.compare(keys, leftValue, rightValue)
            if order != 0 { return order < 0 }
        }
        return false
    }
}
