import Foundation
import MetricModel
import TestSupport
import Testing

@testable import LogPipeline
@testable import LogTailing

/// Random lives of a pipeline against a model that only counts what was written.
///
/// Every action here leaves all bytes readable until a turn has read them, so nothing may be lost, nothing repeated,
/// and nothing that was scraped may ever be lower later: across kills, restarts, reloads, a lost state directory and a
/// full disk. The one exception is promised: a process that dies while its state cannot be written goes on from the
/// last commit, so what was shown after it may be shown lower, and is counted again.
@Suite("pipeline model") struct PipelineModelTests {
    enum Action: String, CaseIterable, Sendable {
        case write, writeMany, partial, turn, scrape, pause
        case rename, renameNoCreate, chain, copyTruncate, delete
        case stop, kill, reload, loseState
        case fillDisk, freeDisk
    }

    /// More seeds for a long run: PIPELINE_MODEL_SEEDS=10000, from PIPELINE_MODEL_FIRST_SEED on.
    private static let first = number("PIPELINE_MODEL_FIRST_SEED") ?? 0
    private static let seeds = first..<(first + (number("PIPELINE_MODEL_SEEDS") ?? 60))

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test("random lives count every line once", arguments: seeds, [LogSource.WatchPreference.auto, .poll])
    func life(seed: UInt64, watch: LogSource.WatchPreference) throws {
        var random = SeededGenerator(seed: seed)
        let actions = (0..<60).map { _ in Action.allCases.randomElement(using: &random) ?? .turn }
        guard let fault = try ModelRun(seed: seed, watch: watch).fault(of: actions) else { return }
        let shortest = try shrink(actions, seed: seed, watch: watch)
        let names = shortest.map(\.rawValue).joined(separator: " ")
        Issue.record("seed \(seed), \(watch): \(fault); shortest: \(names)")
    }

    /// Leaves out actions while the rest still fails.
    private func shrink(
        _ actions: [Action], seed: UInt64, watch: LogSource.WatchPreference
    ) throws -> [Action] {
        var shortest = actions
        var index = 0
        while index < shortest.count {
            var fewer = shortest
            fewer.remove(at: index)
            if try ModelRun(seed: seed, watch: watch).fault(of: fewer) != nil {
                shortest = fewer
            } else {
                index += 1
            }
        }
        return shortest
    }
}

/// One run of a list of actions.
private final class ModelRun {
    private let pipeline: ModelPipeline
    private var random: SeededGenerator
    private var lines = 0
    private var errors = 0
    private var failures = 0
    private var hasPartial = false
    private var rotations = 0
    private var shown: [String: Double] = [:]
    /// What the latest scrape showed that was on the disk before it.
    private var kept: [String: Double] = [:]
    private var fault: String?
    /// The live file was read with at least one line.
    private var isMet = false
    /// All that was not committed yet still lies in files.
    private var isRereadable = true

    init(seed: UInt64, watch: LogSource.WatchPreference) throws {
        random = SeededGenerator(seed: seed &+ 1_000_003)
        pipeline = try ModelPipeline(watch)
    }

    /// What went wrong; nil when all was counted.
    func fault(of actions: [PipelineModelTests.Action]) throws -> String? {
        try pipeline.start()
        for action in actions {
            try play(action)
            if let fault { return "\(fault) after \(action)" }
        }
        pipeline.isDiskFull = false
        if !pipeline.isRunning { try pipeline.start() }
        try completeLine()
        for _ in 0..<6 { pipeline.turn(after: .seconds(20)) }
        scrape()
        pipeline.kill()
        return fault ?? totals()
    }

    private func totals() -> String? {
        let expected = ["lines": lines, "errors": errors, "failures": failures].mapValues(Double.init)
        return shown == expected ? nil : "counted \(shown), written \(expected)"
    }

    private func play(_ action: PipelineModelTests.Action) throws {
        switch action {
        case .write: try write(1)
        case .writeMany: try write(Int.random(in: 2...200, using: &random))
        case .partial: try beginLine()
        case .turn: turn(after: .milliseconds(300))
        case .pause: turn(after: .seconds(40))
        case .scrape: scrape()
        case .rename: try rename(creates: true)
        case .renameNoCreate: try rename(creates: false)
        case .chain: for _ in 0..<3 { try rename(creates: true) }
        case .copyTruncate: try truncate()
        case .delete: try delete()
        case .stop, .kill: try end(action)
        case .reload:
            pipeline.hasSecondRule.toggle()
            if Bool.random(using: &random) { pipeline.help += "." }
            try pipeline.reload()
            if pipeline.isRunning { lookAgain() }
        case .loseState: try loseState()
        case .fillDisk: pipeline.isDiskFull = true
        case .freeDisk: pipeline.isDiskFull = false
        }
    }

