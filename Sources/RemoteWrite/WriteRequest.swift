import MetricModel

/// A body of remote write 1.0: a protobuf message `prometheus.WriteRequest` in snappy's block format.
///
/// Numbers of fields are those of https://prometheus.io/docs/specs/prw/remote_write_spec.
package struct WriteRequest: Sendable, Equatable {
    package let body: [UInt8]
    package let samples: Int
    package let timeMs: Int64

    /// A request of so many samples stays below the 32 MiB that receivers take, even with long labels.
    static let mostSamples = 5000

    /// As many requests as the samples need; none for no samples.
    ///
    /// - Parameter tellsMetadata: whether the first one also tells kind, unit and help of the families.
    package static func requests(
        _ batch: SampleBatch, tellsMetadata: Bool, mostSamples: Int = WriteRequest.mostSamples
    ) -> [WriteRequest] {
        stride(from: 0, to: batch.samples.count, by: mostSamples).map { start in
            let samples = batch.samples[start..<min(start + mostSamples, batch.samples.count)]
            var message: [UInt8] = []
            for sample in samples { message.appendBlock(1, series(sample, batch.timeMs)) }
            if tellsMetadata && start == 0 {
                for family in batch.metadata { message.appendBlock(3, metadata(family.descriptor)) }
            }
            return WriteRequest(
                body: Snappy.compressed(message), samples: samples.count, timeMs: batch.timeMs)
        }
    }

    private static func series(_ sample: SampleBatch.Sample, _ timeMs: Int64) -> [UInt8] {
        var value: [UInt8] = []
        value.appendDouble(1, bits: sample.bits)
        value.appendWhole(2, UInt64(bitPattern: timeMs))
        var series = sample.labels
        series.appendBlock(2, value)
        return series
    }

    /// Kinds that text 0.0.4 does not know are gauges here too.
    private static func metadata(_ descriptor: MetricDescriptor) -> [UInt8] {
        let kind: UInt64 =
            switch descriptor.kind {
            case .counter: 1
            case .gauge, .info, .stateSet: 2
            case .histogram: 3
            }
        var out: [UInt8] = []
        out.appendWhole(1, kind)
        out.appendBlock(2, descriptor.name.text.utf8)
        out.appendBlock(4, descriptor.help.utf8)
        if let unit = descriptor.unit { out.appendBlock(5, unit.utf8) }
        return out
    }
}
