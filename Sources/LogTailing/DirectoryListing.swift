import Glibc

/// The names in one directory at one moment, kept for a turn in which thousands of files may be looked up in it.
struct DirectoryListing {
    /// Names in byte order, so that those with a common prefix lie together.
    private let entries: [DirectoryEntry]
    private let names: [UInt64: BytePath]
    /// Wall clock before the listing began, the clock of birth times.
    private let listedAtNanoseconds: Int64
    private let modifiedNanoseconds: Int64

    init(of directory: BytePath, _ calls: FileSystemCalls) throws(SystemCallError) {
        listedAtNanoseconds = calls.wallClockNanoseconds()
        modifiedNanoseconds = try calls.status(of: directory, followsLinks: true)
            .modifiedNanoseconds
        entries = try calls.entries(of: directory).sorted { $0.name < $1.name }
        names = Dictionary(entries.map { ($0.inode, $0.name) }) { first, _ in first }
    }

    func name(ofInode inode: UInt64) -> BytePath? { names[inode] }

    /// Names were added or removed since.
    func isOutdated(_ directory: BytePath, _ calls: FileSystemCalls) -> Bool {
        let status = try? calls.status(of: directory, followsLinks: true)
        return status?.modifiedNanoseconds != modifiedNanoseconds
    }

    /// Whether all that was renamed before a file of this birth is listed; 20 ms are more than any clock tick.
    func covers(birthNanoseconds: Int64) -> Bool { birthNanoseconds < listedAtNanoseconds - 20_000_000 }

    func names(withPrefix prefix: [UInt8]) -> [BytePath] {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].name.bytes.lexicographicallyPrecedes(prefix) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return entries[low...].prefix { $0.name.bytes.starts(with: prefix) }.map(\.name)
    }
}
