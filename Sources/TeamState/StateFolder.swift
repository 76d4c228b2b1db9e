/// A folder of state files of one kind, listed anew only when its own stamp changed.
struct StateFolder<Document: StateDocument>: Sendable {
    struct Entry: Sendable {
        let name: PathBytes
        let path: PathBytes
        var file = CachedFile<Document.Value>()
    }

    struct Change {
        var isChanged = false
        var isPending = false
    }

    /// In byte order of their names.
    private(set) var entries: [Entry] = []
    /// True when the folder is there and is a directory.
    private(set) var exists = false
    private let path: PathBytes
    private var listed: FileStamp?
    private var wasUnsettled = false
    private var hasFaultCounted = false

    init(path: PathBytes) { self.path = path }

    var values: [Document.Value] { entries.compactMap(\.file.value) }

    mutating func refresh(in directory: DirectoryHandle, reader: inout StateFileReader) -> Change {
        var change = Change()
        do throws(FileFault) {
            let stamp = try directory.stamp(of: path)
            guard stamp.kind == .directory else { throw .wrongKind }
            if !exists || stamp != listed || wasUnsettled {
                try list(in: directory)
                (exists, listed, wasUnsettled) = (true, stamp, reader.isUnsettled(stamp))
                hasFaultCounted = false
                change.isChanged = true
            }
        } catch {
            guard !error.mayPass else {
                missLook(reader: &reader)
                return change
            }
            change.isChanged = exists
            forget(because: error, reader: &reader)
        }
        refreshEntries(in: directory, reader: &reader, change: &change)
        return change
    }

    /// Only learns whether the folder is there; its files are not looked at.
    mutating func lookAtFolder(in directory: DirectoryHandle) {
        entries = []
        listed = nil
        exists = (try? directory.stamp(of: path))?.kind == .directory
    }

    private mutating func refreshEntries(
        in directory: DirectoryHandle, reader: inout StateFileReader, change: inout Change
    ) {
        var vanished = false
        for index in entries.indices {
            let look = reader.refresh(
                &entries[index].file, as: Document.self, at: entries[index].path, name: entries[index].name,
                in: directory)
            switch look {
            case .unchanged: break
            case .changed: change.isChanged = true
            case .pending: change.isPending = true
            case .absent:
                entries[index].file = CachedFile()
                vanished = true
            }
        }
        if vanished {
            change.isChanged = true
            // A name that went may come back without a new stamp of the folder within one clock tick.
            listed = nil
        }
    }

    private mutating func list(in directory: DirectoryHandle) throws(FileFault) {
        let names = Document.selection(of: try Self.names(of: path, in: directory))
        var known: [PathBytes: CachedFile<Document.Value>] = [:]
        for entry in entries { known[entry.name] = entry.file }
        entries = names.map { name in
            Entry(name: name, path: path.appending(name), file: known[name] ?? CachedFile())
        }
    }

    private static func names(of path: PathBytes, in directory: DirectoryHandle) throws(FileFault)
        -> [PathBytes]
    {
        var folder = directory
        for component in path.components { folder = try folder.subdirectory(component) }
        return try folder.names()
    }

    /// What the system does not show now stays as it was last seen, as a file's last good value does.
    private mutating func missLook(reader: inout StateFileReader) {
        listed = nil
        reader.count(Document.source, .io)
        reader.noteBlindLook()
    }

    /// A folder that cannot be used holds nothing; a fault of kind is counted once.
    private mutating func forget(because fault: FileFault, reader: inout StateFileReader) {
        entries = []
        exists = false
        listed = nil
        if fault == .wrongKind, !hasFaultCounted { reader.count(Document.source, .type) }
        hasFaultCounted = fault == .wrongKind
    }
}
