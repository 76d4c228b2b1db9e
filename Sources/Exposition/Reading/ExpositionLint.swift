/// Judges a well-formed exposition by the conventions of Prometheus and OpenMetrics.
///
/// Whatever `promtool check metrics` reports is among the errors.
package enum ExpositionLint {
    /// Findings in the order of their lines. Cost: one pass over the samples, two where a family is very large.
    package static func check(_ exposition: ParsedExposition) -> [LintFinding] {
        var collector = LintCollector()
        for family in exposition.families {
            LintMetadata.check(family, exposition.format, &collector)
            LintNames.check(family, &collector)
            var samples = LintSamples(family, exposition.format)
            samples.check(&collector)
            if exposition.format == .text004 { LintTextValues.check(family, &collector) }
        }
        if exposition.format == .text004 {
            checkCreated(exposition, &collector)
            checkSplitFamilies(exposition, &collector)
        }
        return collector.sorted()
    }

    /// A creation time is a family of its own in the text format.
    private static func checkCreated(_ exposition: ParsedExposition, _ collector: inout LintCollector) {
        let names = Set(exposition.families.map(\.name))
        for family in exposition.families where family.name.hasSuffix("_created") {
            let base = String(family.name.dropLast("_created".count))
            guard names.contains(base + "_total") || names.contains(base) else { continue }
            collector.report(
                .createdSeries, family, "'\(family.name)' doubles the series of '\(base)' in the text format",
                hint: "leave creation times to OpenMetrics")
        }
    }

    private static func checkSplitFamilies(_ exposition: ParsedExposition, _ collector: inout LintCollector) {
        var latest: (name: String, last: UInt32)?
        let sampled = exposition.families.filter { !$0.samples.isEmpty }
        for family in sampled.sorted(by: { firstLine($0) < firstLine($1) }) {
            if let earlier = latest, firstLine(family) < earlier.last {
                collector.report(
                    .splitFamily, family, line: Int(firstLine(family)),
                    "'\(family.name)' stands between the samples of '\(earlier.name)', which go on in line "
                        + "\(earlier.last)",
                    hint: "write all samples of a family together")
            }
            let last = family.samples.records.last?.line ?? 0
            if last > latest?.last ?? 0 { latest = (family.name, last) }
        }
    }

    private static func firstLine(_ family: ParsedFamily) -> UInt32 {
        family.samples.records.first?.line ?? 0
    }
}

/// The creation times of OpenMetrics: sane, and for all metrics of a family or for none.
enum LintCreated {
    static func check(_ family: ParsedFamily, _ collector: inout LintCollector) {
        guard family.kind == .counter || family.kind == .histogram || family.kind == .summary else { return }
        let name = Array((family.name + SampleSuffix.created.rawValue).utf8)
        var created: Set<SeriesKey> = []
        var others: [SeriesKey: Int] = [:]
        var line = SampleLine()
        for index in family.samples.indices {
            family.samples.read(index, into: &line)
            let number = Int(family.samples.records[index].line)
            let key = line.metricKey(in: family)
            if family.samples.source[line.name].elementsEqual(name) {
                created.insert(key)
                checkValue(line.value, number, family, &collector)
            } else if others[key] == nil {
                others[key] = number
            }
        }
        guard !created.isEmpty, let missing = others.filter({ !created.contains($0.key) }).values.min() else {
            return
        }
        collector.report(
            .createdSeries, family, line: missing,
            "some metrics of '\(family.name)' have a '_created' sample, this has none",
            hint: "write it for each metric of a family, or for none")
    }

    private static func checkValue(
        _ value: Double, _ line: Int, _ family: ParsedFamily, _ collector: inout LintCollector
    ) {
        guard !value.isFinite || value < 0 else { return }
        collector.report(
            .createdValue, family, line: line, "the creation time of '\(family.name)' is no time",
            hint: "write seconds since 1970")
    }
}

extension SampleLine {
    /// Identity of the metric this sample is a part of: its labels without the bound of a bucket or quantile.
    func metricKey(in family: ParsedFamily) -> SeriesKey {
        let special: ArraySlice<UInt8>? =
            switch family.kind {
            case .histogram, .gaugeHistogram: BoundLabel.bucket
            case .summary: BoundLabel.quantile
            default: nil
            }
        return key(in: family.samples.source, without: special, ignoringEmpty: true)
    }
}
