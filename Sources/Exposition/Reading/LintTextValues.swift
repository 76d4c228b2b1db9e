/// What OpenMetrics demands of values and text 0.0.4 leaves open; a server computes nonsense from the rest.
enum LintTextValues {
    static func check(_ family: ParsedFamily, _ collector: inout LintCollector) {
        switch family.kind {
        case .counter: checkCounter(family, &collector)
        case .histogram: LintTextHistograms(family).check(&collector)
        case .summary: checkSummary(family, &collector)
        case .gauge where family.name.hasSuffix("_info"): checkInfo(family, &collector)
        default: break
        }
    }

    private static func forEachLine(of family: ParsedFamily, _ body: (SampleLine, Int) -> Void) {
        var line = SampleLine()
        for index in family.samples.indices {
            family.samples.read(index, into: &line)
            body(line, Int(family.samples.records[index].line))
        }
    }

    private static func checkCounter(_ family: ParsedFamily, _ collector: inout LintCollector) {
        forEachLine(of: family) { line, number in
            guard line.value.isNaN || line.value < 0 else { return }
            collector.report(
                .counterValue, family, line: number,
                "the counter '\(family.name)' is \(line.value.isNaN ? "NaN" : "negative")",
                hint: "use a gauge for values that are not counts, and leave out what is unknown")
        }
    }

    private static func checkInfo(_ family: ParsedFamily, _ collector: inout LintCollector) {
        forEachLine(of: family) { line, number in
            guard line.value != 1 else { return }
            collector.report(
                .infoValue, family, line: number, "'\(family.name)' has another value than 1",
                hint: "write 1; what an info metric tells is in its labels")
        }
    }

    private static func checkSummary(_ family: ParsedFamily, _ collector: inout LintCollector) {
        let source = family.samples.source
        forEachLine(of: family) { line, number in
            guard source[line.name].count == family.name.utf8.count else {
                if line.value.isNaN || line.value < 0 {
                    collector.report(
                        .summaryShape, family, line: number, detail: "value",
                        "a sum or count of '\(family.name)' is NaN or negative", hint: "check the value")
                }
                return
            }
            let quantile = line.label("quantile", in: source).flatMap {
                ExpositionNumber.value(source[$0.value])
            }
            if let quantile, (0...1).contains(quantile) { return }
            collector.report(
                .summaryShape, family, line: number, detail: "quantile",
                "a sample of the summary '\(family.name)' has no quantile between 0 and 1",
                hint: "add quantile=\"0.5\" or so; 0.99 is the 99th percentile")
        }
    }
}

/// Checks the histograms of one family in text 0.0.4, whose samples may come in any order.
struct LintTextHistograms {
    private let family: ParsedFamily

    init(_ family: ParsedFamily) {
        self.family = family
    }

    func check(_ collector: inout LintCollector) {
        var checks: [SeriesKey: HistogramCheck] = [:]
        var broken: Set<SeriesKey> = []
        var errors: [ExpositionError] = []
        var line = SampleLine()
        for index in family.samples.indices {
            family.samples.read(index, into: &line)
            let key = line.metricKey(in: family)
            guard !broken.contains(key) else { continue }
            let cursor = cursor(at: index)
            do throws(ExpositionError) {
                let suffix = try suffix(of: line, cursor)
                try checks[key, default: HistogramCheck(family: family.name, format: .text004)]
                    .add(key, line, suffix: suffix, cursor)
            } catch {
                broken.insert(key)
                errors.append(error)
            }
        }
        for (key, check) in checks where !broken.contains(key) {
            do throws(ExpositionError) {
                try check.finish()
            } catch {
                errors.append(error)
            }
        }
        for error in errors.sorted(by: { $0.place.line < $1.place.line }) {
            collector.report(
                .histogramShape, family, line: error.place.line, detail: error.message, error.message,
                hint: error.hint)
        }
    }

    private func cursor(at index: Int) -> LineCursor {
        let record = family.samples.records[index]
        let start = Int(record.start)
        return LineCursor(bytes: family.samples.source, line: Int(record.line), start: start, end: start)
    }

    private func suffix(of line: SampleLine, _ cursor: LineCursor) throws(ExpositionError) -> SampleSuffix {
        let source = family.samples.source
        let rest = source[line.name].dropFirst(family.name.utf8.count)
        switch String(decoding: rest, as: UTF8.self) {
        case "_count": return .count
        case "_sum": return .sum
        case "_bucket" where line.label("le", in: source) != nil: return .bucket
        default:
            throw cursor.fault(
                at: cursor.start,
                "the histogram '\(family.name)' has a sample that is no bucket with 'le', sum or count",
                hint: "write \(family.name)_bucket{le=\"...\"}, \(family.name)_sum and \(family.name)_count")
        }
    }
}
