import Glibc

/// Turns paths as users write them into absolute ones.
package struct PathResolution: Sendable {
    /// What a leading `~` stands for.
    package let home: String
    /// What relative paths are relative to.
    package let base: String

    package init(home: String, base: String) {
        self.home = home
        self.base = base
    }

    /// Without doubled or final slashes, so that a directory is called the same however it was written.
    package func absolute(_ path: String) -> String {
        let names = joined(path).utf8.split(separator: UInt8(ascii: "/"))
        return "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    private func joined(_ path: String) -> String {
        if path == "~" { return home }
        if path.hasPrefix("~/") { return "\(home)/\(path.dropFirst(2))" }
        if path.hasPrefix("/") { return path }
        var relative = path[...]
        while relative.hasPrefix("./") { relative = relative.dropFirst(2) }
        return base.hasSuffix("/") ? base + relative : "\(base)/\(relative)"
    }

    /// Like `absolute`, for globs: what the user did not write as a pattern is not read as one.
    package func absoluteGlob(_ glob: String) -> String {
        PathResolution(home: Self.escaped(home), base: Self.escaped(base)).joined(glob)
    }

    private static func escaped(_ path: String) -> String {
        var out = ""
        for character in path {
            if "*?[]\\".contains(character) { out.append("\\") }
            out.append(character)
        }
        return out
    }

    /// For paths on the command line: relative to where the user stands.
    package static func current(environment: [String: String]) -> PathResolution {
        PathResolution(home: environment["HOME"] ?? "/", base: workingDirectory())
    }

    /// For paths in a file: relative to where the file lies.
    package func relative(toFile path: String) -> PathResolution {
        let full = absolute(path)
        let cut = full.lastIndex(of: "/") ?? full.startIndex
        return PathResolution(home: home, base: cut == full.startIndex ? "/" : String(full[..<cut]))
    }

    private static func workingDirectory() -> String {
        // getcwd allocates its result when given no buffer; we free it.
        guard let path = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
