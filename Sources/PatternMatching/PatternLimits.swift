/// How much work one match may cost before it is given up.
package struct PatternLimits: Sendable, Equatable {
    /// Backtracking steps from one starting place. JIT code and interpreter both obey it.
    package var match: UInt32
    /// Nested backtracking points; the interpreter obeys it, JIT code is bounded by its stack instead.
    package var depth: UInt32
    /// Memory for backtracking in the interpreter, in KiB.
    package var heapKiB: UInt32

    package init(match: UInt32, depth: UInt32, heapKiB: UInt32) {
        self.match = match
        self.depth = depth
        self.heapKiB = heapKiB
    }

    /// A million steps take JIT code a few milliseconds, yet let a plain `.*` pattern cross a line of 1 MB.
    package static let `default` = PatternLimits(match: 1_000_000, depth: 250_000, heapKiB: 8 * 1024)
}

/// The budget that a match ran out of.
package enum PatternLimit: Equatable, Sendable {
    case match, depth, heap, jitStack
}
