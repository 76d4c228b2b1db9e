/// Checks the samples of one family in one pass, without making strings of them.
struct LintSamples {
    /// From here on a family is called large; Prometheus' own advice starts to worry at hundreds.
    private static let maxSeries = 1000

    private let family: ParsedFamily
    private let source: [UInt8]
    private let format: ExpositionFormat
    private var line = SampleLine()
    private var number = 0
    private var seen: [SeriesKey: UInt32] = [:]
    private var labels: LintLabels
    private var hasCreated = false

    init(_ family: ParsedFamily, _ format: ExpositionFormat) {
        self.family = family
        self.format = format
        source = family.samples.source
        labels = LintLabels(family)
    }

    mutating func check(_ collector: inout LintCollector) {
        for index in family.samples.indices {
            family.samples.read(index, into: &line)
            number = Int(family.samples.records[index].line)
            checkDuplicate(&collector)
            checkSpelling(&collector)
            labels.check(line, number, &collector)
        }
        labels.finish(&collector)
        if hasCreated { LintCreated.check(family, &collector) }
        if family.samples.count > Self.maxSeries { checkSize(&collector) }
    }

    private mutating func checkDuplicate(_ collector: inout LintCollector) {
        // A server drops labels with empty values, so they do not tell series apart.
        var key = line.key(in: source, ignoringEmpty: true)
        key.add(name: [], value: source[line.name])
        if format == .openMetrics100, let timestamp = line.timestamp {
            // OpenMetrics may give several points of one series.
            key.add(name: [0], value: timestamp.identity)
        }
        guard let first = seen.updateValue(UInt32(number), forKey: key) else { return }
        seen[key] = first
        collector.report(
            .duplicateSeries, family, line: number,
            "this series of '\(family.name)' stands in line \(first) already",
            hint: "write each name and label set once; labels with empty values do not count")
    }

    private mutating func checkSpelling(_ collector: inout LintCollector) {
        if line.timestamp != nil {
            collector.report(
                .sampleTimestamp, family, line: number, "a sample of '\(family.name)' carries a timestamp",
                hint: "leave it out, so that the time of the scrape counts and the series can go stale")
        }
        if line.hasTrailingComma {
            collector.report(
                .trailingComma, family, line: number, "a comma stands before '}'",
                hint: "remove it; OpenMetrics refuses it")
        }
        if !line.value.isFinite,
            !["NaN", "+Inf", "-Inf"].contains(where: { source[line.valueText].elementsEqual($0.utf8) })
        {
            let text = String(decoding: source[line.valueText], as: UTF8.self)
            collector.report(
                .numberSpelling, family, line: number, subject: " \(text)",
                "'\(text)' is an uncommon spelling",
                hint: "write NaN, +Inf or -Inf")
        }
        guard format == .openMetrics100 else { return }
        checkBoundSpelling(&collector)
        if line.name.count == family.name.utf8.count + 8 { hasCreated = hasCreated || isCreated }
    }

    private var isCreated: Bool { source[line.name].suffix(8).elementsEqual("_created".utf8) }

    /// `le="1"` and `le="1.0"` are two series to a server, so OpenMetrics settles on the latter.
    private func checkBoundSpelling(_ collector: inout LintCollector) {
        let name: StaticString
        switch family.kind {
        case .histogram, .gaugeHistogram: name = "le"
        case .summary: name = "quantile"
        default: return
        }
        guard let label = line.label(name, in: source) else { return }
        let text = source[label.value].drop { !Ascii.isDigit($0) }
        guard !text.isEmpty, text.allSatisfy(Ascii.isDigit) else { return }
        let written = String(decoding: source[label.value], as: UTF8.self)
        collector.report(
            .numberSpelling, family, line: number, subject: "\(name)=",
            "\(name)=\"\(written)\" is not the canonical spelling",
            hint: "write \(name)=\"\(written).0\", so that all exposers agree")
    }

    private func checkSize(_ collector: inout LintCollector) {
        let widest = LintLabels.widest(of: family)
        let reason = widest.map { ", the label '\($0.name)' alone has \($0.count) values" } ?? ""
        collector.report(
            .manySeries, family, "'\(family.name)' has \(family.samples.count) series\(reason)",
            hint: "drop labels without bound (ids, paths, users), or keep such detail in logs")
    }
}
