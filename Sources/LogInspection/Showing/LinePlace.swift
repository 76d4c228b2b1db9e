import LogArchive
package import LogTailing

/// A place in a log file, written `FILE:OFFSET`: what exemplars and the loss journal point to.
package struct LinePlace: Sendable, Equatable {
    package let path: String
    /// In the bytes of the file; in those it decompresses to when it is compressed.
    package let offset: UInt64

    package init(path: String, offset: UInt64) {
        self.path = path
        self.offset = offset
    }

    /// Reads `FILE:OFFSET`; the last colon counts, so that names may hold colons.
    package init(reading text: String) throws(LinePlaceError) {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex else {
            throw .missingOffset(text)
        }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty,
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw .missingOffset(text) }
        guard let offset = UInt64(digits) else { throw .hugeOffset(String(digits)) }
        self.init(path: String(text[..<colon]), offset: offset)
    }
}

/// Why a place in a file cannot be shown.
package enum LinePlaceError: Error, Equatable, Sendable {
    case missingOffset(String)
    case hugeOffset(String)
    case unreadable(WholeFileError)
    /// No line begins at or before the offset: the file starts with a hole.
    case insideHole(LinePlace, firstLine: UInt64)
    case beyondEnd(LinePlace, end: UInt64)
    case missingLine(path: String, number: Int, lines: Int)

    package var message: String {
        switch self {
        case .missingOffset(let text):
            "'\(text)' names no place in a file; write FILE:OFFSET, such as app.log:1048576"
        case .hugeOffset(let digits):
            "offset \(digits) is larger than any file; write FILE:OFFSET with the byte's number from 0"
        case .unreadable(let error): error.message
        case .insideHole(let place, let firstLine):
            "offset \(place.offset) of \(place.path) lies in a hole without lines; "
                + "the first line begins at \(firstLine)"
        case .beyondEnd(let place, 0):
            "offset \(place.offset) of \(place.path) cannot be shown: the file holds no line; check the path"
        case .beyondEnd(let place, let end):
            "offset \(place.offset) lies beyond the end of \(place.path), whose lines end at \(end); "
                + "the file may have been truncated or rotated: look for the place in its older files"
        case .missingLine(let path, let number, let lines):
            "\(path) has no line \(number); it has \(lines)"
        }
    }
}

/// One line and where it begins.
package struct PlacedLine: Sendable, Equatable {
    package let offset: UInt64
    /// Without the line end.
    package let bytes: [UInt8]
    /// Only the head of the line was kept.
    package let isTruncated: Bool

    package init(offset: UInt64, bytes: [UInt8], isTruncated: Bool = false) {
        self.offset = offset
        self.bytes = bytes
        self.isTruncated = isTruncated
    }
}

/// The entry at a place, with the lines around it.
package struct LineExcerpt: Sendable, Equatable {
    package let before: [PlacedLine]
    /// The entry's first line and those that continue it.
    package let entry: [PlacedLine]
    package let after: [PlacedLine]
    /// The line in `entry` that holds the offset.
    package let target: PlacedLine
}

extension LinePlace {
    /// Lines kept of one entry at most.
    private static let maxEntryLines = 1000

    /// Reads the entry around the offset and `context` lines on both sides.
    ///
    /// Reads the file from its beginning, so that compressed files and offsets within a line work alike; of an archive of
    /// ours only what lies around the place. Memory stays bounded by the longest line and what is shown.
    package func read(
        context: Int, maxLineBytes: Int = 1_000_000, progress: (UInt64) -> Void = { _ in }
    ) throws(LinePlaceError) -> LineExcerpt {
        var window = LineWindow(around: offset, context: context + Self.maxEntryLines)
        var reader = WholeFile(maxLineBytes: maxLineBytes)
        let index = try archiveIndex(lines: context + Self.maxEntryLines)
        do {
            try reader.read(
                path, part: index.map { ($0.stored, $0.offset) }, into: &window, progress: progress)
        } catch {
            throw .unreadable(error)
        }
        guard let index = window.targetIndex else {
            throw window.firstLine.map { .insideHole(self, firstLine: $0) } ?? .beyondEnd(self, end: 0)
        }
        guard offset < window.end else { throw .beyondEnd(self, end: window.end) }
        return excerpt(of: window.lines, around: index, context: context)
    }

    /// Which part of an archive of ours is enough; nil where all of the file must be read.
    private func archiveIndex(lines: Int) throws(LinePlaceError) -> ArchiveIndex? {
        guard path.hasSuffix(".gz") || path.hasSuffix(".zst"),
            let index = ArchiveIndex(of: path, around: offset, lines: lines)
        else { return nil }
        do {
            // The encoding of UTF-16 is told by its first bytes, which a part does not have.
            return try WholeFile.isUTF16(path) ? nil : index
        } catch {
            throw .unreadable(error)
        }
    }

    private func excerpt(of lines: [PlacedLine], around index: Int, context: Int) -> LineExcerpt {
        let continues = EntryOutline.continuations(in: lines.map(\.bytes))
        let farthest = max(0, index - Self.maxEntryLines)
        var first = index
        while first > farthest && continues[first] { first -= 1 }
        // The start fell out of the window: better the line alone than half of something else.
        if continues[first] { first = index }
        var last = index
        while last + 1 < lines.count && continues[last + 1] && last - first < Self.maxEntryLines { last += 1 }
        // Blank lines at the end belong to nobody.
        while last > index && lines[last].bytes.allSatisfy(EntryOutline.isBlank) { last -= 1 }
        return LineExcerpt(
            before: Array(lines[max(0, first - context)..<first]),
            entry: Array(lines[first...last]),
            after: Array(lines[(last + 1)..<min(lines.count, last + 1 + context)]),
            target: lines[index])
    }
}
