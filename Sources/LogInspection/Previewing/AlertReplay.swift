import LogRules
import MetricModel

/// Evaluates the alert of one rule at each step, half a step after the samples: scrapes and evaluations are rarely at once.
struct AlertReplay {
    /// What one label set that `by` tells apart went through.
    struct Group {
        var course = AlertCourse()
        /// The value of the expression's left side that came nearest to the threshold or farthest beyond it.
        var peak: Double?
        var peakSeconds: Int64 = 0
    }

    private struct Series {
        let group: [String]
        var window: SampleWindow
        var latest = 0.0
    }

    let rule: Rule
    let alert: RuleAlert
    let comparison: RuleAlert.Comparison
    let threshold: Double
    private let stepSeconds: Int64
    /// Nil for a gauge, which is compared as it is.
    private let windowSteps: Int?
    /// Places of the labels that `by` names among those of the metric.
    private let places: [Int]
    private var series: [[String]: Series] = [:]
    private var isBegun = false
    /// Only after this time is noted what the peak was.
    private let since: Int64

    private(set) var groups: [[String]: Group] = [:]

    /// Nil for an alert that is no threshold.
    init?(_ rule: Rule, _ alert: RuleAlert, stepSeconds: Int64, since: Int64) {
        guard case .threshold(let comparison, let threshold, let minutes) = alert.condition else {
            return nil
        }
        self.rule = rule
        self.alert = alert
        self.comparison = comparison
        self.threshold = threshold
        self.stepSeconds = stepSeconds
        self.since = since
        windowSteps = minutes.map { $0 * 60 / Int(stepSeconds) }
        places = alert.by.compactMap { name in rule.metric.labels.firstIndex(of: name) }
    }

    /// Steps after the last event until nothing changes any more: the window is empty and all waiting is over.
    var settlingSteps: Int {
        (windowSteps ?? 0) + (alert.holdMinutes + alert.keepMinutes) * 60 / Int(stepSeconds) + 3
    }

    /// - Parameter samples: of all series of the metric: values, and of a histogram the numbers of observations.
    mutating func take(_ samples: [(labels: [String], value: Double)], at seconds: Int64) {
        for sample in samples {
            let isNew = series[sample.labels] == nil
            // The daemon shows such a series at 0 for one scrape.
            let isHeld = isNew && isBegun && rule.isFirstAtZero
            let group = places.map { sample.labels[$0] }
            let value = isHeld ? 0 : sample.value
            var one =
                series[sample.labels]
                ?? Series(group: group, window: SampleWindow(capacity: windowSteps ?? 2))
            one.latest = value
            if windowSteps != nil { one.window.append(value) }
            series[sample.labels] = one
        }
        isBegun = true
        evaluate(at: seconds + stepSeconds / 2)
    }

    private mutating func evaluate(at seconds: Int64) {
        var values: [[String]: Double] = [:]
        for one in series.values {
            guard let value = windowSteps == nil ? one.latest : one.window.increase else { continue }
            values[one.group] = values[one.group].map { combined($0, value) } ?? value
        }
        for (labels, value) in values {
            groups[labels, default: Group()].evaluate(
                value, exceeds(value), isLowBad: comparison == .below, at: seconds, isShown: seconds >= since,
                alert)
        }
    }

    /// `sum`, and of gauges `max`, or `min` where low values are bad.
    private func combined(_ left: Double, _ right: Double) -> Double {
        guard windowSteps == nil else { return left + right }
        return comparison == .below ? min(left, right) : max(left, right)
    }

    private func exceeds(_ value: Double) -> Bool {
        switch comparison {
        case .above: value > threshold
        case .atLeast: value >= threshold
        case .below: value < threshold
        case .equal: value == threshold
        }
    }
}

extension AlertReplay.Group {
    fileprivate mutating func evaluate(
        _ value: Double, _ holds: Bool, isLowBad: Bool, at seconds: Int64, isShown: Bool, _ alert: RuleAlert
    ) {
        let isFarther = peak.map { isLowBad ? value < $0 : value > $0 } ?? true
        if isShown, isFarther { (peak, peakSeconds) = (value, seconds) }
        course.evaluate(
            holds, at: seconds, hold: Int64(alert.holdMinutes) * 60, keep: Int64(alert.keepMinutes) * 60)
    }
}
