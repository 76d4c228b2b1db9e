import Collectors
import Glibc
import MetricModel
import Synchronization
import TeamBackup

/// Publishes what lies in the backup directories, whoever made it, and how the scheduled backups fared.
final class BackupCollector: Collector {
    let name = "backup"
    private let kept, lastSuccess, size, duration, incomplete: FamilyID
    private let verified, verificationTime, failures: FamilyID
    private let state = Mutex(State())

    private struct State {
        /// By the place of the root in the configured list.
        var places: [Place] = []
        var isEnabled = false
        var failures: [String: Int] = [:]
    }

    private struct Place {
        var root: String
        var directory: String
        /// What was found when the directory was last read.
        var sets: [BackupSet] = []
        var mark: DirectoryMark?
    }

    init(registry: MetricRegistry) throws {
        kept = try registry.register(Catalogue.backups)
        lastSuccess = try registry.register(Catalogue.backupLastSuccess)
        size = try registry.register(Catalogue.backupSize)
        duration = try registry.register(Catalogue.backupDuration)
        incomplete = try registry.register(Catalogue.backupIncompletePaths)
        verified = try registry.register(Catalogue.backupVerificationSuccess)
        verificationTime = try registry.register(Catalogue.backupVerificationTime)
        failures = try registry.register(Catalogue.backupFailures)
    }

    func reconfigure(_ configuration: ExporterConfiguration) {
        let roots = configuration.teams.roots
        let places = BackupPlaces(directory: configuration.backup.directory, roots: roots)
        state.withLock { state in
            state.isEnabled = configuration.backup.isEnabled
            state.places = roots.map { Place(root: $0, directory: places.place(of: $0)) }
        }
    }

    /// Takes note of a scheduled backup, or of its verification, that failed.
    func takeFailure(_ reason: String) { state.withLock { $0.failures[reason, default: 0] += 1 } }

    func collect(into registry: MetricRegistry) throws {
        let before = state.withLock { $0 }
        let places = before.places.map { Self.look(at: $0) }
        let state = state.withLock { state in
            // A reload in between has places of its own.
            if state.places.map(\.directory) == places.map(\.directory) { state.places = places }
            return state
        }
        registry.update { table in
            let families = [
                kept, lastSuccess, size, duration, incomplete, verified, verificationTime, failures,
            ]
            for family in families { table.beginRefresh(family) }
            for (index, place) in state.places.enumerated() {
                publish(place.sets.filter { $0.summary?.root == place.root }, String(index + 1), into: &table)
            }
            if state.isEnabled {
                for reason in BackupError.reasons {
                    table.set(table.series(failures, reason), Double(state.failures[reason] ?? 0))
                }
            }
            for family in families { table.endRefresh(family) }
        }
    }

    /// - Parameter sets: with a manifest, newest first.
    private func publish(_ sets: [BackupSet], _ root: String, into table: inout MetricTable) {
        table.set(table.series(kept, root), Double(sets.count))
        if let newest = sets.first, let summary = newest.summary {
            table.set(table.series(lastSuccess, root), Double(summary.createdMs) / 1000)
            table.set(table.series(size, root), Double(newest.archiveBytes))
            table.set(table.series(duration, root), summary.seconds)
            table.set(
                table.series(incomplete, root), Double(summary.unsettled.count + summary.unreadable.count))
        }
        if let note = sets.compactMap(\.verification).max(by: { $0.timeMs < $1.timeMs }) {
            table.set(table.series(verified, root), note.isGood ? 1 : 0)
            table.set(table.series(verificationTime, root), Double(note.timeMs) / 1000)
        }
    }

    /// Every file in the directory is made or renamed there, which changes the directory's times.
    private static func look(at place: Place) -> Place {
        var place = place
        let mark = DirectoryMark(place.directory)
        if let mark, mark == place.mark, mark.isSettled { return place }
        place.sets = BackupSet.all(in: place.directory)
        place.mark = mark
        return place
    }
}

/// Which directory it was, and when its names last changed.
private struct DirectoryMark: Equatable {
    private let inode: UInt64
    private let changedSeconds: Int

    init?(_ path: String) {
        var status = stat()
        // The path is passed as a null-terminated copy for the call's duration, and `status` is a live local.
        guard unsafe stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        changedSeconds = status.st_ctim.tv_sec
    }

    /// A change within the same second would not be seen.
    var isSettled: Bool { time(nil) > changedSeconds + 1 }
}
