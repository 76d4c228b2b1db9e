/// Tells the level of the commonest lines byte by byte, exactly as the first formats of the shipped catalogue do.
///
/// Knows the formats from `python` to `level_in_brackets` as they are written there; `fingerprint` is that of their
/// text, and a catalogue with another one goes without shortcuts. A line that is not decided here is left to PCRE2,
/// so `nil` is always right. Each function quotes the part of the catalogue that it stands for.
struct LevelShortcuts: Sendable {
    /// How many formats, from the first on, are known.
    static let formatCount = 10
    /// Of the text of these formats and of their pieces.
    static let fingerprint: UInt64 = 0x8C04_EA7F_AA4D_32D1

    private let words: LevelWords

    init(_ words: LevelWords) { self.words = words }

    /// The level of a line that is no continuation; `nil` when the patterns must decide.
    func level(of line: Span<UInt8>) -> LogLevel? {
        guard !line.isEmpty else { return nil }
        switch line[0] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard let end = clockEnd(line, 0) else { return nil }
            return levelBehindClock(line, end)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): return levelAtStart(line)
        case UInt8(ascii: "["): return levelInBrackets(line)
        default: return nil
        }
    }

    // MARK: Formats

    /// Behind the digits of `@TIME@` at the line's start: python, loguru or time_then_level.
    private func levelBehindClock(_ line: Span<UInt8>, _ clockEnd: Int) -> LogLevel? {
        // The space, the sign and the space behind it in one look; with these no zone can follow.
        var sign = eightBytes(of: line, at: clockEnd) & 0xFF_FFFF
        var end = clockEnd
        if sign != Self.spacedHyphen, sign != Self.spacedBar {
            end = zoneEnd(line, clockEnd)
            sign = eightBytes(of: line, at: end) & 0xFF_FFFF
        }
        switch sign {
        case Self.spacedHyphen: return pythonLevel(line, end + 3)
        case Self.spacedBar: return loguruLevel(line, end + 3)
        default: return timeThenLevel(line, end)
        }
    }

    /// ` - ` and ` | ` as numbers, the first byte lowest.
    private static let spacedHyphen: UInt64 = 0x20_2D20
    private static let spacedBar: UInt64 = 0x20_7C20

    /// `(?:\S+ - )??\[?(?<level>@LEVEL@)\]? *(?:[-:|]|$)`.
    private func pythonLevel(_ line: Span<UInt8>, _ start: Int) -> LogLevel? {
        if let level = pythonWord(line, start) { return level }
        let end = firstSpace(line, start)
        guard end > start, eightBytes(of: line, at: end) & 0xFF_FFFF == Self.spacedHyphen else { return nil }
        return pythonWord(line, end + 3)
    }

    private func pythonWord(_ line: Span<UInt8>, _ start: Int) -> LogLevel? {
        var place = start
        if isByte("[", line, place) { place += 1 }
        guard let (end, level) = words.word(in: line, at: place) else { return nil }
        place = end
        if isByte("]", line, place) { place += 1 }
        while isByte(" ", line, place) { place += 1 }
        let ends = place == line.count || isByte("-", line, place) || isByte(":", line, place)
        return ends || isByte("|", line, place) ? level : nil
    }

    /// `@COLOUR@(?<level>@LEVEL@) *@COLOUR@ *\|`, without colours.
    private func loguruLevel(_ line: Span<UInt8>, _ start: Int) -> LogLevel? {
        guard let (end, level) = words.word(in: line, at: start) else { return nil }
        var place = end
        while isByte(" ", line, place) { place += 1 }
        return isByte("|", line, place) ? level : nil
    }

    /// `\]?:? (?:(?:\[[^\]]{1,64}\]|\{[^}]{1,64}\}|\d{1,10}):? )??[\[(<]?(?<level>@LEVEL@)(?![\w.-])`.
    private func timeThenLevel(_ line: Span<UInt8>, _ start: Int) -> LogLevel? {
        var place = start
        if isByte("]", line, place) { place += 1 }
        if isByte(":", line, place) { place += 1 }
        guard isByte(" ", line, place) else { return nil }
        place += 1
        if let level = standaloneWord(line, place) { return level }
        guard let end = bracketedEnd(line, place) else { return nil }
        place = isByte(":", line, end) ? end + 1 : end
        return isByte(" ", line, place) ? standaloneWord(line, place + 1) : nil
    }

    private func standaloneWord(_ line: Span<UInt8>, _ start: Int) -> LogLevel? {
        let isBracketed = isByte("[", line, start) || isByte("(", line, start) || isByte("<", line, start)
        guard let (end, level) = words.word(in: line, at: isBracketed ? start + 1 : start) else { return nil }
        guard end < line.count else { return level }
        let next = line[end]
        let goesOn = isWordByte(next) || next == UInt8(ascii: ".") || next == UInt8(ascii: "-")
        return goesOn ? nil : level
    }

    /// `\[[^\]]{1,64}\]|\{[^}]{1,64}\}|\d{1,10}`.
    private func bracketedEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
        guard start < line.count else { return nil }
        if isDigit(line[start]) {
            var end = start
            while end < line.count, isDigit(line[end]) { end += 1 }
            return end - start <= 10 ? end : nil
        }
        guard let close = closing(line[start]) else { return nil }
        var end = start + 1
        while end < line.count, end <= start + 65, line[end] != close { end += 1 }
        let isClosed = end < line.count && line[end] == close
        return isClosed && (2...65).contains(end - start) ? end + 1 : nil
    }

    private func closing(_ open: UInt8) -> UInt8? {
        switch open {
        case UInt8(ascii: "["): UInt8(ascii: "]")
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        default: nil
        }
    }

    /// `(?<level>@LEVEL@):[^:\s]+:`, and uvicorn's `(?<level>@LEVEL@):(?:\s|$)`.
    private func levelAtStart(_ line: Span<UInt8>) -> LogLevel? {
        guard let (end, level) = words.word(in: line, at: 0), isByte(":", line, end) else { return nil }
        var place = end + 1
        guard place < line.count, !isSpace(line[place]) else { return level }
        while place < line.count, line[place] != UInt8(ascii: ":"), !isSpace(line[place]) { place += 1 }
        return place > end + 1 && isByte(":", line, place) ? level : nil
    }

    /// celery's `\[@TIME@: (?<level>@LEVEL@)/[^\]]*\] `, time_then_level in brackets, and
    /// `\[(?<level>@LEVEL@)\](?:\s|:|$)`.
    private func levelInBrackets(_ line: Span<UInt8>) -> LogLevel? {
        if let end = timeEnd(line, 1) {
            let isCelery = isByte(":", line, end) && isByte(" ", line, end + 1)
            return isCelery ? celeryLevel(line, end + 2) : timeThenLevel(line, end)
        }
        // A single capital letter may begin the day of apache_error.
        guard let (end, level) = words.word(in: line, at: 1), end > 2, isByte("]", line, end) else {
            return nil
        }
        guard end + 1 < line.count, !isSpace(line[end + 1]) else { return level }
        return line[end + 1] == UInt8(ascii: ":") ? level : nil
    }

    private func celeryLevel(_ line: Span<UInt8>, _ start: Int) -> LogLevel? {
        guard let (end, level) = words.word(in: line, at: start), isByte("/", line, end) else { return nil }
        var place = end + 1
        while place < line.count, line[place] != UInt8(ascii: "]") { place += 1 }
        return isByte("]", line, place) && isByte(" ", line, place + 1) ? level : nil
    }
}

