/// The endings that tell the samples of a family apart.
enum SampleSuffix: String, CaseIterable {
    case none = ""
    case total = "_total"
    case created = "_created"
    case count = "_count"
    case sum = "_sum"
    case bucket = "_bucket"
    case gaugeCount = "_gcount"
    case gaugeSum = "_gsum"
    case info = "_info"
}

extension ParsedKind {
    /// The endings a sample of this kind may have in OpenMetrics.
    var suffixes: Set<SampleSuffix> {
        switch self {
        case .unknown, .gauge, .stateSet: [.none]
        case .counter: [.total, .created]
        case .histogram: [.count, .sum, .bucket, .created]
        case .gaugeHistogram: [.gaugeCount, .gaugeSum, .bucket]
        case .summary: [.none, .count, .sum, .created]
        case .info: [.info]
        }
    }
}

/// A family of OpenMetrics while its lines are being read.
struct OpenMetricsFamily {
    private(set) var parsed: ParsedFamily
    let firstCursor: LineCursor
    private(set) var suffixes: Set<SampleSuffix> = [.none]
    /// Name and ending of the latest sample: most samples repeat it.
    private var latest: (name: Range<Int>, suffix: SampleSuffix)?
    private var groups: OpenMetricsGroups
    private var histogram: HistogramCheck

    init(named name: String, _ cursor: LineCursor) {
        parsed = ParsedFamily(
            name: name, firstLine: cursor.line, source: cursor.bytes, format: .openMetrics100)
        firstCursor = cursor
        groups = OpenMetricsGroups()
        histogram = HistogramCheck(family: name, format: .openMetrics100)
    }

    // MARK: Metadata

    mutating func add(_ line: MetadataLine, _ cursor: LineCursor) throws(ExpositionError) {
        if let sample = parsed.samples.records.first {
            throw cursor.fault(
                at: cursor.start,
                "\(line.keyword.rawValue) for '\(parsed.name)' after its sample in line "
                    + "\(sample.line)", hint: "move the line before the first sample")
        }
        if let earlier = place(of: line.keyword) {
            throw cursor.fault(
                at: cursor.start,
                "a second \(line.keyword.rawValue) for '\(parsed.name)', the first is in line "
                    + "\(earlier)", hint: "keep one \(line.keyword.rawValue) line")
        }
        switch line.keyword {
        case .type: try setType(line, cursor)
        case .unit: try setUnit(line, cursor)
        case .help:
            let text = String(decoding: unescaped(cursor.bytes[line.rest]), as: UTF8.self)
            parsed.help = ParsedFamily.Metadata(value: text, line: cursor.line)
        }
    }

    private func place(of keyword: MetadataLine.Keyword) -> Int? {
        switch keyword {
        case .type: parsed.type?.line
        case .unit: parsed.unit?.line
        case .help: parsed.help?.line
        }
    }

    private mutating func setType(_ line: MetadataLine, _ cursor: LineCursor) throws(ExpositionError) {
        guard let kind = ParsedKind(rawValue: cursor.text(line.rest)) else {
            throw cursor.fault(
                at: line.rest.lowerBound, "'\(cursor.shortened(line.rest))' is no type of OpenMetrics",
                hint: "write counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown")
        }
        parsed.type = ParsedFamily.Metadata(value: kind, line: cursor.line)
        suffixes = kind.suffixes
        try checkUnit(cursor)
    }

    private mutating func setUnit(_ line: MetadataLine, _ cursor: LineCursor) throws(ExpositionError) {
        let unit = cursor.text(line.rest)
        parsed.unit = ParsedFamily.Metadata(value: unit, line: cursor.line)
        guard unit.isEmpty || parsed.name.hasSuffix("_" + unit) else {
            throw cursor.fault(
                at: line.rest.lowerBound,
                "the name '\(parsed.name)' does not end in '_\(cursor.shortened(line.rest))'",
                hint:
                    "end the family's name in its unit; a counter's `_total` comes after that, on the samples"
            )
        }
        try checkUnit(cursor)
    }

    private func checkUnit(_ cursor: LineCursor) throws(ExpositionError) {
        guard let unit = parsed.unit, !unit.value.isEmpty, parsed.kind == .info || parsed.kind == .stateSet
        else {
            return
        }
        throw cursor.fault(
            at: cursor.start, "'\(parsed.name)' is of type \(parsed.kind.rawValue), which has no unit",
            hint: "remove the UNIT line")
    }

    // MARK: Samples

    /// How a sample's name continues the family's, or nil when it is no sample of this family.
    mutating func suffix(of range: Range<Int>, in bytes: [UInt8]) -> SampleSuffix? {
        let name = bytes[range]
        if let latest, bytes[latest.name].elementsEqual(name) { return latest.suffix }
        let own = parsed.name.utf8
        guard name.count >= own.count, name.starts(with: own) else { return nil }
        let rest = name.dropFirst(own.count)
        guard let suffix = suffixes.first(where: { rest.elementsEqual($0.rawValue.utf8) }) else { return nil }
        latest = (range, suffix)
        return suffix
    }

    /// Refuses a sample that carries this family's bare name although its kind demands an ending.
    func checkForeign(_ line: SampleLine, _ cursor: LineCursor) throws(ExpositionError) {
        guard cursor.bytes[line.name].elementsEqual(parsed.name.utf8) else { return }
        let names = suffixes.map { parsed.name + $0.rawValue }.sorted().joined(separator: ", ")
        let hint =
            parsed.kind == .counter && parsed.name.hasSuffix("_total")
            ? "OpenMetrics names a counter without `_total` in TYPE, UNIT and HELP"
            : "rename the sample"
        throw cursor.fault(
            at: cursor.start,
            "the samples of the \(parsed.kind.rawValue) '\(parsed.name)' are called \(names)",
            hint: hint)
    }

    mutating func add(_ line: SampleLine, _ cursor: LineCursor) throws(ExpositionError) {
        guard let suffix = suffix(of: line.name, in: cursor.bytes) else {
            preconditionFailure("the reader begins a family for a sample of another")
        }
        try OpenMetricsSampleCheck(family: parsed, suffix: suffix, line: line, cursor: cursor).run()
        let group = groupKey(of: line, suffix: suffix, in: cursor.bytes)
        try groups.add(group, line, cursor, of: parsed)
        if parsed.kind == .histogram || parsed.kind == .gaugeHistogram {
            try histogram.add(group, line, suffix: suffix, cursor)
        }
        parsed.samples.append(cursor)
    }

    /// What must hold once the last line of the family was read.
    func checkComplete() throws(ExpositionError) { try histogram.finish() }

    /// The label set that makes the metric, without the label that tells its samples apart.
    private func groupKey(of line: SampleLine, suffix: SampleSuffix, in bytes: [UInt8]) -> SeriesKey {
        switch (parsed.kind, suffix) {
        case (.info, _): SeriesKey()
        case (.summary, .none): line.key(in: bytes, without: BoundLabel.quantile)
        case (.stateSet, _): line.key(in: bytes, without: Array(parsed.name.utf8)[...])
        case (.histogram, .bucket), (.gaugeHistogram, .bucket):
            line.key(in: bytes, without: BoundLabel.bucket)
        default: line.key(in: bytes)
        }
    }
}
