package import MetricModel

/// All samples of one moment, as text 0.0.4 would show them, ready to be written into requests.
package struct SampleBatch: Sendable {
    /// A series and its value; the labels are encoded, and so name the series as a key does.
    struct Sample: Sendable {
        let labels: [UInt8]
        let bits: UInt64
    }

    /// What a receiver is told of a family beside its samples.
    struct Metadata: Sendable {
        let descriptor: MetricDescriptor
    }

    let timeMs: Int64
    private(set) var samples: [Sample] = []
    private(set) var metadata: [Metadata] = []

    /// What Prometheus writes where a series ends.
    static let staleBits: UInt64 = 0x7FF0_0000_0000_0002

    /// Takes the values of all families that `accepts` lets pass; the registry is locked meanwhile.
    ///
    /// - Parameter target: labels that stand on every series, such as `job` and `instance`; their names are unique.
    package init(
        _ registry: MetricRegistry, target: [(name: String, value: String)], timeMs: Int64,
        accepts: (MetricDescriptor) -> Bool
    ) {
        var taken = SampleBatch(timeMs: timeMs)
        registry.update { table in
            for position in 0..<table.familyCount {
                let family = table.sortedFamily(at: position)
                guard !family.order.isEmpty, accepts(family.descriptor) else { continue }
                taken.metadata.append(Metadata(descriptor: family.descriptor))
                taken.append(family, LabelPlan(family.descriptor, target: target))
            }
        }
        self = taken
    }

    private init(timeMs: Int64) { self.timeMs = timeMs }

    /// The end of each of these series.
    init(ending series: some Sequence<[UInt8]>, timeMs: Int64) {
        self.timeMs = timeMs
        append(ending: series)
    }

    mutating func append(ending series: some Sequence<[UInt8]>) {
        for labels in series { samples.append(Sample(labels: labels, bits: Self.staleBits)) }
    }

    private mutating func append(_ family: FamilyStore, _ plan: LabelPlan) {
        let isHistogram = family.descriptor.kind == .histogram
        for place in family.order.indices {
            let slot = Int(family.order[place])
            var packed = PackedValues(family.keys, family.records[slot].keyRange)
            var labels: [ArraySlice<UInt8>] = []
            while let range = packed.next() { labels.append(family.keys[range]) }
            if isHistogram {
                appendHistogram(family, slot, labels, plan)
            } else {
                append(plan.labels(labels), family.values[slot])
            }
        }
    }

    /// Buckets are kept apart in the registry and summed up here; the last, `+Inf`, is the count.
    private mutating func appendHistogram(
        _ family: FamilyStore, _ slot: Int, _ labels: [ArraySlice<UInt8>], _ plan: LabelPlan
    ) {
        let first = slot * family.valuesPerSeries
        let bounds = family.plainBounds
        var total = 0.0
        for bucket in bounds.starts.indices {
            total += family.values[first + bucket]
            let start = bounds.starts[bucket]
            // Behind each bound stands what ends the line's labels: `"} `.
            let bound = bounds.bytes[start..<start + bounds.length(bucket) - 3]
            append(plan.labels(labels, suffix: "_bucket", bound: bound), total)
        }
        append(plan.labels(labels, suffix: "_sum"), family.values[first + family.valuesPerSeries - 1])
        append(plan.labels(labels, suffix: "_count"), total)
    }

    private mutating func append(_ labels: [UInt8], _ value: Double) {
        samples.append(Sample(labels: labels, bits: value.bitPattern))
    }
}
