/// What came of looking for a pattern in a line.
package enum MatchOutcome: Equatable, Sendable {
    case noMatch
    case match
    /// The budget ran out before the answer was known.
    case limitExceeded(PatternLimit)
    /// PCRE2 refused for another reason; the code is its own.
    case failed(code: Int32)
}

/// Finds patterns in bytes; one per thread, since it holds the working memory and the last match.
///
/// Costs no allocation per match. A line never contains its newline.
package struct PatternMatcher: ~Copyable {
    private var workspace: MatchWorkspace
    private var search: BoundedSearch

    /// What lines cost that were not answered at once: calls of PCRE2, and the most steps that these can have taken.
    package var boundedWork: BoundedSearch.Work { search.work }

    package init(limits: PatternLimits = .default) {
        self.init(limits: limits, clock: BoundedSearch.threadTime)
    }

    /// With another clock than the processor time of the thread.
    package init(limits: PatternLimits, clock: @escaping () -> Duration) {
        workspace = MatchWorkspace(limits: limits)
        search = BoundedSearch(limits: limits, clock: clock)
    }

    package mutating func match(_ pattern: Pattern, in line: Span<UInt8>) -> MatchOutcome {
        let code = resultCode(pattern, line)
        switch code {
        case 0...: return .match
        case MatchCode.noMatch: return .noMatch
        case MatchCode.matchLimit: return .limitExceeded(.match)
        case MatchCode.depthLimit: return .limitExceeded(.depth)
        case MatchCode.heapLimit: return .limitExceeded(.heap)
        case MatchCode.jitStackLimit: return .limitExceeded(.jitStack)
        default: return .failed(code: code)
        }
    }

    /// Byte range of a group in the line of the last match, 0 being the whole match.
    ///
    /// `nil` when the group took no part in it or the last attempt did not match.
    package func capture(_ index: Int) -> Range<Int>? {
        workspace.range(ofGroup: index)
    }

    /// Matches and answers the highest group that took part, `nil` for anything but a match.
    ///
    /// Tells which alternative of a pattern matched when each has groups of its own.
    package mutating func highestCapture(_ pattern: Pattern, in line: Span<UInt8>) -> Int? {
        let code = resultCode(pattern, line)
        return code > 0 ? Int(code) - 1 : nil
    }

    /// Tries short lines, and patterns that can match at one place only, at once; nearly all are answered so.
    private mutating func resultCode(_ pattern: Pattern, _ line: Span<UInt8>) -> Int32 {
        if line.count <= PatternLimits.quickBytes || pattern.code.isAnchored {
            let code = workspace.match(pattern.code, in: line)
            if code != MatchCode.matchLimit { return code }
        }
        return search.run(pattern, in: line, &workspace)
    }
}
