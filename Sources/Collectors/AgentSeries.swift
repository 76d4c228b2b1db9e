import MetricModel
import ProcessTable

/// The series of one agent, looked up once and then written by their identifiers.
struct AgentSeries {
    private var cpu: [SeriesID?] = [nil, nil]
    private var switches: [SeriesID?] = [nil, nil]
    private var states: [SeriesID?] = ProcessState.allCases.map { _ in nil }
    private var resident, proportional, processes, threads, openFDs: SeriesID?
    private var read, written, runDelay, start: SeriesID?

    /// - Parameters:
    ///   - record: what was used, as committed.
    ///   - now: what is used at this moment.
    ///   - isReadable: false when there is no process table: then nothing is known of now.
    mutating func publish(
        _ record: AgentRecord, now: AgentRecord.Now, of key: AgentKey, bootTimeSeconds: Int64?,
        isReadable: Bool,
        _ families: ProcessFamilies, into table: inout MetricTable
    ) {
        publishCounters(record, of: key, families, into: &table)
        let isAlive = isReadable && now.processes > 0
        func set(_ place: inout SeriesID?, _ family: FamilyID, _ value: Double?) {
            Self.set(&place, isAlive ? value : nil, in: &table) { $0.series(family, key.team, key.agent) }
        }
        set(&resident, families.resident, Double(now.residentPages) * families.pageBytes)
        set(&proportional, families.proportional, now.proportionalBytes.map { Double($0) })
        set(&threads, families.threads, Double(now.threads))
        set(&openFDs, families.openFDs, now.openFiles.map { Double($0) })
        set(&start, families.start, startSeconds(now, bootTimeSeconds, families))
        Self.set(&processes, isReadable ? Double(now.processes) : nil, in: &table) {
            $0.series(families.processes, key.team, key.agent)
        }
        for (place, state) in ProcessState.allCases.enumerated() {
            Self.set(&states[place], isReadable ? Double(now.count(of: state)) : nil, in: &table) {
                $0.series(families.states, key.team, key.agent, state.rawValue)
            }
        }
    }

    /// Ends all of them.
    func remove(from table: inout MetricTable) {
        let single = [resident, proportional, processes, threads, openFDs, read, written, runDelay, start]
        for series in (cpu + switches + states + single).compactMap({ $0 }) { table.remove(series) }
    }

    private mutating func publishCounters(
        _ record: AgentRecord, of key: AgentKey, _ families: ProcessFamilies, into table: inout MetricTable
    ) {
        let times = [record.userTicks, record.systemTicks].map { Double($0) / families.ticksPerSecond }
        for (place, mode) in ["user", "system"].enumerated() {
            Self.set(&cpu[place], times[place], in: &table) {
                $0.series(families.cpu, key.team, key.agent, mode)
            }
        }
        let counts = [record.switches?.voluntary, record.switches?.involuntary]
        for (place, kind) in ["voluntary", "involuntary"].enumerated() {
            Self.set(&switches[place], counts[place].map { Double($0) }, in: &table) {
                $0.series(families.switches, key.team, key.agent, kind)
            }
        }
        func set(_ place: inout SeriesID?, _ family: FamilyID, _ value: Double?) {
            Self.set(&place, value, in: &table) { $0.series(family, key.team, key.agent) }
        }
        set(&read, families.read, record.inputOutput.map { Double($0.readBytes) })
        set(&written, families.written, record.inputOutput.map { Double($0.writtenBytes) })
        set(&runDelay, families.runDelay, record.runDelayNs.map { Double($0) / 1e9 })
    }

    private func startSeconds(
        _ now: AgentRecord.Now, _ bootTimeSeconds: Int64?, _ families: ProcessFamilies
    ) -> Double? {
        guard let ticks = now.startTicks, let boot = bootTimeSeconds else { return nil }
        return Double(boot) + Double(ticks) / families.ticksPerSecond
    }

    /// Writes a value, or ends the series of what is not known.
    private static func set(
        _ place: inout SeriesID?, _ value: Double?, in table: inout MetricTable,
        find: (inout MetricTable) -> SeriesID
    ) {
        guard let value else {
            if let series = place { table.remove(series) }
            place = nil
            return
        }
        let series = place ?? find(&table)
        place = series
        table.set(series, value)
    }
}
