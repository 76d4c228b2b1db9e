import Glibc

/// Looks for a pattern in a line that may be dear, part by part, and gives up when the line's budget is spent.
///
/// PCRE2 tells only that some start within a part took more steps than allowed. So a part that did is made smaller,
/// down to one start, and that start alone is allowed more and more, up to `PatternLimits.match`. A part is charged
/// all the steps that it was allowed, never less than it took. Parts are tried from left to right, so the
/// first match is that of the whole line.
package struct BoundedSearch {
    /// What searches cost so far.
    package struct Work: Equatable {
        package var calls = 0
        package var steps: UInt64 = 0
    }

    private let limits: PatternLimits
    private let clock: () -> Duration
    private(set) var work = Work()

    init(limits: PatternLimits, clock: @escaping () -> Duration) {
        self.limits = limits
        self.clock = clock
    }

    /// Processor time of this thread.
    static func threadTime() -> Duration {
        var time = timespec()
        // Invariant: the call writes one timespec, and cannot fail for this clock.
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Starts in a part at least: with fewer, calls would cost more than what they do.
    private static let minimumStarts = 256
    /// Starts times bytes of the line, what a part may cost in running over bytes; a few milliseconds.
    private static let partWork = 4 << 20
    /// Steps that each start of a line is allowed without being charged.
    private static let freeSteps: UInt32 = 16

    /// PCRE2's result code, that of its match limit when the line's budget is spent.
    mutating func run(_ pattern: Pattern, in line: Span<UInt8>, _ workspace: inout MatchWorkspace) -> Int32 {
        if pattern.code.isAnchored {
            return tryAll(pattern.code, line, steps: limits.match, &workspace)
        }
        guard let code = pattern.codeForParts() else {
            let share = limits.total / UInt64(line.count + 1)
            let steps = UInt32(clamping: min(max(share, 1), UInt64(limits.match)))
            return tryAll(pattern.code, line, steps: steps, &workspace)
        }
        return tryParts(code, line, isText: pattern.isTextMode, &workspace)
    }

    private mutating func tryAll(
        _ code: CompiledCode, _ line: Span<UInt8>, steps: UInt32, _ workspace: inout MatchWorkspace
    ) -> Int32 {
        work.calls += 1
        work.steps += UInt64(steps) * UInt64(code.isAnchored ? 1 : line.count + 1)
        return workspace.match(code, in: line, starts: 0...line.count, steps: steps)
    }

    private mutating func tryParts(
        _ code: CompiledCode, _ line: Span<UInt8>, isText: Bool, _ workspace: inout MatchWorkspace
    ) -> Int32 {
        let widest = max(Self.minimumStarts, Self.partWork / max(line.count, 1))
        let free = min(
            limits.match, max(Self.freeSteps, UInt32(clamping: Self.partWork / max(line.count, 1))))
        let begin = clock()
        var (start, width, steps) = (0, widest, free)
        var spent: UInt64 = 0
        while true {
            let last = min(start + width - 1, line.count)
            let result = workspace.match(code, in: line, starts: start...last, steps: steps)
            let charge = UInt64(last - start + 1) * UInt64(steps)
            work.calls += 1
            work.steps += charge
            switch result {
            case MatchCode.noMatch:
                if last == line.count { return result }
                if steps > free { spent += charge }
                start = isText ? characterStart(line, last + 1) : last + 1
                (width, steps) = (min(width * 4, widest), free)
            case MatchCode.matchLimit:
                if width == 1, steps == limits.match { return result }
                spent += charge
                steps = width == 1 ? UInt32(clamping: min(UInt64(steps) * 8, UInt64(limits.match))) : steps
                width = max(width / 4, 1)
            default: return result
            }
            if spent > limits.total || clock() - begin > limits.time { return MatchCode.matchLimit }
        }
    }

    /// The first place from `place` on that is not inside a character; no match begins there.
    private func characterStart(_ line: Span<UInt8>, _ place: Int) -> Int {
        var place = place
        while place < line.count, line[place] & 0xC0 == 0x80 { place += 1 }
        return place
    }
}
