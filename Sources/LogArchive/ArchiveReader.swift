import FoundationEssentials

/// An archive and where its blocks begin.
struct ArchiveReader {
    let file: ArchiveFile
    let receipt: Receipt
    let blocks: [ArchiveBlock]

    private struct Row: Decodable {
        let offset: UInt64
        let storedOffset: UInt64
        let line: Int

        private enum CodingKeys: String, CodingKey {
            case offset, line
            case storedOffset = "stored_offset"
        }
    }

    /// Nil where there is no such archive with a receipt of ours.
    init?(_ folder: ArchiveFolder, _ name: [UInt8]) throws(ArchiveError) {
        let receiptName = ArchiveNames.receipt(of: name)
        guard let facts = try folder.facts(receiptName), facts.isRegular, try folder.facts(name) != nil else {
            return nil
        }
        let bytes = try folder.openForReading(receiptName).read(at: 0, count: Int(facts.size))
        guard let receipt = Receipt(jsonLines: bytes) else { return nil }
        let decoder = JSONDecoder()
        var blocks: [ArchiveBlock] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")).dropFirst() {
            guard let row = try? decoder.decode(Row.self, from: Data(line)) else { return nil }
            blocks.append(ArchiveBlock(offset: row.offset, storedOffset: row.storedOffset, line: row.line))
        }
        let isInOrder = zip(blocks, blocks.dropFirst()).allSatisfy { first, second in
            first.offset < second.offset && first.storedOffset < second.storedOffset
        }
        guard isInOrder, blocks.first?.offset ?? 0 == 0, blocks.first?.storedOffset ?? 0 == 0,
            blocks.last?.offset ?? 0 <= receipt.bytes, blocks.last?.storedOffset ?? 0 <= receipt.storedBytes
        else { return nil }
        file = try folder.openForReading(name)
        self.receipt = receipt
        self.blocks = blocks
    }
}
