import Foundation
import StateStore
import Synchronization
import TestSupport

/// A clock that stands until a test moves it.
final class ManualClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    var now: ContinuousClock.Instant { start + passed.withLock { $0 } }
    var wallMilliseconds: Int64 { 1_770_000_000_000 + passed.withLock { $0.components.seconds } * 1000 }

    func advance(_ duration: Duration) { passed.withLock { $0 += duration } }

    var stateClock: StateClock {
        StateClock(now: { self.now }, wallMilliseconds: { self.wallMilliseconds })
    }
}

/// A place for state directories, and a clock.
final class StoreHarness {
    let home: TemporaryDirectory
    let clock = ManualClock()

    init() throws { home = try TemporaryDirectory("state") }

    func open(_ directory: String = "state") throws -> (store: StateStore, state: StoredState) {
        try StateStore.open(
            directory: home.path(directory), programVersion: "1.2.3", clock: clock.stateClock)
    }

    /// Opens, commits each of `commits`, and closes.
    func fill(_ directory: String = "state", _ commits: [StateChanges]) throws {
        let (store, _) = try open(directory)
        for changes in commits { try store.commit(changes) }
        store.close()
    }

    /// Runs the copy that is due to its end.
    func makeCopy(_ store: StateStore, in directory: String = "state") -> Bool {
        for _ in 0..<10_000 {
            if store.maintain(now: clock.now) != nil { return false }
            if !exists("\(directory)/state.db.copy.new") { break }
        }
        return exists("\(directory)/state.db.copy")
    }

    /// What a `kill -9` at this moment would leave behind, as another directory. By another process: closing the
    /// database in this one would drop the locks that SQLite has on it.
    func snapshot(_ directory: String = "state", to target: String) throws {
        _ = try ChildProcess.run("/bin/cp", ["-a", home.path(directory), home.path(target)])
    }

    func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: home.path(relative)) }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: home.path(relative)) }

    func names(_ directory: String = "state") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.path(directory)).sorted()
    }

    func mode(_ relative: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: home.path(relative))[.posixPermissions] as? Int
    }
}

/// A program that `make test` has fetched, or else that of the machine.
func tool(_ name: String) -> String {
    let tools = ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_TOOLS"].map { "\($0)/bin/\(name)" }
    return tools.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil } ?? "/usr/bin/\(name)"
}

// MARK: Values

func series(_ label: String, _ values: Double..., family: String = "errors_total") -> StoredSeries {
    StoredSeries(
        key: StoredSeriesKey(family: family, schema: "counter(level)", labels: Array(label.utf8)),
        values: values, startedMilliseconds: 1_769_999_000_000)
}

func file(_ fileID: Int64, offset: UInt64, log: String = "app") -> StoredFile {
    StoredFile(
        fileID: fileID, logName: log, path: Array("/var/log/\(fileID).log".utf8), device: .max,
        inode: 1 << 63 | UInt64(fileID), birthNanoseconds: fileID.isMultiple(of: 2) ? nil : 77,
        offset: offset, position: [0, 255, UInt8(truncatingIfNeeded: offset)], entries: [], isFinished: false)
}

func segment(_ fileID: Int64, _ start: UInt64, _ end: UInt64, lines: Int64) -> StoredSegment {
    StoredSegment(
        fileID: fileID, start: start, end: end, rulesHash: .max - 1,
        counts: ["lines": lines, "rule:with blank\n": 3])
}

func loss(_ number: Int) -> StoredLoss {
    StoredLoss(
        atMilliseconds: Int64(number), logName: "app", path: [0xFF], inode: 9, reason: "deleted",
        start: UInt64(number), end: UInt64(number) + 10)
}

/// One counter and the position that goes with it: they must always agree.
func step(_ number: Int) -> StateChanges {
    var changes = StateChanges()
    changes.series = [series("a", Double(number)), series("only \(number)", 1)]
    changes.files = [file(1, offset: UInt64(number))]
    changes.segments = [segment(1, 0, UInt64(number), lines: Int64(number))]
    return changes
}

/// What `step` left in `state`; nil when counter and position are of different commits.
func stepNumber(_ state: StoredState) -> Int? {
    let value = state.series.first { $0.key.labels == Array("a".utf8) }?.values.first ?? 0
    let offset = state.files.first?.offset ?? 0
    let others = state.series.count { $0.key.labels != Array("a".utf8) }
    return value == Double(offset) && others == Int(offset) ? Int(offset) : nil
}
