/// What the files of an archive directory are called.
///
/// All but the archives are hidden, so that no glob of a log takes them for text.
enum ArchiveNames {
    static let lock = Array(".archive.lock".utf8)
    private static let receiptSuffix = Array(".receipt".utf8)
    private static let unfinishedSuffix = Array(".packing".utf8)
    private static let removalSuffix = Array(".archived".utf8)
    private static let dot = UInt8(ascii: ".")

    /// `app.log.3.gz`, and where that is taken `app.log.3-2.gz`.
    static func archive(of name: [UInt8], _ compression: ArchiveSettings.Compression, number: Int) -> [UInt8]
    {
        name + (number > 1 ? Array("-\(number)".utf8) : []) + Array(compression.suffix.utf8)
    }

    static func receipt(of archive: [UInt8]) -> [UInt8] { [dot] + archive + receiptSuffix }

    /// The archive that a receipt is of; nil for another name.
    static func archive(ofReceipt name: [UInt8]) -> [UInt8]? { inner(of: name, receiptSuffix) }

    /// - Parameter number: tells files of one name apart that are packed at the same time.
    static func unfinished(_ name: [UInt8], number: Int) -> [UInt8] {
        [dot] + name + Array(".\(number)".utf8) + unfinishedSuffix
    }

    static func isUnfinished(_ name: [UInt8]) -> Bool { inner(of: name, unfinishedSuffix) != nil }

    /// What a file is called between its archive's completion and its removal.
    static func removal(of name: [UInt8]) -> [UInt8] { [dot] + name + removalSuffix }

    /// The file that was about to be removed under this name; nil for another name.
    static func original(ofRemoval name: [UInt8]) -> [UInt8]? { inner(of: name, removalSuffix) }

    private static func inner(of name: [UInt8], _ suffix: [UInt8]) -> [UInt8]? {
        guard name.count > suffix.count + 1, name.first == dot,
            name.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        return Array(name.dropFirst().dropLast(suffix.count))
    }
}
