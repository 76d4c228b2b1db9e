import MetricModel
import YAMLReading

/// What a match does to the metric, and with which number.
extension RuleValidator {
    /// What the metric measures, by its `unit` and by its name.
    mutating func dimension(of written: WrittenRule) -> Dimension? {
        let name = written.metric?.name.value ?? ""
        let named = Dimension(endOf: name)
        guard let unit = written.unit else { return named }
        guard let meant = QuantityUnit.named(unit.value)?.dimension else {
            let words = QuantityUnit.all.map(\.name).filter { $0.utf8.count == $0.count }
            let near = words.first { $0.lowercased() == unit.value.lowercased() }
            fault(
                written, at: unit.node, "'\(unit.value)' is no unit",
                hint: near.map { "did you mean '\($0)'?" } ?? "units are \(words.joined(separator: ", "))")
            return named
        }
        guard let metric = written.metric, named != meant else { return meant }
        let base = meant.rawValue
        if let named {
            fault(
                written, at: unit.node,
                "'\(unit.value)' measures \(base), and '\(name)' ends in '\(named.rawValue)'",
                hint: "rename the metric or correct the unit")
        } else {
            let stem = name.hasSuffix("_total") ? String(name.dropLast("_total".utf8.count)) : name
            let end = name.hasSuffix("_total") ? "_total" : ""
            fault(
                written, at: metric.name.node,
                "the values become \(base), whatever unit the log has, and '\(name)' does not say so",
                hint: "name it '\(stem)_\(base)\(end)'", severity: .warning)
        }
        return meant
    }

    mutating func action(
        of written: WrittenRule, dimension: Dimension?, captures: inout CaptureTable?
    ) -> RuleAction? {
        checkKeys(of: written)
        let unit = written.unit.flatMap { QuantityUnit.named($0.value) }
        let reader = QuantityReader(dimension: dimension, plainUnit: unit)
        let value = written.value.flatMap { measuredValue($0, reader, written, captures: &captures) }
        guard let metric = written.metric, !written.hasReportedOperation,
            (value == nil) == (written.value == nil)
        else { return nil }
        switch (metric.kind, written.operation?.value ?? "set", value) {
        case (.counter, _, nil): return .count
        case (.counter, _, let value?): return .add(value)
        case (.gauge, "set", let value?): return .set(value)
        case (.gauge, "add", let value?): return .increase(value)
        case (.gauge, "inc", let value): return .increase(value)
        case (.gauge, "dec", let value): return .decrease(value)
        case (.histogram, _, let value?): return .observe(value)
        case (.gauge, _, nil), (.histogram, _, nil), (.gauge, _, _):
            let operation = written.operation.map { " with op: \($0.value)" } ?? ""
            fault(
                written, at: metric.name.node, "a \(metric.kind.rawValue)\(operation) needs a 'value'",
                hint: metric.kind == .gauge
                    ? "add 'value: $capture', or 'op: inc' or 'op: dec' to count" : "add 'value: $capture'")
            return nil
        }
    }

    /// Keys that mean nothing for this kind of metric.
    private mutating func checkKeys(of written: WrittenRule) {
        guard let kind = written.metric?.kind else { return }
        if let operation = written.operation, kind != .gauge {
            fault(
                written, at: operation.node, "'op' is for gauges, and this rule writes a \(kind.rawValue)",
                hint: "remove it; a value is added to a counter and taken in by a histogram")
        }
        if let unit = written.unit, written.value == nil {
            fault(written, at: unit.node, "'unit' goes with 'value'", hint: "add 'value: $capture'")
        }
        if let flag = written.isFirstAtZero, kind == .gauge {
            fault(
                written, at: flag.node, "'first_at_zero' is for counters and histograms, and this is a gauge",
                hint: "remove it")
        }
        if let bound = written.buckets?.first, kind != .histogram {
            fault(
                written, at: bound.node, "only a histogram has buckets, and this is a \(kind.rawValue)",
                hint: "remove them, or write 'histogram:'")
        }
    }

