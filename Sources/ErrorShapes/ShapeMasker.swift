/// Turns the first line of an entry into its shape: what is left of it when numbers, ids, quoted texts, addresses and
/// paths are masked, so that two entries of one cause look alike.
///
/// One pass over at most `maxInputBytes`, into a buffer that is kept: nothing is allocated per line.
package struct ShapeMasker: Sendable {
    /// What lies behind tells causes apart no more.
    package static let maxInputBytes = 1024
    package static let maxShapeBytes = 256

    /// The shape of the last line; valid UTF-8 where the line was.
    package private(set) var shape: [UInt8] = []

    package init() { shape.reserveCapacity(Self.maxShapeBytes + 64) }

    /// Masks a line without its newline; the answer is `shape`.
    package mutating func mask(_ line: Span<UInt8>) {
        shape.removeAll(keepingCapacity: true)
        let message = JSONMessage.range(in: line)
        let start = message?.lowerBound ?? 0
        let end = min(message?.upperBound ?? line.count, start + Self.maxInputBytes)
        write(line.extracting(start..<end))
        finish()
    }

    private mutating func write(_ text: Span<UInt8>) {
        var place = 0
        var followsWord = false
        while place < text.count, shape.count < Self.maxShapeBytes {
            let byte = text[place]
            let end: Int
            if ByteClass.isWord(byte) || ByteClass.beginsPath(text, place) {
                end = writeRun(text, place)
                followsWord = true
            } else {
                let quoted = followsWord ? nil : Quoting.end(in: text, at: place)
                end = quoted ?? place + 1
                if quoted != nil { emit("<str>") } else { emitPlain(byte) }
                followsWord = false
            }
            place = end
        }
    }

    /// Words and what joins them, up to a blank: a path, an address, a time, or plain words.
    private mutating func writeRun(_ text: Span<UInt8>, _ start: Int) -> Int {
        var end = start
        while end < text.count, ByteClass.isWord(text[end]) || ByteClass.joins(text[end]) { end += 1 }
        // Punctuation behind it is of the sentence.
        while end > start + 1, ByteClass.endsSentence(text[end - 1]) { end -= 1 }
        let run = text.extracting(start..<end)
        switch RunKind(run) {
        case .url: emit("<url>")
        case .email: emit("<email>")
        case .path: emit("<path>")
        case .number: emitNumber()
        case .words: writeWords(run, followedBy: end < text.count ? text[end] : 0)
        }
        return end
    }

    private mutating func writeWords(_ run: Span<UInt8>, followedBy next: UInt8) {
        var place = 0
        while place < run.count {
            guard ByteClass.isWord(run[place]) else {
                emitPlain(run[place])
                place += 1
                continue
            }
            if WordKind.isUUID(run, place) {
                emit("<uuid>")
                place += WordKind.uuidBytes
                continue
            }
            var end = place
            while end < run.count, ByteClass.isWord(run[end]) { end += 1 }
            let isLast = end == run.count
            writeWord(run.extracting(place..<end), followedBy: isLast ? next : run[end])
            place = end
        }
    }

    private mutating func writeWord(_ word: Span<UInt8>, followedBy next: UInt8) {
        switch WordKind(word) {
        case .number: emitNumber()
        case .hex: emit("<hex>")
        case .id: emit("<id>")
        case .dayOrMonth where next == UInt8(ascii: " ") || next == UInt8(ascii: ",") || endsInNumber:
            emitNumber()
        case .dayOrMonth, .plain: writeLetters(word)
        }
    }

    /// Digits in a word become one mark: `worker17` is `worker#`.
    private mutating func writeLetters(_ word: Span<UInt8>) {
        var place = 0
        while place < word.count {
            guard ByteClass.isDigit(word[place]) else {
                shape.append(word[place])
                place += 1
                continue
            }
            while place < word.count, ByteClass.isDigit(word[place]) { place += 1 }
            emitNumber()
        }
    }
}

// MARK: - Output

extension ShapeMasker {
    private static let mark = UInt8(ascii: "#")

    private mutating func emit(_ mark: StaticString) {
        // Invariant: a static string of ASCII lies in memory for good, with this many bytes.
        unsafe shape.append(
            contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
    }

    /// Blanks and control characters become one blank.
    private mutating func emitPlain(_ byte: UInt8) {
        guard byte <= 0x20 || byte == 0x7F else { return shape.append(byte) }
        if let last = shape.last, last != 0x20 { shape.append(0x20) }
    }

    /// Numbers that only a separator keeps apart are one: times, addresses, versions and lists.
    private mutating func emitNumber() {
        var end = shape.count
        while end > 0, shape.count - end < 2, ByteClass.separatesNumbers(shape[end - 1]) { end -= 1 }
        if end > 0, shape[end - 1] == Self.mark {
            shape.removeSubrange(end...)
        } else {
            shape.append(Self.mark)
        }
    }

    private var endsInNumber: Bool {
        shape.last == Self.mark || shape.dropLast().last == Self.mark
    }

    /// Drops the time at the front with what is around it, blanks at the end, and what is too long.
    private mutating func finish() {
        if shape.count > Self.maxShapeBytes {
            var end = Self.maxShapeBytes
            while end > 0, shape[end] & 0xC0 == 0x80 { end -= 1 }
            shape.removeSubrange(end...)
        }
        while shape.last == 0x20 { shape.removeLast() }
        let front = shape.prefix { ByteClass.surroundsTime($0) }.count
        if front < shape.count {
            shape.removeFirst(front)
        } else {
            shape.removeLast(max(shape.count - 1, 0))
        }
    }
}
