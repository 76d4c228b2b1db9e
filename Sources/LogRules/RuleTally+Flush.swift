import MetricModel

/// A change of a gauge that waits for those of the other rules, because the last one read wins.
struct GaugeChange {
    enum Kind {
        case set
        case add
    }

    let place: UInt64
    let series: SeriesID
    let kind: Kind
    let value: Double
}

extension RuleTally {
    /// Adds what was counted since the last flush to the registry's families; gauges are only asked to change.
    mutating func flush(
        into metrics: inout MetricTable, labels: inout LabelBytes, gauges: inout [GaugeChange]
    ) {
        guard counts.candidates > 0 else { return }
        if series == nil {
            guard counts.matches > 0 || counts.limitsExceeded > 0 else { return }
            series = families.makeSeries(of: rule, log: log, in: &metrics)
        }
        guard let series else { return }
        if counts.matches > 0 {
            let seriesOfSlot = drainSlots(into: &metrics, labels: &labels, overflow: series.overflow)
            apply(seriesOfSlot, to: &metrics, gauges: &gauges)
        }
        metrics.add(series.matches, Double(counts.matches))
        metrics.add(series.candidates, Double(counts.candidates))
        metrics.add(series.seconds, sampledSeconds)
        metrics.add(series.limits, Double(counts.limitsExceeded))
        if let badValues = series.badValues { metrics.add(badValues, Double(counts.badValues)) }
        if isQuarantineNew { metrics.set(series.quarantined, 1) }
        isQuarantineNew = false
        flushedMatches += counts.matches
        counts = Counts()
    }

    private var sampledSeconds: Double {
        let parts = counts.sampledTime.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
        return seconds * Double(Self.sampledCandidates)
    }

    /// Finds the series of each slot with news, and counts plain matches there.
    private mutating func drainSlots(
        into metrics: inout MetricTable, labels: inout LabelBytes, overflow: SeriesID
    ) -> [SeriesID?] {
        var found: [SeriesID?] = rule.action == .count ? [] : Array(repeating: nil, count: table.slots.count)
        var folded: UInt64 = 0
        let (rule, log, family) = (rule, log, families.metric)
        var known = knownSlots
        table.drain { number, slot, key in
            var series = slot.series
            if series == nil {
                fill(&labels, rule, log, key)
                series = metrics.series(family, labelBytes: labels)
            }
            guard let series else { return nil }
            if rule.action == .count {
                metrics.add(series, Double(slot.pending))
            } else {
                found[number] = series
            }
            guard slot.series == nil else { return series }
            let isOverflow = metrics.isOverflow(series)
            if isOverflow { folded += slot.pending }
            // Many captured texts may become one label set, so the family's limit alone bounds nothing.
            guard !isOverflow, known < rule.maxSeries else { return nil }
            known += 1
            return series
        }
        knownSlots = known
        if folded > 0 { metrics.add(overflow, Double(folded)) }
        return found
    }

    private mutating func apply(
        _ seriesOfSlot: [SeriesID?], to metrics: inout MetricTable, gauges: inout [GaugeChange]
    ) {
        for measurement in measurements {
            guard let series = seriesOfSlot[measurement.slot] else { continue }
            let value = measurement.value
            switch rule.action {
            case .count: break
            case .add: metrics.add(series, value)
            case .observe: metrics.observe(series, value)
            case .set:
                gauges.append(
                    GaugeChange(place: measurement.place, series: series, kind: .set, value: value))
            case .increase, .decrease:
                let change = rule.action.isDecrease ? -value : value
                gauges.append(
                    GaugeChange(place: measurement.place, series: series, kind: .add, value: change))
            }
        }
        measurements.removeAll(keepingCapacity: true)
    }
}

extension RuleAction {
    fileprivate var isDecrease: Bool {
        if case .decrease = self { return true }
        return false
    }
}

extension [GaugeChange] {
    /// Changes the gauges in the order of the lines, whichever rules the changes come from.
    mutating func apply(to metrics: inout MetricTable) {
        guard !isEmpty else { return }
        let order = indices.sorted { (self[$0].place, $0) < (self[$1].place, $1) }
        for index in order {
            switch self[index].kind {
            case .set: metrics.set(self[index].series, self[index].value)
            case .add: metrics.add(self[index].series, self[index].value)
            }
        }
        removeAll(keepingCapacity: true)
    }
}

/// Makes the label values of a `LabelTable` key.
private func fill(_ labels: inout LabelBytes, _ rule: Rule, _ log: String, _ key: Span<UInt8>) {
    labels.removeAll()
    var reader = KeyReader()
    let ranges = rule.captures.map { _ in reader.next(in: key) }
    var captured: [[UInt8]]?
    for (index, parts) in rule.labels.enumerated() {
        switch parts.first {
        case .text(let text)? where parts.count == 1: labels.append(text)
        case .capture(let number)? where parts.count == 1 && rule.captures[number].map == nil:
            labels.append(key.extracting(ranges[number]))
        default:
            let texts = captured ?? ranges.map { [UInt8](copying: key.extracting($0)) }
            captured = texts
            labels.append(rule.labelText(index, captured: texts, log: log).span)
        }
    }
}
