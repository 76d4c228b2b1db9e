import Glibc

/// The lock that lets one `serve` only work with a state directory; held as long as this lives.
///
/// It is on the file `lock`, which stays: removing it would let two processes lock two files of that name.
final class DirectoryLock {
    private let file: OpenFile
    private let path: String
    private let facts: FileFacts

    /// Throws `StateFault` when the file cannot be locked, for whatever reason but the one that another has it.
    static func take(_ directory: StateDirectory) throws(StateFault) -> Result<
        DirectoryLock, StateDirectoryInUse
    > {
        try system { () throws(SystemCallError) in
            let path = directory.lock
            let file = try open(path)
            guard try SystemCalls.lock(file, path) else {
                return .failure(StateDirectoryInUse(directory: directory.path, pid: try readPid(path)))
            }
            return .success(try DirectoryLock(file, path))
        }
    }

    /// Is the locked file still the one that others would find?
    var isEffective: Bool {
        get throws(SystemCallError) {
            do throws(SystemCallError) {
                return try SystemCalls.facts(of: path).isSameFile(as: facts)
            } catch {
                if error.isAbsence { return false }
                throw error
            }
        }
    }

    private init(_ file: OpenFile, _ path: String) throws(SystemCallError) {
        self.file = file
        self.path = path
        facts = try SystemCalls.facts(of: file, path)
        // Only a hint for the message of the next one: a full or read-only disk must not matter.
        _ = try? SystemCalls.replaceContent(of: file, with: "\(SystemCalls.processID)\n", path)
    }

    /// Said aloud, because a child that another thread has just forked still shares the open file.
    deinit { SystemCalls.unlock(file) }

    /// On a read-only file system a lock file that is there can still be locked.
    private static func open(_ path: String) throws(SystemCallError) -> OpenFile {
        do throws(SystemCallError) {
            return try SystemCalls.open(path, O_RDWR | O_CREAT, mode: 0o600)
        } catch {
            guard error.code == EROFS || error.code == EACCES else { throw error }
            return try SystemCalls.open(path, O_RDONLY)
        }
    }

    private static func readPid(_ path: String) throws(SystemCallError) -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = try SystemCalls.read(try SystemCalls.open(path, O_RDONLY), into: &buffer, path)
        let text = String(decoding: buffer[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return Int32(text)
    }
}
