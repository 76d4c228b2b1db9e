package import LogRules

/// An entry that was looked for, whole, with the lines around it that no entry before it shows already.
package struct FoundEntry: Sendable, Equatable {
    /// Milliseconds since 1970: its own time, else that of the entry above it; nil where none above has one.
    package var timeMs: Int64?
    package var level: LogLevel
    /// Its first line and those that continue it.
    package var lines: [PlacedLine]
    package var before: [PlacedLine]
    package var after: [PlacedLine]
    /// More belongs to it than is kept.
    package var isCut: Bool
    /// Lines of its file that are not shown lie before it.
    package var followsGap: Bool

    /// More of one entry, or of the context on one side, is not kept.
    static let maxBytes = 1_000_000
    static let maxLines = 10_000
    /// A line of context is kept up to here.
    static let maxContextLineBytes = 8192
}
