import Exposition
import MetricModel

/// A family that other programs left in files: what it is, and its series.
struct TextfileFamily {
    struct Series {
        /// In the order of the descriptor.
        let labels: [String]
        /// As `MetricTable.storedValues` tells them.
        let values: [Double]
    }

    let descriptor: MetricDescriptor
    let series: [Series]

    /// The collector that the family belongs to, for `collect[]`.
    static let collector = "textfile"

    init(_ parsed: ParsedFamily) throws(TextfileFault) {
        let kind = try Self.kind(of: parsed)
        let isHistogram = kind == .histogram
        var names: [String] = []
        for sample in parsed.samples {
            if sample.timestamp != nil {
                throw Self.fault(parsed, "it has timestamps, which a scrape must not repeat; leave them out")
            }
            for label in sample.labels
            where !(isHistogram && label.name == "le") && !names.contains(label.name) {
                names.append(label.name)
            }
        }
        let histogram = isHistogram ? try TextfileHistogram(parsed, labels: names) : nil
        do throws(NameError) {
            descriptor = MetricDescriptor(
                try MetricName(parsed.name), kind,
                labels: try names.map { name throws(NameError) in try LabelName(name) },
                help: parsed.help?.value ?? "Metric of another program, read from a file.",
                collector: Self.collector, buckets: histogram?.bounds ?? [])
        } catch {
            throw Self.fault(parsed, error.message)
        }
        series =
            histogram?.series
            ?? parsed.samples.map { sample in
                Series(labels: names.map { sample.label($0) ?? "" }, values: [sample.value])
            }
        guard Set(series.map(\.labels)).count == series.count else {
            throw Self.fault(parsed, "two series have the same labels; leave one of them out")
        }
    }

    static func fault(_ family: ParsedFamily, _ reason: String) -> TextfileFault {
        TextfileFault(message: "line \(family.firstLine): '\(family.name)': \(reason)")
    }

    /// What a family without a type counts is not known: it is shown as a gauge.
    private static func kind(of parsed: ParsedFamily) throws(TextfileFault) -> MetricKind {
        switch parsed.kind {
        case .counter: return .counter
        case .histogram: return .histogram
        case .gauge, .unknown:
            return parsed.name.hasSuffix("_info") && parsed.samples.allSatisfy { $0.value == 1 }
                ? .info : .gauge
        default:
            throw fault(
                parsed, "a \(parsed.kind.rawValue) cannot be taken over; write a histogram, or gauges")
        }
    }
}
