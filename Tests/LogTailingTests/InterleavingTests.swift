import Testing

@testable import LogTailing

/// Rotations have steps, and so has a look at files: each step of the one at each moment of the other.
@Suite("rotations between two system calls")
struct InterleavingTests {
    enum Style: CaseIterable {
        case rename, chain, copyTruncate, copyTruncateInGlob, gzip

        var globs: [String] {
            switch self {
            case .chain, .copyTruncateInGlob: ["app.log*"]
            case .rename, .copyTruncate, .gzip: ["app.log"]
            }
        }
    }

    enum Beginning: CaseIterable { case look, reload, restart }

    struct Case: CustomStringConvertible {
        let style: Style
        let beginning: Beginning
        let watch: LogSource.WatchPreference
        /// How many system calls lie between two steps of the rotation.
        let gap: Int

        var description: String { "\(style) at a \(beginning), \(watch), gap \(gap)" }

        static let all = Style.allCases.flatMap { style in
            Beginning.allCases.flatMap { beginning in
                watchModes.flatMap { watch in
                    [0, 1].map { Case(style: style, beginning: beginning, watch: watch, gap: $0) }
                }
            }
        }
    }

    @Test("R2, R5, C1: a rotation before any system call of a look costs no line", arguments: Case.all)
    func rotatesAtEachCall(_ race: Case) throws {
        for index in 0..<1000 {
            let kernel = RacingKernel()
            var options = TailOptions()
            options.calls = FileSystemCalls(seam: kernel)
            let harness = try TailHarness(race.watch, globs: race.style.globs, options: options)
            try prepare(harness, race.style)
            begin(harness, race.beginning)
            kernel.run(steps(of: race.style, harness), from: index, gap: race.gap)
            for _ in 0..<3 { harness.turn(after: .milliseconds(260)) }
            let isOver = kernel.hasNotBegun
            try kernel.finish()
            harness.finishRotations()
            harness.finishRotations()
            #expect(harness.texts.sorted() == numbered("a", 0..<8), "before call \(index)")
            #expect(harness.losses.filter { !$0.range.isEmpty } == [], "before call \(index)")
            if isOver { return }
        }
        Issue.record("a look makes more calls than were raced")
    }

    /// A log that was rotated once, read but for its last lines.
    private func prepare(_ harness: TailHarness, _ style: Style) throws {
        try harness.append(["a 0", "a 1"].asLines)
        harness.settle()
        for step in steps(of: style, harness, late: [], new: ["a 2"], number: 1) { try step() }
        harness.settle()
        try harness.append(["a 3"].asLines)
        harness.settle()
        try harness.append(["a 4", "a 5"].asLines)
    }

    private func begin(_ harness: TailHarness, _ beginning: Beginning) {
        switch beginning {
        case .look: break
        case .reload: harness.reload()
        case .restart: harness.restart()
        }
    }

    private func steps(of style: Style, _ harness: TailHarness) -> [RacingKernel.Step] {
        steps(of: style, harness, late: ["a 6"], new: ["a 7"], number: 2)
    }

    private func steps(
        of style: Style, _ harness: TailHarness, late: [String], new: [String], number: Int
    ) -> [RacingKernel.Step] {
        let renames: [RacingKernel.Step] = [
            { if number > 1 { try harness.rename("app.log.1", "app.log.2") } },
            { try harness.rename("app.log", "app.log.1") },
            { try harness.append(late.asLines, to: "app.log.1") },
            { try harness.append(new.asLines) },
        ]
        switch style {
        case .rename, .chain: return renames
        case .copyTruncate, .copyTruncateInGlob:
            return [
                { try harness.append(late.asLines) },
                { if number > 1 { try harness.rename("app.log.1", "app.log.2") } },
                { try harness.copy("app.log", to: "app.log.1") },
                { try harness.truncate() },
                { try harness.append(new.asLines) },
            ]
        case .gzip:
            return [
                { if number > 1 { try harness.rename("app.log.1.gz", "app.log.2.gz") } },
                { try harness.rename("app.log", "app.log.1") },
                { try harness.append(late.asLines, to: "app.log.1") },
                { try harness.append(new.asLines) },
                { try harness.append(try harness.gzipped("app.log.1"), to: "app.log.1.gz") },
                { try harness.remove("app.log.1") },
            ]
        }
    }
}

/// A seam that does something of its own before certain system calls.
final class RacingKernel: SystemCallSeam {
    typealias Step = () throws -> Void

    private struct State {
        var steps: [Step] = []
        var callsUntilNext = 0
        var gap = 0
        var hasBegun = false
        var failure: (any Error)?
    }

    // Confined to the test's thread, on which the tailer runs too.
    private nonisolated(unsafe) var state = State()

    /// Takes the steps before the call `first` from now and after each `gap` more calls; at once if that is 0.
    func run(_ steps: [Step], from first: Int, gap: Int) {
        unsafe state = State(steps: steps, callsUntilNext: first, gap: gap)
    }

    var hasNotBegun: Bool { unsafe !state.hasBegun }

    /// Takes the steps that are left.
    func finish() throws {
        while let step = unsafe state.steps.first {
            unsafe state.steps.removeFirst()
            try step()
        }
        if let failure = unsafe state.failure { throw failure }
    }

    func failure(of call: SystemCall) -> Int32? {
        while let step = unsafe state.steps.first {
            if unsafe state.callsUntilNext > 0 {
                unsafe state.callsUntilNext -= 1
                return nil
            }
            unsafe state.steps.removeFirst()
            unsafe state.callsUntilNext = unsafe state.gap
            unsafe state.hasBegun = true
            do {
                try step()
            } catch {
                unsafe state.failure = error
            }
        }
        return nil
    }

    func readLimit(of call: SystemCall) -> Int { .max }

    func fileSystemType(of directory: BytePath) -> Int64? { nil }

    func wallClockNanoseconds() -> Int64? { nil }
}
