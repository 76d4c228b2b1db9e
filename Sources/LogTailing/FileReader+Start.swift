/// Where reading of a file begins.
extension FileReader {
    /// The marker of the first bytes of a file.
    mutating func head(of file: OpenFile) throws(SystemCallError) -> ContentMarker {
        let count = try FileSystemCalls.read(
            file, at: 0, count: ContentMarker.maxLength, atLeast: ContentMarker.maxLength, into: &buffer)
        let hash = ContentMarker.hash(buffer.span.extracting(0..<count))
        return ContentMarker(end: UInt64(count), length: count, hash: hash)
    }

    /// Whether the first bytes are none that a log has, such as those with which `shred` overwrites a file: in random
    /// ones every ninth is a control character.
    mutating func beginsWithNoText(_ file: OpenFile) throws(SystemCallError) -> Bool {
        let count = try FileSystemCalls.read(
            file, at: 0, count: ContentMarker.maxLength, atLeast: ContentMarker.maxLength, into: &buffer)
        let isUTF16 = count >= 2 && TextEncoding(firstByte: buffer[0], secondByte: buffer[1]) != .bytes
        let controls = buffer[..<count].count { byte in
            // Terminals are sent tabs, ends of lines and pages, and escape sequences.
            byte == 0x7F || (byte < 0x20 && !(0x07...0x0D).contains(byte) && byte != 0x1B)
        }
        return !isUTF16 && controls * 32 > count
    }

    /// Whether the file still begins as it did.
    mutating func hasHead(_ head: ContentMarker, _ file: OpenFile) throws(SystemCallError) -> Bool {
        let count = try FileSystemCalls.read(
            file, at: 0, count: ContentMarker.maxLength, atLeast: ContentMarker.maxLength, into: &buffer)
        return holds(head, at: head.length, of: count)
    }

    /// The position of a reader that is only interested in what comes: after the last newline, so that a line being
    /// written now is read whole; inside an over-long line when there is no newline within the limit.
    mutating func positionAtEnd(
        of file: OpenFile,
        size: UInt64,
        maxLineBytes: Int
    ) throws(SystemCallError) -> ReadPosition {
        var position = ReadPosition()
        _ = try read(file, endingAt: min(size, UInt64(ContentMarker.maxLength)), &position)
        let splitter = LineSplitter(maxLineBytes: maxLineBytes, encoding: try Self.encoding(of: file))
        let unit = UInt64(splitter.encoding.unitBytes)
        let size = size / unit * unit
        let limit = UInt64(splitter.oversizedFromBytes)
        var end = size
        while end > 0 && size - end < limit {
            let count = min(end, UInt64(buffer.count) / unit * unit, limit - (size - end))
            let loaded = try FileSystemCalls.read(
                file, at: end - count, count: Int(count), atLeast: Int(count), into: &buffer)
            guard loaded == Int(count) else { break }
            if let newline = splitter.lastNewline(in: buffer.span, 0..<loaded) {
                return try self.position(file, at: end - count + UInt64(newline) + unit, position)
            }
            end -= count
        }
        if size <= UInt64(splitter.maxLineBytes) { return ReadPosition() }
        position.isInsideOversizedLine = true
        return try self.position(file, at: size, position)
    }

    /// The position behind so many bytes that were counted elsewhere, whether or not they end with a line.
    mutating func position(of file: OpenFile, behind size: UInt64) throws(SystemCallError) -> ReadPosition {
        var position = ReadPosition()
        _ = try read(file, endingAt: min(size, UInt64(ContentMarker.maxLength)), &position)
        return try self.position(file, at: size, position)
    }

    private mutating func position(
        _ file: OpenFile,
        at offset: UInt64,
        _ base: ReadPosition
    ) throws(SystemCallError) -> ReadPosition {
        var position = base
        position.offset = offset
        if offset > 0 { position.digest = nil }
        return try read(file, endingAt: offset, &position) ? position : ReadPosition()
    }

    /// Sets the markers of a position from the bytes that end there; false when the file is shorter by now.
    private mutating func read(
        _ file: OpenFile,
        endingAt end: UInt64,
        _ position: inout ReadPosition
    ) throws(SystemCallError) -> Bool {
        let count = min(end, UInt64(ContentMarker.maxLength))
        let loaded = try FileSystemCalls.read(
            file, at: end - count, count: Int(count), atLeast: Int(count), into: &buffer)
        guard loaded == Int(count) else { return false }
        mark(&position, end - count, loaded)
        return true
    }
}
