/// Every call into `CByteSearch` stands in this file.
import CByteSearch
import PatternMatching

/// One byte string to look for, a wide register at a time.
struct LiteralSearch: Sendable {
    private let bytes: [UInt8]
    private let masks: [UInt8]
    private let probes: (first: Int, second: Int)

    init(_ literal: RequiredLiteral) {
        precondition(!literal.bytes.isEmpty, "an empty literal stands everywhere")
        bytes = literal.bytes
        masks = literal.caseMasks
        let byRarity = literal.bytes.indices.sorted {
            (commonness[Int(literal.bytes[$0])], $0) < (commonness[Int(literal.bytes[$1])], $1)
        }
        probes = (byRarity[0], byRarity[min(1, byRarity.count - 1)])
    }

    /// The first place at or behind `start`.
    func firstPlace(in text: Span<UInt8>, from start: Int) -> Int? {
        let found = unsafe withPointers(to: text) { text, count, literal in
            // Invariant: `text` holds `count` bytes, and the literal's arrays live through the call.
            unsafe byte_search_find(text, count, start, literal)
        }
        return found < text.count ? found : nil
    }

    /// The same without wide registers, as other processors do it.
    func firstPlacePlainly(in text: Span<UInt8>, from start: Int) -> Int? {
        let found = unsafe withPointers(to: text) { text, count, literal in
            // Invariant: as above.
            unsafe byte_search_find_plainly(text, count, start, literal)
        }
        return found < text.count ? found : nil
    }

    /// Writes each place where the literal stands with its lead in `range` to `places`, and adds what the range holds
    /// to `findings`; returns how many places there are. Ranges that follow each other give each place once.
    func survey(
        _ text: Span<UInt8>, _ range: Range<Int>, places: inout [UInt32], findings: inout SurveyFindings,
        plainly: Bool = false
    ) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= text.count, "a range outside of the text")
        precondition(places.count >= range.count, "no room for the places of \(range.count) bytes")
        guard !range.isEmpty else { return 0 }
        var found = byte_search_findings(newlines: 0, holds_nul: 0)
        let count = unsafe places.withUnsafeMutableBufferPointer { places in
            unsafe withPointers(to: text) { text, count, literal in
                // Invariant: the range is part of the text, and each of its bytes has room among the places.
                plainly
                    ? unsafe byte_search_survey_plainly(
                        text, count, range.lowerBound, range.upperBound, literal, places.baseAddress, &found)
                    : unsafe byte_search_survey(
                        text, count, range.lowerBound, range.upperBound, literal, places.baseAddress, &found)
            }
        }
        findings.newlines += Int(found.newlines)
        if found.holds_nul != 0 { findings.holdsNUL = true }
        return count
    }

    private func withPointers(
        to text: Span<UInt8>,
        _ body: (UnsafePointer<UInt8>?, Int, UnsafePointer<byte_search_literal>) -> Int
    ) -> Int {
        // Invariant: no pointer outlives its closure; the probes are places of the literal.
        unsafe text.withUnsafeBufferPointer { text in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe masks.withUnsafeBufferPointer { masks in
                    var literal = unsafe byte_search_literal(
                        bytes: bytes.baseAddress, masks: masks.baseAddress, length: bytes.count,
                        first_probe: probes.first, second_probe: probes.second)
                    return unsafe body(text.baseAddress, text.count, &literal)
                }
            }
        }
    }
}

/// What a survey finds out about its bytes besides the literal's places.
struct SurveyFindings: Equatable {
    var newlines = 0
    var holdsNUL = false
}

/// Writes where lines end; see `BlockIndex`.
enum LineEnds {
    /// How many entries behind the last one may be written over.
    static let slack = 4

    /// Writes `base` plus the offset behind each newline of `text` to `ends` from `place` on; returns how many.
    static func write(
        of text: Span<UInt8>, base: Int, to ends: inout [UInt32], at place: Int, plainly: Bool = false
    ) -> Int {
        precondition(ends.count - place >= text.count + slack, "no room for the ends of \(text.count) lines")
        // Invariant: as many newlines as bytes have room behind `place`, by the line above.
        return unsafe text.withUnsafeBufferPointer { text in
            unsafe ends.withUnsafeMutableBufferPointer { ends in
                let base = UInt32(truncatingIfNeeded: base)
                guard let first = ends.baseAddress else { return 0 }
                return plainly
                    ? unsafe byte_search_line_ends_plainly(text.baseAddress, text.count, base, first + place)
                    : unsafe byte_search_line_ends(text.baseAddress, text.count, base, first + place)
            }
        }
    }
}

/// Where single lines lie, for those who want few of them; see `HitLines`.
enum Newlines {
    static func count(in text: Span<UInt8>, plainly: Bool = false) -> Int {
        // Invariant: the C code reads as many bytes as it is told the text has.
        unsafe text.withUnsafeBufferPointer { text in
            plainly
                ? unsafe byte_search_count_lines_plainly(text.baseAddress, text.count)
                : unsafe byte_search_count_lines(text.baseAddress, text.count)
        }
    }

    /// The line that holds a place, without its newline; it begins at or behind `floor`.
    static func line(holding place: Int, from floor: Int, in text: Span<UInt8>) -> Range<Int> {
        precondition(floor >= 0 && floor <= place && place < text.count, "no byte \(place) in the text")
        // Invariant: both searches stay within the text, by the line above.
        return unsafe text.withUnsafeBufferPointer { text in
            guard let bytes = text.baseAddress else { return 0..<0 }
            let start = unsafe byte_search_line_start(bytes, floor, place)
            return unsafe start..<byte_search_line_end(bytes, text.count, place)
        }
    }
}

/// Bytes that are 0.
enum NULs {
    static func stand(in text: Span<UInt8>) -> Bool {
        // Invariant: the C code reads as many bytes as it is told the text has.
        unsafe text.withUnsafeBufferPointer { text in
            unsafe byte_search_holds_nul(text.baseAddress, text.count) != 0
        }
    }
}

/// Runs of capital letters; see `LevelFormats`.
enum CapitalRun {
    /// Whether four ASCII capital letters stand side by side.
    static func stands(in text: Span<UInt8>, plainly: Bool = false) -> Bool {
        // Invariant: the C code reads as many bytes as it is told the text has.
        unsafe text.withUnsafeBufferPointer { text in
            plainly
                ? unsafe byte_search_has_capitals_plainly(text.baseAddress, text.count) != 0
                : unsafe byte_search_has_capitals(text.baseAddress, text.count) != 0
        }
    }
}

extension RequiredLiteral {
    /// For each byte the bit that a letter of the text may have set or not, where case does not matter.
    var caseMasks: [UInt8] { bytes.map { isCaseless && isSmallLetter($0) ? 0x20 : 0 } }
}

private func isSmallLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
}

/// How often bytes stand in logs, in steps: the rarer byte of a literal is the better one to look for.
private let commonness: [UInt8] = (0...255).map { value in
    let byte = UInt8(value)
    return switch byte {
    case UInt8(ascii: " "): 9
    case UInt8(ascii: "0")...UInt8(ascii: "2"), UInt8(ascii: "-"), UInt8(ascii: ":"): 8
    case UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "i"), UInt8(ascii: "o"),
        UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "s"), UInt8(ascii: "3")...UInt8(ascii: "9"):
        7
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "\""): 6
    case UInt8(ascii: "I"), UInt8(ascii: "N"), UInt8(ascii: "F"), UInt8(ascii: "O"), UInt8(ascii: "D"): 5
    case _ where isSmallLetter(byte): 4
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "]"): 3
    case 0xE3: 3
    default: 1
    }
}
