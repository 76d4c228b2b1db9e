/// The symbolic links met on the way from a name to the file it leads to.
struct LinkChain: Equatable {
    /// Path of each link met, then that of the final file: a change of any of these names may lead elsewhere.
    private(set) var steps: [BytePath] = []

    /// Follows links component by component; ends where something is missing or after `maxLinks`, as a loop would.
    init(of path: BytePath, _ calls: FileSystemCalls, maxLinks: Int = 40) {
        var pending = path.components
        var current = BytePath(path.isAbsolute ? "/" : ".")
        var links = 0
        while let name = pending.first {
            pending.removeFirst()
            if name == BytePath("..") {
                current = current.directory
                continue
            }
            let next = current.appending(name)
            guard let target = Self.target(of: next, calls), links < maxLinks else {
                current = next
                continue
            }
            links += 1
            steps.append(next)
            if target.isAbsolute { current = BytePath("/") }
            pending = target.components + pending
        }
        steps.append(current)
    }

    private static func target(of path: BytePath, _ calls: FileSystemCalls) -> BytePath? {
        guard let status = try? calls.status(of: path, followsLinks: false), status.kind == .link
        else {
            return nil
        }
        return try? calls.target(ofLink: path)
    }
}