// MARK: - Time

extension LevelShortcuts {
    /// `@TIME@`: where it ends, `nil` where none begins, or one with `/` in its date.
    private func timeEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
        clockEnd(line, start).map { zoneEnd(line, $0) }
    }

    /// The same without the zone.
    @inline(__always)
    private func clockEnd(_ line: Span<UInt8>, _ start: Int) -> Int? {
        guard start + 19 <= line.count else { return nil }
        let date = eightBytes(of: line, at: start)
        let day = eightBytes(of: line, at: start + 8)
        let clock = eightBytes(of: line, at: start + 11)
        // Digits become 0 to 9 and signs 0; then the sum has a top bit where one of them was something else.
        let dateRest = date ^ 0x2D30_302D_3030_3030
        let clockRest = clock ^ 0x3030_3A30_303A_3030
        let dayRest = (day ^ 0x3030) & 0xFFFF
        let wrong =
            dateRest | (dateRest &+ 0x7F76_767F_7676_7676) | clockRest | (clockRest &+ 0x7676_7F76_767F_7676)
            | dayRest | (dayRest &+ 0x7676)
        let between = UInt8(truncatingIfNeeded: day >> 16)
        guard wrong & 0x8080_8080_8080_8080 == 0, between == UInt8(ascii: " ") || between == UInt8(ascii: "T")
        else { return nil }
        return fractionEnd(line, start + 19)
    }

    /// `(?:[.,]\d{1,9}+)?+`.
    @inline(__always)
    private func fractionEnd(_ line: Span<UInt8>, _ start: Int) -> Int {
        guard isByte(",", line, start) || isByte(".", line, start) else { return start }
        var end = start + 1
        while end < line.count, end <= start + 9, isDigit(line[end]) { end += 1 }
        return end > start + 1 ? end : start
    }

    /// `(?: ?+(?:Z|[A-Z]{2,3}T|[A-Z]TC|[+-]\d\d:?\d\d))?+`.
    private func zoneEnd(_ line: Span<UInt8>, _ start: Int) -> Int {
        let place = isByte(" ", line, start) ? start + 1 : start
        guard place < line.count else { return start }
        func isCapital(_ offset: Int) -> Bool {
            place + offset < line.count
                && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(line[place + offset])
        }
        func digits(_ offset: Int) -> Bool {
            place + offset + 1 < line.count && isDigit(line[place + offset])
                && isDigit(line[place + offset + 1])
        }
        switch line[place] {
        case UInt8(ascii: "Z"): return place + 1
        case UInt8(ascii: "A")...UInt8(ascii: "Y"):
            guard isCapital(1), isCapital(2) else { return start }
            if isByte("T", line, place + 3) { return place + 4 }
            let isShort =
                isByte("T", line, place + 2) || isByte("T", line, place + 1) && isByte("C", line, place + 2)
            return isShort ? place + 3 : start
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard digits(1) else { return start }
            let minutes = isByte(":", line, place + 3) ? 4 : 3
            return digits(minutes) ? place + minutes + 2 : start
        default: return start
        }
    }
}

// MARK: - Bytes

/// The first byte at or behind `start` that is white space, or the end of the line.
private func firstSpace(_ line: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place < line.count {
        let bytes = eightBytes(of: line, at: place)
        // The lowest top bit that is set marks the first byte below 0x21, which is a space or a control character.
        let low = (bytes &- 0x2121_2121_2121_2121) & ~bytes & 0x8080_8080_8080_8080
        guard low != 0 else {
            place += 8
            continue
        }
        place = min(place + low.trailingZeroBitCount / 8, line.count)
        if place == line.count || isSpace(line[place]) { return place }
        place += 1
    }
    return line.count
}

@inline(__always)
private func isByte(_ byte: Unicode.Scalar, _ line: Span<UInt8>, _ place: Int) -> Bool {
    place < line.count && line[place] == UInt8(ascii: byte)
}

@inline(__always)
private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

/// What PCRE2 means by `\s` in bytes.
@inline(__always)
private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }

/// What PCRE2 means by `\w` in bytes.
private func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
}
