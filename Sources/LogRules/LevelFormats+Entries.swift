import PatternMatching

extension LevelFormats {
    /// Whether a line begins an entry, rather than continuing the one before it.
    ///
    /// `isLevelled` says that it counted under a level, so began one; `wasInsideTraceback` is of the state before
    /// that was asked. An unknown line continues an entry that a known format or a time began, and else stands
    /// for itself. Empty lines begin nothing.
    func beginning(
        of line: Span<UInt8>, isLevelled: Bool, wasInsideTraceback: Bool, isOpenKnown: Bool,
        matcher: inout PatternMatcher
    ) -> EntryBeginning {
        if isLevelled { return .known }
        let text = line.extracting(textRange(of: line))
        guard !wasInsideTraceback else { return .none }
        switch role(of: text, depth: 0, matcher: &matcher) {
        case .continuation: return .none
        case .start: return .known
        case .unknown: return isOpenKnown ? .none : .unknown
        }
    }

    private enum Role {
        case start
        case continuation
        case unknown
    }

    private func role(of line: Span<UInt8>, depth: Int, matcher: inout PatternMatcher) -> Role {
        guard !line.isEmpty, !lineStarts[Int(line[0])].isContinuation, tracebackStep(line) == nil else {
            return .continuation
        }
        if depth < Self.maxEnvelopes, let length = envelopeLength(line, matcher: &matcher) {
            return role(of: line.extracting(length..<line.count), depth: depth + 1, matcher: &matcher)
        }
        if depth > 0 { return .start }
        guard let entryStart, matcher.match(entryStart, in: line) == .match else { return .unknown }
        return .start
    }
}

/// Whether and how surely a line begins an entry.
enum EntryBeginning {
    case none
    /// Nothing is known of the line, nor of the one before it.
    case unknown
    case known
}
