import Exposition

/// The series of a histogram in a file, whose bounds have to be the same for all.
struct TextfileHistogram {
    let bounds: [Double]
    let series: [TextfileFamily.Series]

    /// What is known of one series so far.
    private struct Parts {
        var cumulative: [(bound: Double, count: Double)] = []
        var sum: Double?
        var count: Double?
    }

    init(_ parsed: ParsedFamily, labels: [String]) throws(TextfileFault) {
        var order: [[String]] = []
        var parts: [[String]: Parts] = [:]
        for sample in parsed.samples {
            let key = labels.map { sample.label($0) ?? "" }
            if parts[key] == nil { order.append(key) }
            try Self.add(sample, to: &parts[key, default: Parts()], of: parsed)
        }
        var bounds: [Double]?
        var series: [TextfileFamily.Series] = []
        for key in order {
            let (own, values) = try Self.stored(parts[key, default: Parts()], of: parsed)
            guard bounds == nil || bounds == own else {
                throw TextfileFamily.fault(parsed, "its series have different buckets; give all the same")
            }
            bounds = own
            series.append(TextfileFamily.Series(labels: key, values: values))
        }
        (self.bounds, self.series) = (bounds ?? [], series)
    }

    private static func add(
        _ sample: ParsedSample, to parts: inout Parts, of family: ParsedFamily
    ) throws(TextfileFault) {
        if sample.name.hasSuffix("_bucket") {
            guard let bound = sample.label("le").flatMap(number) else {
                throw TextfileFamily.fault(family, "line \(sample.line) has no 'le' that is a number")
            }
            parts.cumulative.append((bound, sample.value))
        } else if sample.name.hasSuffix("_sum") {
            parts.sum = sample.value
        } else {
            parts.count = sample.value
        }
    }

    private static func number(_ text: String) -> Double? {
        text == "+Inf" ? .infinity : Double(text)
    }

    /// Bounds without `+Inf`, then the counts by bucket, the count beyond, and the sum.
    private static func stored(
        _ parts: Parts, of family: ParsedFamily
    ) throws(TextfileFault) -> (bounds: [Double], values: [Double]) {
        let sorted = parts.cumulative.sorted { $0.bound < $1.bound }
        guard let sum = parts.sum, let total = parts.count ?? sorted.last?.count,
            sorted.last?.bound == .infinity
        else { throw TextfileFamily.fault(family, "a series lacks its '+Inf' bucket or its sum; write both") }
        let counts = sorted.map(\.count)
        guard counts.last == total, zip([0] + counts, counts).allSatisfy(<=) else {
            throw TextfileFamily.fault(
                family, "the counts of its buckets fall, or differ from _count; write running totals")
        }
        let own = zip(counts, [0] + counts).map { $0 - $1 }
        return (sorted.dropLast().map(\.bound), own + [sum])
    }
}
