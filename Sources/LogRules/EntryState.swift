/// What came before the next line of a file: all that telling entries from continuation lines needs, and the
/// text of the entry that is still open where a rule wants whole entries.
///
/// Carried from block to block, and stored, for each file. Where no rule wants whole entries it is one byte of
/// news beside an empty array.
package struct EntryState: Equatable, Sendable {
    private(set) var tracebackState: UInt8
    private(set) var open = OpenEntry()

    /// Before the first line of a file.
    package init() { tracebackState = Self.quiet }

    init?(tracebackState: UInt8, open: OpenEntry) {
        let isTraceback = (Self.insideTraceback...Self.chained).contains(tracebackState)
        guard tracebackState <= Self.lastLoud || isTraceback else { return nil }
        self.tracebackState = tracebackState
        self.open = open
    }

    /// Whether lines are held back for rules with `match: entry`, until the entry is known to have ended.
    package var hasOpenEntry: Bool { open.isOpen }

    /// No entry, or one below WARNING: a traceback that comes now stands for itself.
    private static let quiet: UInt8 = 0
    /// An entry of WARNING or above, then 0 to `maxPlainLines` unindented lines that no format knows.
    private static let firstLoud: UInt8 = 1
    private static let lastLoud = firstLoud + maxPlainLines
    /// Between the head of a traceback and the line that names its exception.
    private static let insideTraceback: UInt8 = 16
    private static let afterTraceback: UInt8 = 17
    /// After a sentence that announces a further traceback of the same chain.
    private static let chained: UInt8 = 18

    /// Messages of several lines put some between an entry and its traceback (asyncio: one); more than this
    /// is rather a program that prints, whose later crash must not hide behind an old error.
    private static let maxPlainLines: UInt8 = 8
}

extension EntryState {
    var isInsideTraceback: Bool { tracebackState == Self.insideTraceback }

    mutating func entryBegan(_ level: LogLevel) {
        tracebackState = level >= .warning ? Self.firstLoud : Self.quiet
    }

    /// An unindented line that nothing is known about.
    mutating func plainLineFollowed() {
        switch tracebackState {
        case Self.firstLoud..<Self.lastLoud: tracebackState += 1
        case Self.lastLoud: tracebackState = Self.quiet
        case Self.insideTraceback: tracebackState = Self.afterTraceback
        default: break
        }
    }

    /// Answers whether the traceback is an entry of its own.
    ///
    /// `namesExceptionLater` is false for exception groups, all of whose lines are indented.
    mutating func tracebackBegan(namesExceptionLater: Bool) -> Bool {
        let isOwnEntry = tracebackState == Self.quiet || tracebackState == Self.afterTraceback
        tracebackState = namesExceptionLater ? Self.insideTraceback : Self.afterTraceback
        return isOwnEntry
    }

    mutating func chainAnnounced() {
        let isAnnounced = tracebackState == Self.afterTraceback || tracebackState == Self.insideTraceback
        if isAnnounced { tracebackState = Self.chained }
    }
}

extension EntryState {
    /// Starts an entry; the one before must be closed. Answers whether the line had to be cut.
    mutating func openEntry(with line: Span<UInt8>, isKnown: Bool) -> Bool {
        open.begin(isKnown: isKnown)
        return open.append(line)
    }

    /// Adds a line to the open entry. Answers whether the entry was cut here for the first time.
    mutating func continueEntry(with line: Span<UInt8>) -> Bool { open.append(line) }

    mutating func closeEntry() { open.close() }
}
