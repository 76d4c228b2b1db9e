import Synchronization
import TestSupport

/// Several logs written at once, each on a thread of its own and rotated in its own style.
final class LogLoad: Sendable {
    private let writers: [LogWriter]
    private let threads = Mutex<[SideThread]>([])

    /// A log for each style, in a directory of its own, and a rule.
    static let configuration =
        "log_rules: [rules.yml]\nlogs:\n"
        + RotationStyle.allCases.map { "  - {name: \($0), paths: [\"logs/\($0)/\($0.glob)\"]}\n" }.joined()

    static func directory(of style: RotationStyle, in place: TemporaryDirectory) -> String {
        place.path("logs/\(style)")
    }

    /// Makes the logs and the rule file; nothing is written yet.
    init(in place: TemporaryDirectory, seed: UInt64) throws {
        try place.write(LogTotals.rules, to: "rules.yml")
        writers = try RotationStyle.allCases.enumerated().map { index, style in
            try LogWriter(style, in: Self.directory(of: style, in: place), seed: seed &+ UInt64(index))
        }
    }

    /// Begins to write, about 1000 lines a second to each log.
    ///
    /// - Parameter linesSeen: how many lines of a log the daemon has shown to have counted. A log is rotated
    ///   only when some of its newest generation was: what is rotated away unseen while nobody looks is another case.
    func start(linesSeen: @escaping @Sendable (_ log: String) -> Double?) {
        threads.withLock { threads in
            threads = writers.map { writer in
                SideThread(every: .milliseconds(10)) {
                    try writer.step(linesSeen: linesSeen("\(writer.style)") ?? 0)
                }
            }
        }
    }

    /// Stops writing, last lines completed; what was written to each log.
    func finish() throws -> [RotationStyle: LogTotals] {
        for thread in threads.withLock({ $0 }) { try thread.stop() }
        var totals: [RotationStyle: LogTotals] = [:]
        for writer in writers { totals[writer.style] = try writer.finish() }
        return totals
    }

    var rotations: [Int] { writers.map(\.rotations) }
}

/// One log of the load, behind a lock: its thread writes, the test asks.
private final class LogWriter: Sendable {
    private struct State {
        var log: RotatingLog
        var random: SeededGenerator
        var linesAtRotation = 0
    }

    let style: RotationStyle
    private let state: Mutex<State>

    init(_ style: RotationStyle, in directory: String, seed: UInt64) throws {
        self.style = style
        let log = try RotatingLog(style, in: directory, seed: seed)
        state = Mutex(State(log: log, random: SeededGenerator(seed: ~seed)))
    }

    var rotations: Int { state.withLock { $0.log.rotations } }

    func step(linesSeen: Double) throws {
        try state.withLock { state in
            try state.log.write(lines: Int.random(in: 1...20, using: &state.random))
            let mayRotate = linesSeen > Double(state.linesAtRotation)
            guard mayRotate, Int.random(in: 0..<25, using: &state.random) == 0 else { return }
            try state.log.rotate()
            state.linesAtRotation = state.log.totals.lines
        }
    }

    func finish() throws -> LogTotals {
        try state.withLock { state in
            try state.log.finishLine()
            return state.log.totals
        }
    }
}
