import Glibc

/// Whether anybody has a file open for writing.
enum FileInUse {
    enum Answer: Equatable { case free, written, unknown }

    static func ask(_ file: ArchiveFile, procfs: String) throws(ArchiveError) -> Answer {
        switch file.takeLease() {
        case .held:
            let isFree = file.holdsLease
            file.giveLeaseBack()
            return isFree ? .free : .written
        case .refused: return .written
        case .impossible: return search(procfs, for: try file.facts())
        }
    }

    /// Looks at the open files of all processes; `unknown` where one of them cannot be seen.
    static func search(_ procfs: String, for facts: FileFacts) -> Answer {
        guard let folder = try? ArchiveFolder(procfs), let processes = try? folder.names() else {
            return .unknown
        }
        var isSure = true
        for process in processes where process.allSatisfy({ (48...57).contains($0) }) {
            let path = "\(procfs)/\(String(decoding: process, as: UTF8.self))"
            switch search(process: path, for: facts) {
            case .written: return .written
            case .unknown: isSure = false
            case .free: break
            }
        }
        return isSure ? .free : .unknown
    }

    private static func search(process: String, for facts: FileFacts) -> Answer {
        let names: [[UInt8]]
        do throws(ArchiveError) {
            names = try ArchiveFolder("\(process)/fd").names()
        } catch {
            // A process that ended meanwhile has nothing open.
            if case .system(_, _, let code) = error, code == ENOENT || code == ESRCH { return .free }
            return .unknown
        }
        for name in names {
            let number = String(decoding: name, as: UTF8.self)
            var status = stat()
            // The path is passed as a null-terminated copy, and `status` is a live local.
            guard unsafe stat("\(process)/fd/\(number)", &status) == 0,
                UInt64(status.st_dev) == facts.device, UInt64(status.st_ino) == facts.inode
            else { continue }
            if isOpenForWriting("\(process)/fdinfo", name) { return .written }
        }
        return .free
    }

    /// What cannot be read counts as open for writing.
    private static func isOpenForWriting(_ directory: String, _ name: [UInt8]) -> Bool {
        guard let folder = try? ArchiveFolder(directory), let file = try? folder.openForReading(name),
            let bytes = try? file.read(at: 0, count: 512)
        else { return true }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard let flags = lines.first(where: { $0.hasPrefix("flags:") }),
            let value = Int32(flags.dropFirst(6).filter { $0 != "\t" && $0 != " " }, radix: 8)
        else { return true }
        return value & O_ACCMODE != O_RDONLY
    }
}
