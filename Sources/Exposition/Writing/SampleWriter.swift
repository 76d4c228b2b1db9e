import MetricModel

/// Writes the samples of one family: for each series the text rendered when it was created, then the value.
///
/// Reserves the most a family can need once and then writes through one pointer, because this loop is most of a
/// scrape. Loops go over indices: iterating the array itself allocates in builds without optimisation.
enum SampleWriter {
    /// A value at its longest, and the line feed.
    private static let lineTail = NumberText.maxLength + 1

    static func append(_ family: FamilyStore, as format: ExpositionFormat, to out: inout [UInt8]) {
        if family.descriptor.kind == .histogram {
            appendHistograms(family, as: format, to: &out)
        } else {
            appendPlain(family, format == .openMetrics100 ? family.exemplars : [:], to: &out)
        }
    }

    private static func appendPlain(
        _ family: FamilyStore, _ exemplars: [Int: SeriesExemplar], to out: inout [UInt8]
    ) {
        let (order, records, values, text) = (family.order, family.records, family.values, family.text)
        var bound = 0
        for place in order.indices { bound += Int(records[Int(order[place])].textLength) + lineTail }
        let hasExemplars = !exemplars.isEmpty
        if hasExemplars { bound = exemplars.values.reduce(bound) { $0 + $1.openMetrics.count } }
        write(to: &out, atMost: bound) { line in
            for place in order.indices {
                let slot = Int(order[place])
                let record = records[slot]
                line.append(text, at: Int(record.textStart), count: Int(record.textLength))
                if hasExemplars, let exemplar = exemplars[slot] {
                    line.end(values[slot], exemplar.openMetrics)
                } else {
                    line.end(values[slot])
                }
            }
        }
    }

    /// Buckets are kept apart and summed up here; the last, `+Inf`, is the count.
    private static func appendHistograms(
        _ family: FamilyStore,
        as format: ExpositionFormat,
        to out: inout [UInt8]
    ) {
        let bounds = format == .text004 ? family.plainBounds : family.canonicalBounds
        let (order, records, values, text) = (family.order, family.records, family.values, family.text)
        let stride = family.valuesPerSeries
        var bound = 0
        for place in order.indices {
            let record = records[Int(order[place])]
            bound += bounds.starts.count * (Int(record.textLength) + lineTail) + bounds.bytes.count
            bound += Int(record.sumLength) + Int(record.countLength) + 2 * lineTail
        }
        write(to: &out, atMost: bound) { line in
            for place in order.indices {
                let record = records[Int(order[place])]
                let first = Int(order[place]) * stride
                var start = Int(record.textStart)
                var total = 0.0
                for bucket in 0..<stride - 1 {
                    total += values[first + bucket]
                    line.append(text, at: start, count: Int(record.textLength))
                    line.append(bounds.bytes, at: bounds.starts[bucket], count: bounds.length(bucket))
                    line.end(total)
                }
                start += Int(record.textLength)
                line.append(text, at: start, count: Int(record.sumLength))
                line.end(values[first + stride - 1])
                start += Int(record.sumLength)
                line.append(text, at: start, count: Int(record.countLength))
                line.end(total)
            }
        }
    }

    private static func write(to out: inout [UInt8], atMost bound: Int, _ body: (inout LineWriter) -> Void) {
        out.append(addingCapacity: bound) { span in
            // Sound: the writer is used inside the closure only and never writes past the buffer's end.
            unsafe span.withUnsafeMutableBufferPointer { buffer, count in
                var writer = unsafe LineWriter(UnsafeMutableRawBufferPointer(buffer))
                body(&writer)
                count = writer.count
            }
        }
    }
}
