package import LogTailing

/// What became of one file.
package struct ArchivedFile: Sendable, Equatable {
    package var path: BytePath
    package var archive: String
    package var bytes: UInt64
    package var storedBytes: UInt64
    package var lines: Int
    /// A run before this one had made the archive and was killed before it removed the file.
    package var wasComplete: Bool
}

/// Archives one file: packed under a temporary name, proven, given its name, and only then removed where it was.
struct ArchiveJob {
    let item: ArchivePlan.Item
    let store: ArchiveStore
    let writer: ArchiveWriter
    let procfs: String
    /// Tells files of one run apart.
    let number: Int
    let summarise: @Sendable (LogFile) -> LogSummary?

    func run() throws(ArchiveError) -> ArchivedFile {
        let name = item.file.path.name.bytes
        let folder = try ArchiveFolder(item.file.path.directory.text)
        let source = try folder.openForReading(name)
        let facts = try source.facts()
        guard facts.isRegular, facts.linkCount == 1, facts.inode == item.file.identity.inode,
            facts.size == item.file.size, facts.modifiedNanoseconds == item.file.modifiedNanoseconds
        else { throw .changed(path: source.path) }
        guard try FileInUse.ask(source, procfs: procfs) == .free else {
            throw .openForWriting(path: source.path)
        }
        let removal = SourceRemoval(
            folder: folder, name: name, file: source, archived: facts, procfs: procfs)
        if let complete = try completeArchive(of: source, facts) {
            try removal.run()
            return complete
        }
        let (archive, content) = try pack(source, facts)
        do throws(ArchiveError) {
            try removal.run()
        } catch {
            // The file goes on, and will be archived as a whole another time.
            try store.remove(archive)
            throw error
        }
        return archived(archive, content, wasComplete: false)
    }

    private func archived(_ name: [UInt8], _ content: ArchivedContent, wasComplete: Bool) -> ArchivedFile {
        ArchivedFile(
            path: item.file.path, archive: "\(store.folder.path)/\(String(decoding: name, as: UTF8.self))",
            bytes: content.bytes, storedBytes: content.storedBytes, lines: content.lines,
            wasComplete: wasComplete)
    }

    /// The archive that a run before made of this very file, read back once more; one that is not good is left alone.
    private func completeArchive(of source: ArchiveFile, _ facts: FileFacts) throws(ArchiveError)
        -> ArchivedFile?
    {
        guard let (name, receipt) = store.archive(of: facts) else { return nil }
        let measured = try writer.measure(source)
        guard measured.sha256 == receipt.sha256, measured.bytes == receipt.bytes,
            let content = try proveWhole(name, receipt)
        else { return nil }
        return archived(name, content, wasComplete: true)
    }

    private func proveWhole(_ name: [UInt8], _ receipt: Receipt) throws(ArchiveError) -> ArchivedContent? {
        guard let reader = try ArchiveReader(store.folder, name) else { return nil }
        let content = ArchivedContent(
            bytes: receipt.bytes, storedBytes: receipt.storedBytes, lines: receipt.lines,
            sha256: receipt.sha256, blocks: reader.blocks)
        do throws(ArchiveError) {
            try writer.prove(reader.file, holds: content)
        } catch {
            if case .different = error { return nil }
            throw error
        }
        return content
    }

    private func pack(
        _ source: ArchiveFile, _ facts: FileFacts
    ) throws(ArchiveError) -> (name: [UInt8], content: ArchivedContent) {
        let name = item.file.path.name.bytes
        let unfinished = ArchiveNames.unfinished(name, number: number)
        let target = try store.folder.create(unfinished)
        do throws(ArchiveError) {
            let content = try writer.pack(source, size: facts.size, into: target)
            try target.setAttributes(of: facts)
            try target.sync()
            target.dropPages()
            try writer.prove(target, holds: content)
            guard content.bytes == facts.size, try source.facts().isUntouched(since: facts) else {
                throw .changed(path: source.path)
            }
            let summary = summarise(item.file)
            let archive = try store.publish(unfinished, as: name, writer.compression) { archive in
                Receipt(
                    archive: archive, source: item.file.path.text, log: item.file.logName,
                    compression: writer.compression, content: content, facts: facts,
                    archivedMs: ArchiveCalls.nowNanoseconds() / 1_000_000, entries: summary)
            }
            return (archive, content)
        } catch {
            try store.folder.remove(unfinished)
            throw error
        }
    }
}
