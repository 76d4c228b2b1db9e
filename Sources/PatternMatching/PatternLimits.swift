/// How much work a pattern may cost on one line before it is given up.
///
/// PCRE2 counts steps anew for each place that a match may begin at, in JIT code and in the interpreter alike. So
/// its own limit alone would let a line cost that many steps for each of its bytes; `total` and `time` bound
/// the line.
package struct PatternLimits: Sendable, Equatable {
    /// Backtracking steps from one starting place. JIT code and interpreter both obey it.
    package var match: UInt32
    /// Nested backtracking points; the interpreter obeys it, JIT code is bounded by its stack instead.
    package var depth: UInt32
    /// Memory for backtracking in the interpreter, in KiB.
    package var heapKiB: UInt32
    /// Backtracking steps from all starting places of a line together.
    package var total: UInt64
    /// Processor time on a long line: running over bytes without backtracking is no step, and can cost the square
    /// of the line's length.
    package var time: Duration

    package init(
        match: UInt32, depth: UInt32, heapKiB: UInt32, total: UInt64? = nil, time: Duration = .seconds(1)
    ) {
        self.match = match
        self.depth = depth
        self.heapKiB = heapKiB
        self.total = total ?? UInt64(match) * 10
        self.time = time
    }

    /// A million steps take JIT code a few milliseconds, yet let a plain `.*` pattern cross a line of 1 MB.
    package static let `default` = PatternLimits(match: 1_000_000, depth: 250_000, heapKiB: 8 * 1024)

    /// A line that is no longer is tried at once, with at most `quickMatch` steps from each starting place.
    static let quickBytes = 2048

    /// More steps than a line of `quickBytes` has bytes: one repetition may give up all it took.
    var quickMatch: UInt32 { min(match, 2 * UInt32(Self.quickBytes)) }
}

/// The budget that a match ran out of.
package enum PatternLimit: Equatable, Sendable {
    case match, depth, heap, jitStack
}
