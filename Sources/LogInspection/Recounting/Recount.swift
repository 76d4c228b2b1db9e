import LogPipeline
package import LogRules
package import LogTailing
package import MetricModel
package import StateStore

/// Counts anew what the store says was counted, as far as the bytes are still there, and compares.
///
/// Offline: the files are read from their beginnings with the configured rules, whatever the daemon does meanwhile.
package struct Recount {
    private let logs: [String: LogSource]
    private let policies: [String: EntryPolicy]
    private let ruleSet: RuleSet
    private let rulesHash: UInt64
    private let archives: ArchivePlace
    /// Rules whose matches are counted when an entry ends, which is after its range may have ended.
    private let entryRules: Set<String>

    package init(
        logs: [LogSource], policies: [String: EntryPolicy] = [:], ruleSet: RuleSet,
        archives: ArchivePlace = ArchivePlace()
    ) {
        self.archives = archives
        self.logs = Dictionary(logs.map { ($0.name, $0) }) { first, _ in first }
        self.policies = policies
        self.ruleSet = ruleSet
        rulesHash = ruleSet.hash
        entryRules = Set(ruleSet.rules.filter { $0.subject == .entry }.map { "rule:\($0.name)" })
    }

    /// Recounts every file that has segments, by log and path.
    ///
    /// - Parameter progress: told the bytes read so far in all files.
    package func run(
        files: [StoredFile], segments: [StoredSegment], progress: (UInt64) -> Void = { _ in }
    ) throws(RegistryError) -> RecountReport {
        let byFile = Dictionary(grouping: segments, by: \.fileID)
        var report = RecountReport()
        var bytesDone: UInt64 = 0
        for file in files.sorted(by: { ($0.logName, $0.path, $0.fileID) < ($1.logName, $1.path, $1.fileID) })
        {
            let segments = (byFile[file.fileID] ?? []).sorted { $0.start < $1.start }
            guard !segments.isEmpty else { continue }
            report.files.append(try recount(file, segments) { progress(bytesDone + $0) })
            bytesDone += file.offset
        }
        return report
    }

    private func recount(
        _ file: StoredFile, _ segments: [StoredSegment], progress: (UInt64) -> Void
    ) throws(RegistryError) -> RecountReport.File {
        var result = RecountReport.File(log: file.logName, path: BytePath(bytes: file.path).display)
        guard let source = logs[file.logName] else { return result.unchecked(segments, .unknownLog) }
        guard let checkpoint = FileCheckpoint(file) else {
            return result.unchecked(segments, .foreignRecord)
        }
        guard segments.contains(where: { $0.rulesHash == rulesHash }) else {
            return result.unchecked(segments, .otherRules)
        }
        let path: String
        switch GenerationSearch.find(checkpoint, archives: archives) {
        case .found(_, isUTF16: true): return result.unchecked(segments, .textEncoding)
        case .found(let found, isUTF16: false): path = found
        case .changed(let found): return result.unchecked(segments, .changed(path: found))
        case .gone: return result.unchecked(segments, .gone)
        case .unreadable(let error): return result.unchecked(segments, .unreadable(message: error.message))
        }
        result.foundAt = path
        let counter = SegmentCounter(
            try LineCounter(
                ruleSet: ruleSet, log: file.logName, registry: MetricRegistry(),
                entryPolicy: policies[file.logName] ?? .auto),
            segments: segments)
        if let error = read(path, source.maxLineBytes, into: counter, progress) {
            return result.unchecked(segments, .unreadable(message: error.message))
        }
        compare(segments, counter.counts, &result)
        return result
    }

    private func read(
        _ path: String, _ maxLineBytes: Int, into counter: SegmentCounter, _ progress: (UInt64) -> Void
    ) -> WholeFileError? {
        var reader = WholeFile(maxLineBytes: maxLineBytes)
        var consumer = counter
        do {
            try reader.read(path, into: &consumer, progress: progress)
        } catch {
            return error
        }
        counter.finish()
        return nil
    }

    private func compare(
        _ segments: [StoredSegment], _ recounted: [[String: Int64]], _ result: inout RecountReport.File
    ) {
        for (segment, counts) in zip(segments, recounted) {
            guard segment.rulesHash == rulesHash else {
                _ = result.unchecked([segment], .otherRules)
                continue
            }
            let differences = differences(segment.counts, counts)
            result.checked += 1
            result.checkedBytes += segment.end - segment.start
            if differences.isEmpty {
                result.equal += 1
                result.equalLines += counts["lines"] ?? 0
            } else if result.difference == nil {
                result.difference = RecountReport.Difference(
                    start: segment.start, end: segment.end, counts: differences)
            }
        }
    }

    private func differences(
        _ stored: [String: Int64], _ recounted: [String: Int64]
    ) -> [RecountReport.Difference.Count] {
        Set(stored.keys).union(recounted.keys).sorted().compactMap { name in
            let (before, now) = (stored[name] ?? 0, recounted[name] ?? 0)
            // An entry that is open where the range begins or ends may have been counted on either side.
            let tolerance: Int64 = entryRules.contains(name) ? 1 : 0
            guard abs(before - now) > tolerance else { return nil }
            return RecountReport.Difference.Count(name: name, stored: before, recounted: now)
        }
    }
}

extension RecountReport.File {
    /// Notes ranges that were not recounted, and the first reason why.
    fileprivate mutating func unchecked(
        _ segments: [StoredSegment], _ obstacle: RecountReport.Obstacle
    ) -> RecountReport.File {
        unchecked += segments.count
        uncheckedBytes += segments.reduce(0) { $0 + ($1.end - $1.start) }
        if self.obstacle == nil { self.obstacle = obstacle }
        return self
    }
}
/// Orders file paths, which are bytes.
private func < (left: (String, [UInt8], Int64), right: (String, [UInt8], Int64)) -> Bool {
    if left.0 != right.0 { return left.0 < right.0 }
    if left.1 != right.1 { return left.1.lexicographicallyPrecedes(right.1) }
    return left.2 < right.2
}
