import Collectors
import LogArchive
import MetricModel
import Synchronization

/// Publishes what the scheduled archiving did; absent while it is not enabled.
final class ArchiveCollector: Collector {
    let name = "archive"
    private let runs, files, readBytes, writtenBytes, failures, removed, lastSuccess, duration: FamilyID
    private let state = Mutex(State())

    /// The reason of a failure of `LogArchive`, or that the store could not be read.
    static let storeReason = "store"

    private struct State {
        var isEnabled = false
        var runs = ["ok": 0, "failed": 0]
        var files = 0
        var readBytes: UInt64 = 0
        var writtenBytes: UInt64 = 0
        var failures: [String: Int] = [:]
        var removed: [String: Int] = [:]
        var lastSuccessSeconds: Double?
        var durationSeconds: Double?
    }

    init(registry: MetricRegistry) throws {
        runs = try registry.register(Catalogue.archiveRuns)
        files = try registry.register(Catalogue.archiveFiles)
        readBytes = try registry.register(Catalogue.archiveReadBytes)
        writtenBytes = try registry.register(Catalogue.archiveWrittenBytes)
        failures = try registry.register(Catalogue.archiveFailures)
        removed = try registry.register(Catalogue.archiveRemoved)
        lastSuccess = try registry.register(Catalogue.archiveLastSuccess)
        duration = try registry.register(Catalogue.archiveDuration)
    }

    /// - Parameter lastSuccessSeconds: what the archive directories tell of earlier runs.
    func enable(_ isEnabled: Bool, lastSuccessSeconds: Double?) {
        state.withLock { state in
            state.isEnabled = isEnabled
            state.lastSuccessSeconds = state.lastSuccessSeconds ?? lastSuccessSeconds
        }
    }

    /// Takes note of a run that ended.
    func take(_ report: ArchiveReport, endedSeconds: Double) {
        state.withLock { state in
            state.runs[report.failures.isEmpty ? "ok" : "failed", default: 0] += 1
            state.files += report.archived.count
            state.readBytes += report.bytes
            state.writtenBytes += report.storedBytes
            for failure in report.failures { state.failures[failure.error.reason, default: 0] += 1 }
            for removal in report.removed { state.removed[removal.reason.rawValue, default: 0] += 1 }
            state.durationSeconds = report.seconds
            if report.failures.isEmpty { state.lastSuccessSeconds = endedSeconds }
        }
    }

    /// Takes note of a run that could not begin, because nobody knows what the daemon has read.
    func takeStoreFailure() {
        state.withLock { state in
            state.runs["failed", default: 0] += 1
            state.failures[Self.storeReason, default: 0] += 1
        }
    }

    func collect(into registry: MetricRegistry) throws {
        let state = state.withLock { $0 }
        registry.update { table in
            let families = [
                runs, files, readBytes, writtenBytes, failures, removed, lastSuccess, duration,
            ]
            for family in families { table.beginRefresh(family) }
            if state.isEnabled { publish(state, into: &table) }
            for family in families { table.endRefresh(family) }
        }
    }

    private func publish(_ state: State, into table: inout MetricTable) {
        for (result, count) in state.runs { table.set(table.series(runs, result), Double(count)) }
        table.set(table.series(files), Double(state.files))
        table.set(table.series(readBytes), Double(state.readBytes))
        table.set(table.series(writtenBytes), Double(state.writtenBytes))
        for reason in ArchiveError.reasons + [Self.storeReason] {
            table.set(table.series(failures, reason), Double(state.failures[reason] ?? 0))
        }
        for reason in Retention.Reason.allCases {
            table.set(table.series(removed, reason.rawValue), Double(state.removed[reason.rawValue] ?? 0))
        }
        if let seconds = state.lastSuccessSeconds { table.set(table.series(lastSuccess), seconds) }
        if let seconds = state.durationSeconds { table.set(table.series(duration), seconds) }
    }
}
