/// Watches that the samples of one metric stand together and in the order of time.
struct OpenMetricsGroups {
    private var current: SeriesKey?
    private var finished: Set<SeriesKey> = []
    private var timestamp: ParsedTimestamp?

    mutating func add(
        _ group: SeriesKey, _ line: SampleLine, _ cursor: LineCursor, of family: ParsedFamily
    ) throws(ExpositionError) {
        defer { timestamp = line.timestamp }
        if group == current {
            try checkTime(line, cursor, isInfo: family.kind == .info)
            return
        }
        if let current { finished.insert(current) }
        current = group
        if finished.contains(group) {
            throw cursor.fault(
                at: cursor.start, "the samples of this label set of '\(family.name)' do not stand together",
                hint: "write all samples with the same labels one after the other")
        }
    }

    private func checkTime(
        _ line: SampleLine, _ cursor: LineCursor, isInfo: Bool
    ) throws(ExpositionError) {
        switch (timestamp, line.timestamp) {
        case (nil, nil): return
        case (let earlier?, let later?):
            guard later < earlier, !isInfo else { return }
            throw cursor.fault(
                at: line.timestampOffset, "the timestamp is earlier than that of the sample before",
                hint: "write the samples of one label set in the order of time")
        case (nil, _?), (_?, nil):
            throw cursor.fault(
                at: cursor.start, "samples with and without timestamp are mixed in one label set",
                hint: "give all of them a timestamp, or better none")
        }
    }
}
