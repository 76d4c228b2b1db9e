/// Expands a glob once: for files that are read, not followed, such as rule files.
package enum GlobExpansion {
    private struct Gathering: GlobWalkObserver {
        var found: Set<BytePath> = []

        mutating func willSearch(_ directory: BytePath, for interest: NameInterest) {}

        mutating func willPass(_ directory: BytePath, to name: BytePath) {}

        mutating func didFind(_ path: BytePath, isNamedInFull: Bool) { found.insert(path) }

        /// A directory that cannot be listed holds nothing for us; the caller reports an empty result.
        mutating func didFail(_ directory: BytePath, with error: SystemCallError) {}
    }

    /// The matching paths in the order of their bytes; a path without wildcards is returned whether it exists or not.
    ///
    /// - Parameter followsLinks: whether links behind the first wildcard are followed.
    package static func files(matching glob: String, followsLinks: Bool = true) -> [String] {
        var walk = GlobWalk(FileSystemCalls())
        var gathering = Gathering()
        walk.expand(PathGlob(glob), followsLinks: followsLinks, telling: &gathering)
        return gathering.found.map(\.bytes)
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
