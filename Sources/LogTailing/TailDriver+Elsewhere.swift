/// Files that were moved to another directory of their log while nobody looked, such as logrotate's `olddir`.
extension TailDriver {
    private struct Gathering: GlobWalkObserver {
        var directories: Set<BytePath> = []

        mutating func willSearch(_ directory: BytePath, for interest: NameInterest) {
            directories.insert(directory)
        }

        mutating func willPass(_ directory: BytePath, to name: BytePath) {}

        mutating func didFind(_ path: BytePath, isNamedInFull: Bool) { directories.insert(path.directory) }

        /// The scan that follows lists it again and counts the fault.
        mutating func didFail(_ directory: BytePath, with error: SystemCallError) {}
    }

    /// Where the file of a checkpoint lies now, if in another directory that the globs of its log lead to.
    func elsewhere(_ checkpoint: FileCheckpoint, log index: Int) throws(SystemCallError) -> BytePath? {
        for directory in directories(ofLog: index) where directory != checkpoint.path.directory {
            let place = directory.appending(checkpoint.path.name)
            if let path = try neighbour(of: place, identity: checkpoint.identity) { return path }
        }
        return nil
    }

    private func directories(ofLog index: Int) -> [BytePath] {
        if let known = logDirectories[index] { return known }
        var walk = GlobWalk(calls)
        var gathering = Gathering()
        for glob in logs[index].globs.includes { walk.expand(glob, telling: &gathering) }
        let directories = gathering.directories.sorted()
        logDirectories[index] = directories
        return directories
    }
}
