import Foundation
import Testing

@testable import LogTailing

/// Plays seeded random sequences of what happens to log files against a model that knows what must be read.
@Suite("model")
struct ModelTests {
    /// What was written; a loss is allowed only where bytes were removed before the tailer had a turn.
    private struct Model {
        var required: [String] = []
        var allowed: Set<String> = []
        /// Written to the current file and not looked at by the tailer yet.
        var unseen: [String] = []
        var partial = ""
        /// The tailer had a turn since the current file came into being.
        var isFileKnown = false
        var next = 0

        mutating func line() -> String {
            next += 1
            // Lengths differ, so that truncated files end up shorter, equal and longer than before.
            return "line \(next) " + String(repeating: "x", count: next * 7919 % 60)
        }
    }

    /// More seeds for a long run: TAIL_MODEL_SEEDS=10000.
    private static let seeds =
        0..<(ProcessInfo.processInfo.environment["TAIL_MODEL_SEEDS"].flatMap { Int($0) } ?? 40)

    private enum Action: String, CaseIterable {
        case write, writeMany, partial, turn, settle, renameRotate, renameNoCreate, copyTruncate,
            deleteRecreate, restart
    }

    @Test(
        "random writes, rotations, truncations and restarts lose nothing that could be read",
        arguments: Self.seeds, watchModes)
    func sequence(_ seed: Int, _ watch: LogSource.WatchPreference) throws {
        var random = SeededRandom(seed: seed)
        let harness = try TailHarness(watch)
        var model = Model()
        var rotations = 0
        var trace: [Action] = []
        for _ in 0..<60 {
            let action = Action.allCases[random.next(below: Action.allCases.count)]
            trace.append(action)
            try play(action, harness, &model, &random, &rotations)
        }
        try finishLine(harness, &model)
        harness.finishRotations()
        let texts = harness.texts
        let context = "seed \(seed), \(watch): \(trace.map(\.rawValue).joined(separator: " "))"
        #expect(Set(texts).count == texts.count, "a line was read twice; \(context)")
        let missing = Set(model.required).subtracting(texts)
        #expect(missing.isEmpty, "lost \(missing.sorted()); \(context)")
        let invented = Set(texts).subtracting(model.required).subtracting(model.allowed)
        #expect(invented.isEmpty, "never written: \(invented.sorted()); \(context)")
    }

    private func play(
        _ action: Action,
        _ harness: TailHarness,
        _ model: inout Model,
        _ random: inout SeededRandom,
        _ rotations: inout Int
    ) throws {
        switch action {
        case .write: try write(1, harness, &model)
        case .writeMany: try write(1 + random.next(below: 300), harness, &model)
        case .partial:
            let piece = "part\(model.next) "
            model.next += 1
            model.partial += piece
            try harness.append(piece)
        case .turn: turn(harness, &model, .milliseconds(260))
        case .settle: turn(harness, &model, .seconds(3))
        case .renameRotate, .renameNoCreate:
            guard fileExists(harness) else { return }
            // A chain faster than the look is a case of its own; here each file is met under its first name.
            if !model.isFileKnown { turn(harness, &model, .seconds(3)) }
            rotations += 1
            try harness.rename("app.log", "app.log.\(rotations)")
            endPartial(&model)
            model.required += model.unseen
            model.unseen = []
            model.isFileKnown = false
            if action == .renameRotate { try harness.append("") }
            turn(harness, &model, .milliseconds(260))
        case .copyTruncate:
            guard fileExists(harness) else { return }
            // The partial line was seen or not; its bytes are gone either way.
            model.allowed.formUnion(model.unseen)
            model.unseen = []
            model.partial = ""
            try harness.truncate()
            // Without a look in between, lines of the same bytes could not be told apart from the old ones.
            try write(random.next(below: 4), harness, &model)
        case .deleteRecreate:
            guard fileExists(harness) else { return }
            turn(harness, &model, .seconds(3))
            endPartial(&model)
            try harness.remove("app.log")
            try harness.append("")
            turn(harness, &model, .milliseconds(260))
        case .restart:
            turn(harness, &model, .milliseconds(260))
            // What is kept for a file without a name is read again only while it has a name nearby.
            harness.finishRotations()
            harness.restart()
            turn(harness, &model, .zero)
        }
    }

    private func turn(_ harness: TailHarness, _ model: inout Model, _ time: Duration) {
        harness.turn(after: time)
        model.required += model.unseen
        model.unseen = []
        model.isFileKnown = fileExists(harness)
    }

    private func write(_ count: Int, _ harness: TailHarness, _ model: inout Model) throws {
        guard count > 0 else { return }
        var lines = (0..<count).map { _ in model.line() }
        try harness.append(lines.asLines)
        lines[0] = model.partial + lines[0]
        model.partial = ""
        model.unseen += lines
    }

    /// A line without its newline counts as one when its file is finished.
    private func endPartial(_ model: inout Model) {
        if !model.partial.isEmpty { model.required.append(model.partial) }
        model.partial = ""
    }

    private func finishLine(_ harness: TailHarness, _ model: inout Model) throws {
        try write(1, harness, &model)
        harness.settle()
        model.required += model.unseen
    }

    private func fileExists(_ harness: TailHarness) -> Bool {
        (try? FileSystemCalls().status(of: BytePath(harness.path("app.log")), followsLinks: false)) != nil
    }
}
