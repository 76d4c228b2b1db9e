import Foundation
import Glibc
import Testing

@testable import LogTailing

/// Both ways of noticing changes; every case must hold under each.
let watchModes: [LogSource.WatchPreference] = [.auto, .poll]

/// Keeps what a tailer delivered.
struct RecordingConsumer: LineConsumer {
    struct Line: Equatable {
        var text: String
        var bytes: [UInt8]
        var origin: BlockOrigin
    }

    private(set) var lines: [Line] = []
    private(set) var batches: [TailBatch] = []
    private(set) var checkpoints: [Int: FileCheckpoint] = [:]
    private(set) var turns: [TailTurn] = []
    /// When the next turn is wanted.
    var wish: ContinuousClock.Instant?

    mutating func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
        #expect(block.count > 0 && block[block.count - 1] == newlineByte, "a block ends in a newline")
        var line: [UInt8] = []
        var lineOrigin = origin
        for index in block.indices {
            guard block[index] == newlineByte else {
                line.append(block[index])
                continue
            }
            lines.append(Line(text: String(decoding: line, as: UTF8.self), bytes: line, origin: lineOrigin))
            lineOrigin.offset = origin.offset + UInt64(index + 1)
            lineOrigin.isNewGeneration = false
            line.removeAll()
        }
    }

    mutating func batchEnded(_ batch: TailBatch) {
        batches.append(batch)
        for checkpoint in batch.moved { checkpoints[checkpoint.fileID] = checkpoint }
        for fileID in batch.forgottenFileIDs { checkpoints[fileID] = nil }
    }

    mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
        turns.append(turn)
        return wish
    }
}

/// A fresh directory, a tailer over it, and a clock that the test turns.
final class TailHarness {
    let directory: String
    private(set) var driver: TailDriver
    private(set) var consumer = RecordingConsumer()
    private(set) var now = ContinuousClock.now
    /// When the tailer wants its next turn at the latest.
    private(set) var deadline = ContinuousClock.now
    private(set) var sources: [LogSource]
    private let options: TailOptions

    init(
        _ watch: LogSource.WatchPreference = .auto,
        globs: [String] = ["app.log"],
        exclude: [String] = [],
        startAt: LogSource.StartPosition = .beginning,
        maxLineBytes: Int = 1_000_000,
        options: TailOptions = TailOptions(),
        prepare: (String) throws -> Void = { _ in }
    ) throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        let directory = "\(base)/tail-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        self.directory = directory
        try prepare(directory)
        sources = [
            LogSource(
                name: "app",
                paths: globs.map { "\(directory)/\($0)" },
                exclude: exclude.map { "\(directory)/\($0)" },
                startAt: startAt,
                watch: watch,
                maxLineBytes: maxLineBytes
            )
        ]
        self.options = options
        driver = TailDriver(sources: sources, options: options)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            Issue.record("the test directory stays behind: \(error)")
        }
    }

    var texts: [String] { consumer.lines.map(\.text) }
    var status: LogStatus { driver.status().logs[0] }
    var losses: [LossEvent] { driver.status().losses }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// One turn of the tailer after some time.
    func turn(after time: Duration = .zero) {
        now += time
        deadline = driver.turn(&consumer, now: now)
    }

    /// Turns until polling, discovery and draining had their time, but the rotate wait is not over.
    func settle() { for _ in 0..<10 { turn(after: .milliseconds(260)) } }

    /// Turns past the rotate wait.
    func finishRotations() {
        settle()
        turn(after: options.rotateWait)
        settle()
    }

    /// Closes every file, as a shortage of descriptors would.
    func closeFiles() {
        for generation in driver.generations.values { driver.close(generation) }
    }

    /// Ends the tailer and starts another one from its last checkpoints, with other globs if asked for.
    func restart(globs: [String]? = nil) {
        if let globs { sources[0].paths = globs.map { path($0) } }
        var resumed = options
        resumed.isFirstStart = false
        driver = TailDriver(
            sources: sources, options: resumed, checkpoints: Array(consumer.checkpoints.values))
    }

    /// Kills the tailer and starts another one from what was committed earlier, counts included.
    func crash(backTo committed: RecordingConsumer) {
        consumer = committed
        restart()
    }

    /// Ends the tailer and starts another one that takes its files over, with other globs if asked for.
    func reload(globs: [String]? = nil) {
        if let globs { sources[0].paths = globs.map { path($0) } }
        var resumed = options
        resumed.isFirstStart = false
        driver = TailDriver(sources: sources, options: resumed, handover: driver.handover())
    }

    func append(_ text: String, to name: String = "app.log") throws { try append(Array(text.utf8), to: name) }

    func append(_ bytes: [UInt8], to name: String) throws {
        let writer = try Writer(path(name))
        try writer.write(bytes)
    }

    func rename(_ old: String, _ new: String) throws {
        try check(unsafe Glibc.rename(path(old), path(new)), "rename \(old) to \(new)")
    }

    func remove(_ name: String) throws {
        try check(unsafe unlink(path(name)), "unlink \(name)")
    }

    func truncate(_ name: String = "app.log", to size: Int = 0) throws {
        try check(unsafe Glibc.truncate(path(name), size), "truncate \(name)")
    }

    func setPermissions(_ name: String, _ mode: mode_t) throws {
        try check(unsafe chmod(path(name), mode), "chmod \(name)")
    }

    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try check(unsafe symlink(target, path(name)), "symlink \(name)")
    }

    /// Points a link elsewhere in one step, as a deployment does.
    func swapLink(_ name: String, to target: String) throws {
        try link("\(name).new", to: target)
        try rename("\(name).new", name)
    }
}

/// Records a failed call with its error number; C strings made from Swift strings live through the call.
func check(_ result: Int32, _ call: String) throws { try #require(result == 0, "\(call): errno \(errno)") }

/// Runs `body` without root's rights on files, so that the test holds for root too; the file system user is a
/// property of the calling thread.
func asOrdinaryUser(_ body: () throws -> Void) throws {
    guard geteuid() == 0 else { return try body() }
    _ = setFileSystemUser(65534)
    defer { _ = setFileSystemUser(0) }
    try body()
}

// sys/fsuid.h is not in Glibc's Swift module; one integer in, one out.
@_silgen_name("setfsuid")
private func setFileSystemUser(_ user: UInt32) -> Int32

/// A process that keeps its log open.
final class Writer {
    private let descriptor: Int32

    init(_ path: String, appends: Bool = true) throws {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | (appends ? O_APPEND : 0), 0o644)
        try #require(descriptor >= 0, "open \(path): errno \(errno)")
    }

    deinit { close(descriptor) }

    func seek(to offset: Int) throws { try #require(lseek(descriptor, offset, SEEK_SET) == offset) }

    func write(_ text: String) throws { try write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) throws {
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        try #require(count == bytes.count, "write: errno \(errno)")
    }
}

/// Lines `prefix 0` .. `prefix count-1`.
func numbered(_ prefix: String, _ range: Range<Int>) -> [String] { range.map { "\(prefix) \($0)" } }

extension [String] {
    var asLines: String { map { "\($0)\n" }.joined() }
}
