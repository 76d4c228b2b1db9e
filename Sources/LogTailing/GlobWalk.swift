/// Which names of a watched directory matter.
enum NameInterest: Equatable {
    case any
    case names(Set<BytePath>)

    mutating func formUnion(_ other: NameInterest) {
        switch (self, other) {
        case (.names(let mine), .names(let theirs)): self = .names(mine.union(theirs))
        default: self = .any
        }
    }

    func contains(_ name: BytePath) -> Bool {
        switch self {
        case .any: true
        case .names(let names): names.contains(name)
        }
    }
}

/// What the expansion of globs meets, told while it walks.
protocol GlobWalkObserver {
    /// A directory in which a change of the names of interest may change the result; told before it is listed, so
    /// that nothing made in between goes unseen.
    mutating func willSearch(_ directory: BytePath, for interest: NameInterest)
    /// A directory on the way: where `name` leads decides what is found.
    ///
    /// The directory below does not tell of its own removal as long as a deleted file in it is open.
    mutating func willPass(_ directory: BytePath, to name: BytePath)
    /// A file that matches; it need not exist when the glob names it in full.
    mutating func didFind(_ path: BytePath, isNamedInFull: Bool)
    mutating func didFail(_ directory: BytePath, with error: SystemCallError)
}

/// Expands globs on disk; one value is one pass, which lists each directory once.
struct GlobWalk {
    private struct Visit: Hashable {
        let directory: BytePath
        let component: Int
    }

    private let calls: FileSystemCalls
    /// Whether links are followed behind the first wildcard of the glob at hand.
    private var followsLinks = true
    private var listings: [BytePath: [DirectoryEntry]] = [:]
    private var visits: Set<Visit> = []

    init(_ calls: FileSystemCalls) { self.calls = calls }

    /// - Parameter followsLinks: false leaves out links, to files and to directories, behind the first wildcard.
    mutating func expand(
        _ glob: PathGlob, followsLinks: Bool = true, telling observer: inout some GlobWalkObserver
    ) {
        self.followsLinks = followsLinks
        visits.removeAll(keepingCapacity: true)
        walk(glob.root, glob, from: 0, &observer)
    }

    private mutating func walk(
        _ directory: BytePath,
        _ glob: PathGlob,
        from index: Int,
        _ observer: inout some GlobWalkObserver
    ) {
        guard visits.insert(Visit(directory: directory, component: index)).inserted,
            index < glob.components.count
        else { return }
        switch glob.components[index] {
        case .pattern(let pattern):
            if let name = pattern.literal {
                follow(name, in: directory, glob, index, &observer)
            } else {
                search(directory, for: pattern, glob, index, &observer)
            }
        case .anyDirectories:
            walk(directory, glob, from: index + 1, &observer)
            // Like a shell's `**`, linked directories are not entered, so that a link loop ends.
            for entry in list(directory, &observer) where !entry.name.isHidden {
                let path = directory.appending(entry.name)
                if isDirectory(entry, path, followsLinks: false, &observer) {
                    walk(path, glob, from: index, &observer)
                }
            }
        }
    }

    /// A component without wildcards: no listing is needed.
    private mutating func follow(
        _ name: BytePath,
        in directory: BytePath,
        _ glob: PathGlob,
        _ index: Int,
        _ observer: inout some GlobWalkObserver
    ) {
        let path = directory.appending(name)
        if index + 1 == glob.components.count {
            observer.willSearch(directory, for: .names([name]))
            observer.didFind(path, isNamedInFull: true)
            return
        }
        observer.willPass(directory, to: name)
        do throws(SystemCallError) {
            let isFollowed = followsLinks || glob.isFixed(before: index)
            if try calls.status(of: path, followsLinks: isFollowed).kind == .directory {
                walk(path, glob, from: index + 1, &observer)
            }
        } catch {
            if !error.isAbsence { observer.didFail(path, with: error) }
        }
    }

    private mutating func search(
        _ directory: BytePath,
        for pattern: GlobPattern,
        _ glob: PathGlob,
        _ index: Int,
        _ observer: inout some GlobWalkObserver
    ) {
        let isLast = index + 1 == glob.components.count
        for entry in list(directory, &observer) where pattern.matches(entry.name) {
            let path = directory.appending(entry.name)
            if isLast {
                guard entry.kind != .directory, followsLinks || entry.kind != .link else { continue }
                observer.didFind(path, isNamedInFull: false)
            } else if isDirectory(entry, path, followsLinks: followsLinks, &observer) {
                walk(path, glob, from: index + 1, &observer)
            }
        }
    }

    private mutating func list(_ directory: BytePath, _ observer: inout some GlobWalkObserver)
        -> [DirectoryEntry]
    {
        observer.willSearch(directory, for: .any)
        if let known = listings[directory] { return known }
        do {
            let entries = try calls.entries(of: directory)
            listings[directory] = entries
            return entries
        } catch {
            if !error.isAbsence { observer.didFail(directory, with: error) }
            listings[directory] = []
            return []
        }
    }

    private func isDirectory(
        _ entry: DirectoryEntry,
        _ path: BytePath,
        followsLinks: Bool,
        _ observer: inout some GlobWalkObserver
    ) -> Bool {
        switch entry.kind {
        case .directory: return true
        case .regular, .other: return false
        case .link where !followsLinks: return false
        case .link, nil:
            do throws(SystemCallError) {
                return try calls.status(of: path, followsLinks: followsLinks).kind == .directory
            } catch {
                if !error.isAbsence && !error.isLinkLoop { observer.didFail(path, with: error) }
                return false
            }
        }
    }
}
