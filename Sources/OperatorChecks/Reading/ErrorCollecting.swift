package import LogInspection
package import LogRules
import RuleEmission

/// Gathers the errors of logs, as `logs errors` finds them.
package enum ErrorCollecting {
    /// - Parameters:
    ///   - files: live, rotated and archived ones.
    ///   - each: is shown every entry, with its log.
    package static func findings(
        in files: [SearchedFile], formats: LevelFormats, sinceMs: Int64, untilMs: Int64? = nil, nowMs: Int64,
        progress: (SearchProgress) -> Void = { _ in }, each: (FoundEntry, String) -> Void = { _, _ in }
    ) -> ErrorFindings {
        var findings = ErrorFindings()
        findings.hasFiles = !files.isEmpty
        var groups = EntryGroups()
        var windows: [String: BusiestWindow] = [:]
        let query = EntryQuery(sinceMs: sinceMs, untilMs: untilMs, nowMs: nowMs)
        let outcome = EntrySearch(query, formats: formats).run(files, progress: progress) { entry, index in
            let log = files[index].log
            groups.add(entry, log: log)
            if let timeMs = entry.timeMs { windows[log, default: BusiestWindow()].note(timeMs) }
            each(entry, log)
            return true
        }
        findings.entries = outcome.entries
        findings.filesRead = outcome.filesRead
        findings.unreadable = outcome.unreadable.count
        findings.busiest = windows.values.map(\.largest).max() ?? 0
        findings.shapes = groups.groups.map { group in
            ErrorFindings.Shape(
                text: group.shape, level: group.level.name, count: group.count, firstMs: group.firstMs,
                lastMs: group.lastMs, logs: group.logs)
        }
        return findings
    }
}

/// The largest number of moments within one stretch of the length that the alert on bursts looks at.
///
/// Moments come nearly in order; one that is older than the one before counts as late as that.
struct BusiestWindow {
    private static let lengthMs = Int64(UpkeepLimits.errorBurstWindowSeconds) * 1000
    /// A burst is told long before: beyond it, only the number of those kept is known.
    private static let maxKept = 100_000
    private var moments: [Int64] = []
    private var start = 0
    private(set) var largest = 0

    mutating func note(_ timeMs: Int64) {
        moments.append(max(timeMs, moments.last ?? timeMs))
        while moments[start] <= timeMs - Self.lengthMs { start += 1 }
        if moments.count - start > Self.maxKept { start += 1 }
        largest = max(largest, moments.count - start)
        guard start > Self.maxKept else { return }
        moments.removeFirst(start)
        start = 0
    }
}
