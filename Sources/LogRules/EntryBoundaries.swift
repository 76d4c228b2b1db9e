import PatternMatching

/// Tells of the lines of one file, in their order, which begin an entry and which are counted under a level.
///
/// The same answers as those by which `LineCounter` counts and joins lines, for those who want the lines themselves.
package struct EntryBoundaries: ~Copyable {
    package struct Role: Sendable, Equatable {
        package let beginsEntry: Bool
        package let level: LogLevel?
    }

    private let formats: LevelFormats
    private let policy: EntryPolicy
    private var state = EntryState()
    private var matcher = PatternMatcher()
    private var isOpen = false
    private var isOpenKnown = false

    package init(_ formats: LevelFormats, policy: EntryPolicy = .auto) {
        self.formats = formats
        self.policy = policy
    }

    /// Whether the level of an entry is known with its first line.
    package var tellsLevelAtOnce: Bool {
        if case .start = policy { return false }
        return true
    }

    /// - Parameter line: without its newline.
    package mutating func role(of line: Span<UInt8>) -> Role {
        let wasInsideTraceback = state.isInsideTraceback
        let level = formats.level(of: line, state: &state, matcher: &matcher)
        let text = line.extracting(textRange(of: line))
        let beginning = beginning(
            of: text, isLevelled: level != nil, wasInsideTraceback: wasInsideTraceback)
        if beginning != .none {
            isOpen = true
            isOpenKnown = beginning == .known
        }
        // What continues nothing stands for itself.
        let isFirst = !isOpen && !text.isEmpty
        if isFirst { isOpen = true }
        return Role(beginsEntry: beginning != .none || isFirst, level: level)
    }

    private mutating func beginning(
        of line: Span<UInt8>, isLevelled: Bool, wasInsideTraceback: Bool
    ) -> EntryBeginning {
        switch policy {
        case .none: .known
        case .start(let pattern): matcher.match(pattern, in: line) == .match ? .known : .none
        case .auto:
            formats.beginning(
                of: line, isLevelled: isLevelled, wasInsideTraceback: wasInsideTraceback,
                isOpenKnown: isOpenKnown, matcher: &matcher)
        }
    }
}
