import MetricModel

/// Writes a family as a message `io.prometheus.client.MetricFamily` after its length.
///
/// Numbers of fields are those of `metrics.proto` in https://github.com/prometheus/client_model. Kinds it does not
/// know are gauges, as in text 0.0.4. Loops count down by hand: `reversed()` allocates in builds without optimisation.
struct ProtobufFamily {
    private enum Field {
        static let name: UInt64 = 1
        static let help: UInt64 = 2
        static let kind: UInt64 = 3
        static let metric: UInt64 = 4
        static let unit: UInt64 = 5
    }

    private let family: FamilyStore
    private let name: String
    private let labels: [String]

    static func append(_ family: FamilyStore, escaping: NameEscaping, to out: inout [UInt8]) {
        let message = ProtobufFamily(family, escaping)
        out.append(addingCapacity: message.mostBytes) { span in
            // Sound: the writer is used inside the closure only and never writes outside the buffer.
            unsafe span.withUnsafeMutableBufferPointer { buffer, count in
                var writer = unsafe BackwardWriter(UnsafeMutableRawBufferPointer(buffer))
                message.write(to: &writer)
                count = writer.moveToFront()
            }
        }
    }

    private init(_ family: FamilyStore, _ escaping: NameEscaping) {
        self.family = family
        name = escaping.escaped(family.descriptor.name.text)
        labels = family.descriptor.labels.map { escaping.escaped($0.text) }
    }

    /// What the family can need at most: tags of one or two bytes and varints of ten everywhere.
    private var mostBytes: Int {
        let head = BackwardWriter.maxVarint + 1
        let texts = [name, family.descriptor.help, family.descriptor.unit ?? ""]
        var bound = texts.reduce(4 * head) { $0 + $1.utf8.count + head }
        let names = labels.reduce(0) { $0 + $1.utf8.count + 3 * head }
        let sample = 8 * head + family.valuesPerSeries * 4 * head
        let order = family.order
        for place in order.indices {
            bound += names + sample + family.records[Int(order[place])].keyRange.count
        }
        for exemplar in family.exemplars.values {
            bound += 6 * head
            for label in exemplar.labels {
                bound += label.name.text.utf8.count + label.value.utf8.count + 3 * head
            }
        }
        return bound
    }

    private func write(to writer: inout BackwardWriter) {
        let (order, records, values) = (family.order, family.records, family.values)
        let end = writer.start
        if let unit = family.descriptor.unit { writer.text(Field.unit, unit) }
        var place = order.count
        while place > 0 {
            place -= 1
            let slot = Int(order[place])
            let metricEnd = writer.start
            writeValue(values, slot, to: &writer)
            writeLabels(records[slot].keyRange, to: &writer)
            writer.close(Field.metric, from: metricEnd)
        }
        writer.unsigned(Field.kind, kind)
        writer.text(Field.help, family.descriptor.help)
        writer.text(Field.name, name)
        writer.varint(UInt64(end - writer.start))
    }

    private var kind: UInt64 {
        switch family.descriptor.kind {
        case .counter: 0
        case .gauge, .info, .stateSet: 1
        case .histogram: 4
        }
    }

    /// In the family's order, though the last is written first.
    private func writeLabels(_ range: Range<Int>, to writer: inout BackwardWriter) {
        let keys = family.keys
        var position = labels.count
        while position > 0 {
            position -= 1
            var values = PackedValues(keys, range)
            for _ in 0..<position { _ = values.next() }
            let end = writer.start
            if let value = values.next() { writer.bytes(2, keys, value) }
            writer.text(1, labels[position])
            writer.close(1, from: end)
        }
    }

    private func writeValue(_ values: [Double], _ slot: Int, to writer: inout BackwardWriter) {
        let first = slot * family.valuesPerSeries
        let end = writer.start
        switch family.descriptor.kind {
        case .counter:
            if !family.exemplars.isEmpty, let exemplar = family.exemplars[slot] {
                Self.write(exemplar, to: &writer)
            }
            writer.double(1, values[first])
            writer.close(3, from: end)
        case .gauge, .info, .stateSet:
            writer.double(1, values[first])
            writer.close(2, from: end)
        case .histogram:
            writeHistogram(values, first, to: &writer)
            writer.close(7, from: end)
        }
    }

    private static func write(_ exemplar: SeriesExemplar, to writer: inout BackwardWriter) {
        let end = writer.start
        writer.unsigned(2, UInt64(clamping: exemplar.milliseconds % 1000 * 1_000_000))
        writer.unsigned(1, UInt64(clamping: exemplar.milliseconds / 1000))
        writer.close(3, from: end)
        writer.double(2, exemplar.value)
        for label in exemplar.labels.reversed() {
            let labelEnd = writer.start
            writer.text(2, label.value)
            writer.text(1, label.name.text)
            writer.close(1, from: labelEnd)
        }
        writer.close(2, from: end)
    }

    /// The bucket `+Inf` is left to the count, as the format has it.
    private func writeHistogram(_ values: [Double], _ first: Int, to writer: inout BackwardWriter) {
        let bounds = family.descriptor.buckets
        var total = 0.0
        for bucket in 0...bounds.count { total += values[first + bucket] }
        let count = total
        total -= values[first + bounds.count]
        var bucket = bounds.count
        while bucket > 0 {
            bucket -= 1
            let end = writer.start
            writer.double(2, bounds[bucket])
            writer.unsigned(1, Self.whole(total))
            writer.close(3, from: end)
            total -= values[first + bucket]
        }
        writer.double(2, values[first + bounds.count + 1])
        writer.unsigned(1, Self.whole(count))
    }

    /// Counts are kept as floating point, which is exact up to 2^53.
    private static func whole(_ count: Double) -> UInt64 { UInt64(exactly: count.rounded()) ?? .max }
}
