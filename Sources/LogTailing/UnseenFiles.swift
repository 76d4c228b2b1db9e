/// Files that came to a name of a log and were not looked at yet, followed by the events of their directory.
///
/// Pure: events in, files that are gone for good out.
struct UnseenFiles {
    struct File: Equatable {
        /// The name of the log that it came to.
        let origin: BytePath
        /// Counts the files, so that older ones are read first.
        let number: Int
        var hasContent: Bool
    }

    /// By the name that leads to it now.
    private(set) var files: [BytePath: File] = [:]
    private var moving: [UInt32: File] = [:]
    private var nextNumber = 0

    var isEmpty: Bool { files.isEmpty }

    mutating func came(to path: BytePath, hasContent: Bool) {
        files[path] = File(origin: path, number: nextNumber, hasContent: hasContent)
        nextNumber += 1
    }

    mutating func wasWritten(_ path: BytePath) { files[path]?.hasContent = true }

    /// - Returns: whether it was one of them.
    mutating func left(_ path: BytePath, cookie: UInt32) -> Bool {
        guard let file = files.removeValue(forKey: path) else { return false }
        moving[cookie] = file
        return true
    }

    /// - Returns: whether it was one of them.
    mutating func arrived(at path: BytePath, cookie: UInt32) -> Bool {
        guard let file = moving.removeValue(forKey: cookie) else { return false }
        files[path] = file
        return true
    }

    /// - Returns: the file that nobody will read any more, if it held anything.
    mutating func removed(_ path: BytePath) -> File? {
        guard let file = files.removeValue(forKey: path), file.hasContent else { return nil }
        return file
    }

    mutating func wasSeen(_ path: BytePath) { files[path] = nil }

    /// Files that were moved to where no events come from.
    mutating func takeMovedOut() -> [File] {
        defer { moving.removeAll() }
        return moving.values.filter(\.hasContent)
    }

    mutating func removeAll() {
        files.removeAll()
        moving.removeAll()
    }
}
