/// Which directory a member works in, without saying which: paths never leave the reader.
///
/// Two are equal when their paths are, after doubled and final slashes and `.` are taken out. Nothing is asked of the
/// file system: a link and what it leads to are two directories, and so are a directory and one below it, such as a
/// repository and a worktree of it.
package struct WorkingDirectory: Hashable, Sendable {
    /// 64 bits: among the directories of one machine two never meet in one.
    private let hash: UInt64

    /// Nil for a path that is not absolute: then nobody can say where it is.
    package init?(_ path: String) {
        let slash = UInt8(ascii: "/")
        let isWindows = Self.isWindows(path)
        guard path.utf8.first == slash || isWindows else { return nil }
        // Both slashes part names there, and letter case says nothing.
        let bytes =
            isWindows
            ? path.lowercased().utf8.map { $0 == UInt8(ascii: "\\") ? slash : $0 } : Array(path.utf8)
        var hash = StableHash()
        for name in bytes.split(separator: slash) where !name.elementsEqual(".".utf8) {
            hash.add(String(decoding: name, as: UTF8.self))
        }
        self.hash = hash.value
    }

    /// `C:\...` or `C:/...`
    private static func isWindows(_ path: String) -> Bool {
        let start = Array(path.utf8.prefix(3))
        guard start.count == 3, start[1] == UInt8(ascii: ":") else { return false }
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(start[0] | 0x20)
        return isLetter && (start[2] == UInt8(ascii: "\\") || start[2] == UInt8(ascii: "/"))
    }
}