    private mutating func measuredValue(
        _ text: Written<String>, _ reader: QuantityReader, _ written: WrittenRule,
        captures: inout CaptureTable?
    ) -> MeasuredValue? {
        guard let parts = parts(of: text, written) else { return nil }
        switch parts.count == 1 ? parts.first : nil {
        case .reference(let name)?:
            guard var table = captures else { return nil }
            let groups = groups(of: name, at: text.node, in: table, written)
            guard !groups.isEmpty else { return nil }
            let capture = table.capture(groups)
            captures = table
            checkNumbers(of: capture, table, reader, written)
            return MeasuredValue(source: .capture(capture), reader: reader)
        case .text(let number)?:
            return fixedValue(number, at: text.node, reader, written)
        case nil:
            fault(
                written, at: text.node, "'\(text.value)' is neither one capture nor a number",
                hint: "write value: $capture")
            return nil
        }
    }

    private mutating func fixedValue(
        _ text: String, at node: YAMLNode, _ reader: QuantityReader, _ written: WrittenRule
    ) -> MeasuredValue? {
        let plain = QuantityReader(dimension: reader.dimension, plainUnit: nil)
        guard let value = plain.read(Array(text.utf8).span) else {
            fault(
                written, at: node, "'\(text)' is neither one capture nor a number",
                hint: "write value: $capture")
            return nil
        }
        let kind = written.metric?.kind ?? .counter
        if value < 0, kind != .gauge {
            fault(
                written, at: node, "a \(kind.rawValue) never takes a negative value",
                hint: "write 0 or more, or use a gauge")
        }
        return MeasuredValue(source: .fixed(value), reader: reader)
    }

    /// A map that makes no number of a text would make every such line a bad value.
    private mutating func checkNumbers(
        of capture: Rule.Capture, _ table: CaptureTable, _ reader: QuantityReader, _ written: WrittenRule
    ) {
        guard let map = table.maps.first(where: { $0.groups == capture.groups }) else { return }
        for entry in map.written.entries where reader.read(Array(entry.to.utf8).span) == nil {
            fault(
                written, at: map.written.capture.node,
                "'map' turns '\(entry.from)' into '\(entry.to)', which 'value' cannot use",
                hint: "map it to a number\(reader.dimension.map { " of \($0.rawValue)" } ?? "")")
        }
    }

    /// Most bounds that a histogram of a log needs; each is a series.
    private static let maxBuckets = 100

    /// The bounds in base units; empty for other kinds than histograms, `nil` and reported when faulty.
    mutating func buckets(of written: WrittenRule, _ metric: WrittenRule.Metric, _ dimension: Dimension?)
        -> [Double]?
    {
        guard metric.kind == .histogram else { return [] }
        guard !written.hasReportedBuckets else { return nil }
        guard let bounds = written.buckets, !bounds.isEmpty, bounds.count <= Self.maxBuckets else {
            fault(
                written, at: metric.name.node, "a histogram needs 'buckets', 1 to \(Self.maxBuckets) of them",
                hint: "add buckets: [0.1, 1, 10], or with units: [100ms, 1s, 10s]")
            return nil
        }
        let reader = QuantityReader(dimension: dimension, plainUnit: nil)
        var values: [Double] = []
        for bound in bounds {
            guard let value = reader.read(Array(bound.value.utf8).span), value >= 0 else {
                fault(
                    written, at: bound.node,
                    "'\(bound.value)' is no bound\(dimension.map { " in \($0.rawValue)" } ?? "")",
                    hint: "write numbers from 0 on, with or without a unit; +Inf is added for you")
                return nil
            }
            guard value > values.last ?? -1 else {
                fault(
                    written, at: bound.node, "bucket '\(bound.value)' is not above the one before it",
                    hint: "sort the bounds and write each once")
                return nil
            }
            values.append(value)
        }
        return values
    }
}
