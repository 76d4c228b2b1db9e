import LogTailing

extension LinePlace {
    /// The place of a line by its number, counted from 1.
    package init(path: String, lineNumber: Int) throws(LinePlaceError) {
        var finder = LineNumberFinder(wanted: lineNumber)
        var reader = WholeFile(maxLineBytes: 1_000_000)
        do {
            try reader.read(path, into: &finder)
        } catch {
            throw .unreadable(error)
        }
        guard let offset = finder.offset else {
            throw .missingLine(path: path, number: lineNumber, lines: finder.lines)
        }
        self.init(path: path, offset: offset)
    }
}

/// Counts lines until the one that is wanted.
private struct LineNumberFinder: LineConsumer {
    let wanted: Int
    private(set) var lines = 0
    private(set) var offset: UInt64?

    init(wanted: Int) { self.wanted = wanted }

    mutating func consume(_ block: Span<UInt8>, from origin: BlockOrigin) {
        guard offset == nil else { return }
        var start = 0
        for index in block.indices where block[index] == UInt8(ascii: "\n") {
            lines += 1
            if lines == wanted {
                offset = origin.offset + UInt64(start)
                return
            }
            start = index + 1
        }
    }

    mutating func batchEnded(_ batch: TailBatch) {}
}
