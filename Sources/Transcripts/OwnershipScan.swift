import TeamState

/// Reads a transcript for what it says of its owner, and decodes nothing else.
///
/// A file of a teammate tells in its first records, and is left then; that of a lead tells where it spawned somebody, so
/// that one that names nobody is gone through to its end, at the speed at which the disk delivers it.
struct OwnershipScan {
    private static let blockBytes = 1 << 20
    /// A longer line tells nothing here.
    private static let maxLineBytes = 4 << 20

    private var scanner = RecordScanner(seeksOwners: true)

    /// - Parameter limitBytes: what follows after so many is not read.
    mutating func facts(of file: RegularFile, limitBytes: Int) -> FileFacts {
        var found = FileFacts()
        var offset = 0
        var block: [UInt8] = []
        while offset < min(file.sizeBytes, limitBytes), !found.hasTags {
            let count = file.read(from: offset, count: Self.blockBytes, appendingTo: &block)
            guard count > 0 else { break }
            offset += count
            let end = block.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            if end > 0 { scanner.scan(block.span.extracting(0..<end), into: &found) }
            block.removeFirst(end)
            // The rest of it makes a line that is no JSON, and is passed over like one.
            if block.count > Self.maxLineBytes { block.removeAll(keepingCapacity: true) }
        }
        // What is no record of an owner was not looked at, and so is no fault.
        found.skipped = [:]
        return found
    }
}
