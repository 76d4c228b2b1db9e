import Checksums
import Synchronization

/// In what pieces the work is done; a test takes smaller ones.
struct ArchiveGrain: Sendable {
    /// Bytes of a log in one block: large enough to pack as well as a whole, small enough to be entered at once.
    var blockBytes = 1 << 20
    /// From this size on one file keeps all threads busy; smaller ones are worked on beside each other.
    var largeFileBytes: UInt64 = 16 << 20
}

/// Packs a file into an archive, and reads the archive back.
struct ArchiveWriter: Sendable {
    let compression: ArchiveSettings.Compression
    let threads: Int
    let grain: ArchiveGrain
    /// Asked before each block: throws to end the work.
    let mayGoOn: @Sendable () throws(ArchiveError) -> Void
    /// Told the bytes taken in with each block, when packing and when reading back.
    let progress: @Sendable (UInt64) -> Void

    private struct Block: Sendable {
        var plain: [UInt8]
        var stored: [UInt8]
        var offset: UInt64
        var line: Int
    }

    /// What the source gave so far; one thread at a time has it.
    private struct Intake {
        var offset: UInt64 = 0
        var lines = 0
        var hash = SHA256()
    }

    /// Packs all of `source` behind the end of `target`.
    func pack(_ source: ArchiveFile, size: UInt64, into target: ArchiveFile) throws(ArchiveError)
        -> ArchivedContent
    {
        let intake = Mutex(Intake())
        let content = Mutex(ArchivedContent())
        try OrderedWork.run(
            threads: min(threads, Int(clamping: size / UInt64(grain.blockBytes)) + 1),
            take: { () throws(ArchiveError) -> Block? in
                try intake.withLock { (intake: inout Intake) throws(ArchiveError) -> Block? in
                    try mayGoOn()
                    return try nextBlock(of: source, &intake)
                }
            },
            makeWork: { () throws(ArchiveError) -> (Block) throws(ArchiveError) -> Block in
                let packer = try BlockPacker(compression, path: target.path)
                return { (block: Block) throws(ArchiveError) -> Block in
                    var packed = block
                    packed.stored = try packer.pack(block.plain)
                    packed.plain = []
                    return packed
                }
            },
            put: { (block: Block) throws(ArchiveError) in
                try content.withLock { (content: inout ArchivedContent) throws(ArchiveError) in
                    try target.write(block.stored)
                    content.blocks.append(
                        ArchiveBlock(
                            offset: block.offset, storedOffset: content.storedBytes, line: block.line))
                    content.storedBytes += UInt64(block.stored.count)
                }
            })
        var result = content.withLock { $0 }
        intake.withLock {
            (result.bytes, result.lines, result.sha256) = ($0.offset, $0.lines, $0.hash.hexadecimal())
        }
        return result
    }

    private func nextBlock(of source: ArchiveFile, _ intake: inout Intake) throws(ArchiveError) -> Block? {
        var plain = try source.read(at: intake.offset, count: grain.blockBytes)
        guard !plain.isEmpty else { return nil }
        // Blocks begin with lines, so that a reader who enters one has whole lines.
        if plain.count == grain.blockBytes, let end = plain.lastIndex(of: UInt8(ascii: "\n")) {
            plain.removeLast(plain.count - end - 1)
        }
        let block = Block(plain: plain, stored: [], offset: intake.offset, line: intake.lines)
        intake.hash.update(plain)
        intake.lines += ArchiveCalls.newlines(in: plain)
        intake.offset += UInt64(plain.count)
        progress(UInt64(plain.count))
        return block
    }

    /// Reads the archive back, block by block, and compares with what was written.
    ///
    /// - Throws: `different` where sizes, checksums, lines or the hash differ.
    func prove(_ archive: ArchiveFile, holds expected: ArchivedContent) throws(ArchiveError) {
        guard try archive.facts().size == expected.storedBytes else {
            throw .different(archive: archive.path, what: "size")
        }
        let taken = Mutex(0)
        let found = Mutex(Intake())
        try OrderedWork.run(
            threads: min(threads, expected.blocks.count),
            take: { () throws(ArchiveError) -> Int? in
                try mayGoOn()
                return taken.withLock { index in
                    guard index < expected.blocks.count else { return nil }
                    index += 1
                    return index - 1
                }
            },
            makeWork: {
                { (index: Int) throws(ArchiveError) -> [UInt8] in
                    try unpack(index, of: archive, expected)
                }
            },
            put: { (plain: [UInt8]) throws(ArchiveError) in
                found.withLock { found in
                    found.hash.update(plain)
                    found.lines += ArchiveCalls.newlines(in: plain)
                    found.offset += UInt64(plain.count)
                }
                progress(UInt64(plain.count))
            })
        let (bytes, lines, hash) = found.withLock { ($0.offset, $0.lines, $0.hash.hexadecimal()) }
        guard bytes == expected.bytes else { throw .different(archive: archive.path, what: "size unpacked") }
        guard lines == expected.lines else { throw .different(archive: archive.path, what: "lines") }
        guard hash == expected.sha256 else { throw .different(archive: archive.path, what: "hash") }
    }

    private func unpack(
        _ index: Int, of archive: ArchiveFile, _ expected: ArchivedContent
    ) throws(ArchiveError) -> [UInt8] {
        let blocks = expected.blocks
        let isLast = index + 1 == blocks.count
        let storedEnd = isLast ? expected.storedBytes : blocks[index + 1].storedOffset
        let end = isLast ? expected.bytes : blocks[index + 1].offset
        let stored = try archive.read(
            at: blocks[index].storedOffset, count: Int(storedEnd - blocks[index].storedOffset))
        guard
            let plain = BlockUnpacking.unpack(
                stored, compression, bytes: Int(end - blocks[index].offset))
        else { throw .different(archive: archive.path, what: "checksum") }
        return plain
    }

    /// The size, lines and hash of a file as it lies there.
    func measure(_ source: ArchiveFile) throws(ArchiveError) -> ArchivedContent {
        var intake = Intake()
        repeat { try mayGoOn() } while try nextBlock(of: source, &intake) != nil
        return ArchivedContent(
            bytes: intake.offset, lines: intake.lines, sha256: intake.hash.hexadecimal())
    }
}
