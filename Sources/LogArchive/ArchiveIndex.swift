/// Where to begin and to end reading an archive of ours, to see the lines around a place without all that lies before it.
package struct ArchiveIndex: Sendable, Equatable {
    /// In the bytes of the archive.
    package let stored: Range<UInt64>
    /// Where the first of these bytes unpacks to, in the bytes of the log; a line begins there.
    package let offset: UInt64

    /// - Parameters:
    ///   - path: of the archive.
    ///   - place: in the bytes of the log.
    ///   - lines: so many before and behind the place must be in reach, as far as there are any.
    /// - Returns: nil where there is no receipt, or it does not fit the archive: then only reading from the front helps.
    package init?(of path: String, around place: UInt64, lines: Int) {
        let cut = path.lastIndex(of: "/")
        let directory = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
        guard let folder = try? ArchiveFolder(directory),
            let reader = try? ArchiveReader(folder, Array(name.utf8)),
            (try? reader.file.facts().size) == reader.receipt.storedBytes
        else { return nil }
        self.init(reader.blocks, storedBytes: reader.receipt.storedBytes, around: place, lines: lines)
    }

    init?(_ blocks: [ArchiveBlock], storedBytes: UInt64, around place: UInt64, lines: Int) {
        guard let target = blocks.lastIndex(where: { $0.offset <= place }) else { return nil }
        // A block in which no line begins holds the middle of a long one.
        func beginsLine(_ index: Int) -> Bool { index == 0 || blocks[index].line > blocks[index - 1].line }
        var first = target
        while first > 0, !beginsLine(first) || blocks[target].line - blocks[first].line < lines { first -= 1 }
        var end = target + 1
        while end < blocks.count, !beginsLine(end) || blocks[end].line - blocks[target + 1].line < lines {
            end += 1
        }
        offset = blocks[first].offset
        stored = blocks[first].storedOffset..<(end < blocks.count ? blocks[end].storedOffset : storedBytes)
    }
}
