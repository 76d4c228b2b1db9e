/// What came before the next line of a file: all that telling entries from continuation lines needs.
///
/// One byte, so that it is carried from block to block, and can be stored, for each file.
package struct EntryState: RawRepresentable, Equatable, Sendable {
    package private(set) var rawValue: UInt8

    /// Before the first line of a file.
    package init() { rawValue = Self.quiet }

    /// `nil` for a byte that no state has, such as one from a damaged store.
    package init?(rawValue: UInt8) {
        guard rawValue <= Self.lastLoud || (Self.insideTraceback...Self.chained).contains(rawValue) else {
            return nil
        }
        self.rawValue = rawValue
    }

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
    var isInsideTraceback: Bool { rawValue == Self.insideTraceback }

    mutating func entryBegan(_ level: LogLevel) {
        rawValue = level >= .warning ? Self.firstLoud : Self.quiet
    }

    /// An unindented line that nothing is known about.
    mutating func plainLineFollowed() {
        switch rawValue {
        case Self.firstLoud..<Self.lastLoud: rawValue += 1
        case Self.lastLoud: rawValue = Self.quiet
        case Self.insideTraceback: rawValue = Self.afterTraceback
        default: break
        }
    }

    /// Answers whether the traceback is an entry of its own.
    ///
    /// `namesExceptionLater` is false for exception groups, all of whose lines are indented.
    mutating func tracebackBegan(namesExceptionLater: Bool) -> Bool {
        let isOwnEntry = rawValue == Self.quiet || rawValue == Self.afterTraceback
        rawValue = namesExceptionLater ? Self.insideTraceback : Self.afterTraceback
        return isOwnEntry
    }

    mutating func chainAnnounced() {
        if rawValue == Self.afterTraceback || rawValue == Self.insideTraceback { rawValue = Self.chained }
    }
}
