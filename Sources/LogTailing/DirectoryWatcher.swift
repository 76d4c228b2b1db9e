/// A file came to a name or left it.
struct NameEvent: Equatable {
    enum Kind: UInt32, CaseIterable {
        case movedFrom = 0x40
        case movedTo = 0x80
        case created = 0x100
        case deleted = 0x200
    }

    let kind: Kind
    let path: BytePath
    /// The same in both events of a rename.
    let cookie: UInt32
}

/// What directory events mean for the tailer.
enum DirectoryChange: Equatable {
    /// The content of the file with this name grew or changed.
    case modified(BytePath)
    /// This name may lead to another file, to none, or with other permissions.
    case renamed(BytePath)
    /// What happened to a name in a watched directory, whether or not it is of interest.
    case entry(NameEvent)
    /// Directories came, went or moved, or events were dropped: everything must be looked at again.
    case structure(isOverflow: Bool)
}

/// Why a directory is not watched.
enum WatchError: Error, Equatable {
    case refused(SystemCallError)
    /// It lies on a file system that the kernel tells no events of; see `EventlessFileSystem`.
    case noEvents

    var pollReason: PollReason {
        switch self {
        case .refused: .watchFailed
        case .noEvents: .noEvents
        }
    }

    var isAbsence: Bool { if case .refused(let error) = self { error.isAbsence } else { false } }
    var isPermission: Bool { if case .refused(let error) = self { error.isPermission } else { false } }
}

/// Keeps one inotify watch for each directory of interest, and turns its events into paths.
final class DirectoryWatcher {
    let queue: InotifyQueue
    private let maxWatches: Int
    private let calls: FileSystemCalls
    /// How often the kernel dropped events, because they came faster than they were taken.
    private(set) var overflows: UInt64 = 0
    private var watches: [BytePath: Int32] = [:]
    private var directories: [Int32: [BytePath]] = [:]
    private var interests: [BytePath: NameInterest] = [:]
    /// Directories asked for in the pass under way, and how closely; nil outside of one.
    private var asked: [BytePath: WatchDepth]?

    init(maxWatches: Int, _ calls: FileSystemCalls) throws(SystemCallError) {
        queue = try InotifyQueue(calls)
        self.maxWatches = maxWatches
        self.calls = calls
    }

    /// Begins a pass after which only directories asked for in it stay watched.
    func beginPass() { asked = [:] }

    func endPass() {
        guard let kept = asked else { return }
        for directory in watches.keys where kept[directory] == nil { forget(directory) }
        asked = nil
    }

    /// Watches a directory, also again: the same name may lead to another directory by now.
    func watch(
        _ directory: BytePath,
        for interest: NameInterest,
        _ depth: WatchDepth
    ) throws(WatchError) {
        let askedDepth = asked?[directory]
        if askedDepth == nil || (askedDepth == .names && depth == .content) { try add(directory, depth) }
        if asked != nil && askedDepth == nil { interests[directory] = nil }
        if askedDepth != .content { asked?[directory] = depth }
        if interests[directory]?.formUnion(interest) == nil { interests[directory] = interest }
    }

    private func add(_ directory: BytePath, _ depth: WatchDepth) throws(WatchError) {
        if let type = calls.fileSystemType(of: directory), EventlessFileSystem(type: type) != nil {
            throw .noEvents
        }
        if watches[directory] == nil && directories.count >= maxWatches {
            throw .refused(SystemCallError(code: InotifyQueue.limitReached))
        }
        let watch: Int32
        do throws(SystemCallError) {
            watch = try queue.watch(directory, depth)
        } catch {
            throw .refused(error)
        }
        if let old = watches[directory], old != watch { forget(directory) }
        if watches.updateValue(watch, forKey: directory) == nil {
            directories[watch, default: []].append(directory)
        }
    }

    /// All changes since the last call, in order; does not block.
    /// - Parameter isFollowed: whether writes to a file of this name are of interest for another reason.
    func takeChanges(_ isFollowed: (BytePath) -> Bool = { _ in false }) -> [DirectoryChange] {
        var changes: [DirectoryChange] = []
        for event in queue.takeEvents() { appendChanges(for: event, isFollowed, to: &changes) }
        return changes
    }

    private func appendChanges(
        for event: InotifyEvent, _ isFollowed: (BytePath) -> Bool, to changes: inout [DirectoryChange]
    ) {
        if event.isOverflow {
            overflows += 1
            changes.append(.structure(isOverflow: true))
            return
        }
        guard let paths = directories[event.watch] else { return }
        if event.endsWatch {
            for path in paths { forget(path, isDropped: event.isIgnored) }
            changes.append(.structure(isOverflow: false))
            return
        }
        guard let name = event.name else { return }
        for directory in paths {
            let path = directory.appending(name)
            if !event.isDirectory,
                let kind = NameEvent.Kind.allCases.first(where: { event.mask & $0.rawValue != 0 })
            {
                changes.append(.entry(NameEvent(kind: kind, path: path, cookie: event.cookie)))
            }
            guard isOfInterest(name, in: directory) || (event.isModification && isFollowed(path)) else {
                continue
            }
            if event.isDirectory {
                changes.append(.structure(isOverflow: false))
            } else {
                changes.append(event.isModification ? .modified(path) : .renamed(path))
            }
        }
    }

    private func isOfInterest(_ name: BytePath, in directory: BytePath) -> Bool {
        interests[directory]?.contains(name) ?? false
    }

    private func forget(_ directory: BytePath, isDropped: Bool = false) {
        interests[directory] = nil
        guard let watch = watches.removeValue(forKey: directory) else { return }
        directories[watch]?.removeAll { $0 == directory }
        if directories[watch]?.isEmpty ?? false {
            directories[watch] = nil
            if !isDropped { queue.unwatch(watch) }
        }
    }
}
