/// The last samples of one counter, a step apart, and what Prometheus' `increase()` makes of them.
struct SampleWindow {
    /// As many as the window has steps.
    private var values: [Double] = []
    private let capacity: Int
    /// The place of the oldest one, once the room is used up.
    private var oldest = 0

    init(capacity: Int) {
        precondition(capacity > 1, "an increase needs two samples")
        self.capacity = capacity
    }

    mutating func append(_ value: Double) {
        if values.count < capacity {
            values.append(value)
        } else {
            values[oldest] = value
            oldest = (oldest + 1) % capacity
        }
    }

    /// Half a step after the newest sample, over a range of `capacity` steps; nil with fewer than two samples.
    ///
    /// Follows `extrapolatedRate` of Prometheus 3 (promql/functions.go), in steps as the unit of time: samples lie half a
    /// step within a range that they fill, a younger series is extrapolated by half a step at most, and never below zero.
    var increase: Double? {
        guard values.count > 1, let newest = values.indices.last else { return nil }
        let first = values[values.count < capacity ? 0 : oldest]
        let last = values[values.count < capacity ? newest : (oldest + capacity - 1) % capacity]
        let gained = last - first
        guard gained > 0 else { return 0 }
        let sampled = Double(values.count - 1)
        let toZero = sampled * first / gained
        return gained * (sampled + min(0.5, toZero) + 0.5) / sampled
    }
}
