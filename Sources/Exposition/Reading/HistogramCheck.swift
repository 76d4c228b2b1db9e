/// Watches that the samples of each histogram fit together: bounds rise, counts grow, the total agrees.
struct HistogramCheck {
    /// What was seen of the histogram that is being read.
    private struct State {
        let group: SeriesKey
        let timestamp: ParsedTimestamp?
        var cursor: LineCursor
        var bound: Double?
        var bucketCount = 0.0
        var count: Double?
        var sum: Double?
        var hasNegativeBound = false
        var isGauge = false
    }

    private let family: String
    /// Text 0.0.4 demands sum and count, and allows a sum where buckets lie below zero.
    private let format: ExpositionFormat
    private var state: State?

    init(family: String, format: ExpositionFormat) {
        self.family = family
        self.format = format
    }

    mutating func add(
        _ group: SeriesKey, _ line: SampleLine, suffix: SampleSuffix, _ cursor: LineCursor
    ) throws(ExpositionError) {
        if state.map({ $0.group != group || (format == .openMetrics100 && $0.timestamp != line.timestamp) })
            ?? true
        {
            try finish()
            state = State(group: group, timestamp: line.timestamp, cursor: cursor)
        }
        state?.cursor = cursor
        switch suffix {
        case .bucket: try addBucket(line, cursor)
        case .count, .gaugeCount: state?.count = line.value
        case .sum, .gaugeSum:
            state?.sum = line.value
            state?.isGauge = suffix == .gaugeSum
        default: break
        }
    }

    private mutating func addBucket(_ line: SampleLine, _ cursor: LineCursor) throws(ExpositionError) {
        guard let label = line.label("le", in: cursor.bytes),
            let bound = ExpositionNumber.value(cursor.bytes[label.value])
        else { return }
        if let earlier = state?.bound, bound <= earlier {
            throw cursor.fault(
                at: label.value.lowerBound, "the buckets of '\(family)' are not in the order of 'le'",
                hint: "write them from the smallest bound to +Inf, each once")
        }
        if let earlier = state?.bucketCount, line.value < earlier {
            throw cursor.fault(
                at: line.valueText.lowerBound, "the bucket counts less than the one before",
                hint:
                    "each bucket counts all observations up to its bound, those of the buckets before included"
            )
        }
        state?.bound = bound
        state?.bucketCount = line.value
        if bound < 0 { state?.hasNegativeBound = true }
    }

    /// Checks the histogram read last as a whole.
    func finish() throws(ExpositionError) {
        guard let state, let fault = fault(of: state) else { return }
        throw state.cursor.fault(at: state.cursor.start, fault.message, hint: fault.hint)
    }

    private func fault(of state: State) -> (message: String, hint: String)? {
        if state.bound != .infinity {
            return (
                "the histogram '\(family)' that ends here has no bucket le=\"+Inf\"",
                "add it; it equals the count"
            )
        }
        if let count = state.count, count != state.bucketCount {
            return (
                "the count of '\(family)' differs from its bucket le=\"+Inf\"",
                "write the same number in both"
            )
        }
        if format == .text004, state.sum == nil, state.count == nil {
            return ("the histogram '\(family)' that ends here has no sum and no count", "add both")
        }
        if (state.sum == nil) != (state.count == nil) {
            let missing = state.sum == nil ? "sum" : "count"
            return (
                "'\(family)' has no \(missing), but its \(missing == "sum" ? "count" : "sum")",
                "write both or none"
            )
        }
        guard let sum = state.sum else { return nil }
        if format == .openMetrics100, state.hasNegativeBound, !state.isGauge {
            return ("'\(family)' has a sum although it has buckets below zero", "leave sum and count out")
        }
        if !state.hasNegativeBound, sum < 0 {
            return ("the sum of '\(family)' is negative, but no bucket is", "check the sum")
        }
        return nil
    }
}
