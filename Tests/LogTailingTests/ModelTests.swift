import Foundation
import Testing

@testable import LogTailing

/// Plays seeded random sequences of what happens to log files against a model that knows what must be read.
@Suite("model")
struct ModelTests {
    /// More seeds for a long run: TAIL_MODEL_SEEDS=20000.
    private static let seedCount =
        ProcessInfo.processInfo.environment["TAIL_MODEL_SEEDS"].flatMap { Int($0) } ?? 320

    private static let firstSeed =
        ProcessInfo.processInfo.environment["TAIL_MODEL_FIRST_SEED"].flatMap { Int($0) } ?? 0

    private static let lanes = 4

    @Test(
        "V1 random writes, rotations of every style, truncations, restarts, crashes and reloads lose nothing that could be read, and read nothing twice",
        arguments: 0..<Self.lanes)
    func sequences(_ lane: Int) throws {
        let first = Self.firstSeed
        for seed in stride(from: first + lane, to: first + Self.seedCount, by: Self.lanes) {
            let scenario = ModelScenario(seed: seed)
            guard let failure = try scenario.play() else { continue }
            let shrunk = try scenario.shrunk()
            let secondFailure = try shrunk.play() ?? failure
            Issue.record("seed \(seed): \(secondFailure)\n\(shrunk.description)")
        }
    }
}

/// One thing that happens, with the random numbers that decide its details, so that leaving another out changes nothing.
struct ModelStep: CustomStringConvertible {
    enum Action: String, CaseIterable {
        case write, writeMany, partial, tick, look, renameCreate, renameOnly, copyTruncate, truncate,
            delete, gzip, swapLink, writeLinked, restart, commit, crash, reload, closeFiles
    }

    let action: Action
    let first: Int
    let second: Int

    var description: String { "\(action.rawValue)(\(first),\(second))" }
}

/// A seeded sequence over one of the ways to watch, with rotated names inside or outside of the globs.
struct ModelScenario: CustomStringConvertible {
    let seed: Int
    var steps: [ModelStep]

    init(seed: Int) {
        self.seed = seed
        var random = SeededRandom(seed: seed)
        steps = (0..<24).map { _ in
            ModelStep(
                action: ModelStep.Action.allCases[random.next(below: ModelStep.Action.allCases.count)],
                first: random.next(below: 1000), second: random.next(below: 1000))
        }
    }

    var watch: LogSource.WatchPreference { seed % 2 == 0 ? .auto : .poll }
    var includesRotated: Bool { seed / 2 % 2 == 0 }

    var description: String {
        "\(watch), rotated names \(includesRotated ? "inside" : "outside"): "
            + steps.map(\.description).joined(separator: " ")
    }

    /// What went wrong; nil when nothing did.
    func play() throws -> String? {
        let world = try ModelWorld(watch, includesRotated: includesRotated)
        for step in steps { try world.play(step) }
        return try world.finish()
    }

    /// The scenario without the steps that it fails without, too.
    func shrunk() throws -> ModelScenario {
        var best = self
        var index = 0
        while index < best.steps.count {
            var shorter = best
            shorter.steps.remove(at: index)
            if try shorter.play() != nil { best = shorter } else { index += 1 }
        }
        return best
    }
}
