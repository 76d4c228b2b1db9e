extension Receipt {
    /// The receipt that lies beside an archive of ours; nil where there is none, or it does not fit the archive.
    ///
    /// Blocks are left out.
    package static func beside(_ archive: String) -> Receipt? {
        let cut = archive.lastIndex(of: "/")
        let directory = cut.map { $0 == archive.startIndex ? "/" : String(archive[..<$0]) } ?? "."
        let name = Array((cut.map { archive[archive.index(after: $0)...] } ?? archive[...]).utf8)
        guard let folder = try? ArchiveFolder(directory),
            let file = try? folder.openForReading(ArchiveNames.receipt(of: name)),
            // The first line; a path has at most 4,096 bytes, twice as much when escaped.
            let bytes = try? file.read(at: 0, count: 64 << 10),
            let receipt = Receipt(jsonLines: bytes),
            let facts = try? folder.facts(name), facts.size == receipt.storedBytes
        else { return nil }
        return receipt
    }
}