    // MARK: Writing

    private var live: String { "logs/app.log" }

    private func write(_ count: Int) throws {
        try completeLine()
        var text = ""
        for _ in 0..<count { text += newLine() + "\n" }
        try pipeline.directory.append(text, to: live)
    }

    private func newLine() -> String {
        lines += 1
        let padding = String(repeating: "x", count: Int.random(in: 0...60, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            errors += 1
            return "2026-02-07 12:00:00,123 - orchestrator - ERROR - it broke \(lines) \(padding)"
        case 1:
            failures += 1
            return "2026-02-07 12:00:00,123 - shop - INFO - payment visa failed \(lines) \(padding)"
        default: return "2026-02-07 12:00:00,123 - shop - INFO - fine \(lines) \(padding)"
        }
    }

    private func beginLine() throws {
        try completeLine()
        try pipeline.directory.append(newLine(), to: live)
        hasPartial = true
    }

    private func completeLine() throws {
        guard hasPartial else { return }
        try pipeline.directory.append("\n", to: live)
        hasPartial = false
    }

    // MARK: Files

    private var exists: Bool { FileManager.default.fileExists(atPath: pipeline.directory.path(live)) }

    /// A file that was never met and is renamed while nobody looks cannot be told from others; nor can one whose
    /// meeting is not on the disk, if the process dies before it is.
    private func rename(creates: Bool) throws {
        guard exists, isKeeping || isMet else { return }
        try completeLine()
        if pipeline.isRunning { pipeline.turn() }
        isMet = false
        rotations += 1
        try FileManager.default.moveItem(
            atPath: pipeline.directory.path(live), toPath: pipeline.directory.path("\(live).\(rotations)"))
        if creates { try pipeline.directory.append("", to: live) }
    }

    /// Only when all was read: what is truncated away unread is lost by anyone.
    private func truncate() throws {
        guard exists, pipeline.isRunning else { return }
        try completeLine()
        pipeline.turn()
        isRereadable = false
        isMet = false
        try pipeline.directory.write("", to: live)
    }

    private func delete() throws {
        guard exists, pipeline.isRunning else { return }
        try completeLine()
        pipeline.turn()
        isRereadable = false
        isMet = false
        try FileManager.default.removeItem(atPath: pipeline.directory.path(live))
    }

    // MARK: Lives

    /// What is read is on the disk soon after.
    private var isKeeping: Bool {
        pipeline.isRunning && pipeline.isStoreGood && !pipeline.isDiskFull
    }

    private func end(_ action: PipelineModelTests.Action) throws {
        if pipeline.isRunning {
            // What was truncated or deleted since the last commit could not be read again.
            if !isRereadable { scrape() }
            guard isRereadable else { return }
            if !isKeeping { shown = kept }
            if action == .stop { pipeline.stop() } else { pipeline.kill() }
        } else {
            try pipeline.start()
        }
    }

    private func loseState() throws {
        guard isKeeping else { return }
        try FileManager.default.removeItem(atPath: pipeline.directory.path("state"))
        scrape()
    }

    private func turn(after time: Duration) {
        pipeline.turn(after: time)
        if isKeeping && exists && !hasPartial && lines > 0 { isMet = true }
    }

    private func scrape() {
        guard pipeline.isRunning else { return }
        pipeline.scrape()
        turn(after: .zero)
        lookAgain()
        guard isKeeping else { return }
        isRereadable = true
        kept = shown
    }

    /// A scrape that another thread answers with what there is.
    private func lookAgain() {
        show("lines", "orchestrator_log_lines_total", ["app"], atMost: lines)
        show("errors", "orchestrator_log_entries_total", ["app", "ERROR"], atMost: errors)
        show("failures", "shop_failures_total", ["visa"], atMost: failures)
    }

    private func show(_ name: String, _ family: String, _ labels: [String], atMost limit: Int) {
        let value = pipeline.registry.value(family, labels) ?? 0
        if value < shown[name] ?? 0 { fault = "\(name) fell from \(shown[name] ?? 0) to \(value)" }
        if value > Double(limit) { fault = "\(name) is \(value), and \(limit) were written" }
        shown[name] = value
    }
}
