import Synchronization

/// One archive directory, locked for one archiver.
final class ArchiveStore: Sendable {
    let folder: ArchiveFolder
    private let lock: ArchiveFile
    /// Receipts by the archive's name; only of archives that are there.
    private let receipts: Mutex<[[UInt8]: Receipt]>

    /// Makes the directory where it is missing, takes the lock, and removes what a killed run left in it.
    init(_ directory: String) throws(ArchiveError) {
        try ArchiveCalls.makeDirectories(directory)
        folder = try ArchiveFolder(directory)
        guard let lock = try folder.lock(ArchiveNames.lock) else { throw .locked(directory: directory) }
        self.lock = lock
        receipts = Mutex([:])
        let names = try folder.names()
        let present = Set(names)
        var found: [[UInt8]: Receipt] = [:]
        for name in names {
            if ArchiveNames.isUnfinished(name) {
                try folder.remove(name)
            } else if let archive = ArchiveNames.archive(ofReceipt: name) {
                // A receipt is written before its archive gets its name, and removed after it.
                if !present.contains(archive) {
                    try folder.remove(name)
                } else if let receipt = try Self.read(name, in: folder) {
                    found[archive] = receipt
                }
            }
        }
        receipts.withLock { $0 = found }
    }

    /// Archives with a receipt: those we made. Others are nobody's business.
    static func archives(in folder: ArchiveFolder) throws(ArchiveError) -> [StoredArchive] {
        var archives: [StoredArchive] = []
        for name in try folder.names() {
            guard let archive = ArchiveNames.archive(ofReceipt: name), let facts = try folder.facts(archive),
                facts.isRegular, let receipt = try read(name, in: folder)
            else { continue }
            archives.append(
                StoredArchive(
                    name: archive, storedBytes: facts.size, modifiedNanoseconds: facts.modifiedNanoseconds,
                    archivedNanoseconds: receipt.archivedMs &* 1_000_000))
        }
        return archives
    }

    /// The archive that a killed run made of this file, and its receipt.
    func archive(of facts: FileFacts) -> (name: [UInt8], receipt: Receipt)? {
        receipts.withLock { receipts in
            receipts.first { $0.value.isOf(facts) }.map { ($0.key, $0.value) }
        }
    }

    /// Gives a proven archive its name, with its receipt beside it.
    ///
    /// - Returns: the name: the first one that nothing has.
    func publish(
        _ unfinished: [UInt8], as name: [UInt8], _ compression: ArchiveSettings.Compression,
        receipt: (String) -> Receipt
    ) throws(ArchiveError) -> [UInt8] {
        var number = 1
        while true {
            let archive = ArchiveNames.archive(of: name, compression, number: number)
            number += 1
            guard try folder.facts(archive) == nil else { continue }
            let told = receipt(String(decoding: archive, as: UTF8.self))
            guard try write(told, of: archive, beside: unfinished) else { continue }
            if try folder.rename(unfinished, toNew: archive) {
                try folder.sync()
                receipts.withLock { $0[archive] = told }
                return archive
            }
            try folder.remove(ArchiveNames.receipt(of: archive))
        }
    }

    /// - Returns: false when another archive of that name has a receipt.
    private func write(
        _ receipt: Receipt, of archive: [UInt8], beside unfinished: [UInt8]
    ) throws(ArchiveError) -> Bool {
        let draft = ArchiveNames.unfinished(unfinished, number: 0)
        let file = try folder.create(draft)
        do throws(ArchiveError) {
            try file.write(try receipt.jsonLines())
            try file.sync()
            if try folder.rename(draft, toNew: ArchiveNames.receipt(of: archive)) { return true }
        } catch {
            try folder.remove(draft)
            throw error
        }
        try folder.remove(draft)
        return false
    }

    /// Removes an archive and then its receipt.
    func remove(_ archive: [UInt8]) throws(ArchiveError) {
        try folder.remove(archive)
        try folder.remove(ArchiveNames.receipt(of: archive))
        receipts.withLock { $0[archive] = nil }
        try folder.sync()
    }

    /// Leaves a mark of a run without failures in the lock's file, and its time as the time of the last change.
    func noteSuccess(nowNanoseconds: Int64) throws(ArchiveError) {
        try lock.write(Array("succeeded\n".utf8))
        try lock.setTimes(nowNanoseconds, nowNanoseconds)
    }

    /// When a run in this directory last ended without failures; nil when none did.
    static func lastSuccess(in directory: String) -> Int64? {
        guard let folder = try? ArchiveFolder(directory), let facts = try? folder.facts(ArchiveNames.lock),
            facts.size > 0
        else { return nil }
        return facts.modifiedNanoseconds
    }

    private static func read(_ name: [UInt8], in folder: ArchiveFolder) throws(ArchiveError) -> Receipt? {
        // The first line; a file system path has at most 4,096 bytes, twice as much when escaped.
        Receipt(jsonLines: try folder.openForReading(name).read(at: 0, count: 64 << 10))
    }
}
