import Glibc
import HostState

/// What one descriptor of a process leads to.
struct DescriptorLink: Equatable {
    var target: String
    var isWritten: Bool
    /// Of an inotify instance.
    var watches = 0

    var isInotify: Bool { target == Self.inotify }
    fileprivate static let inotify = "anon_inode:inotify"

    /// Of a socket.
    var socketInode: UInt64? {
        guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return nil }
        return UInt64(target.dropFirst("socket:[".count).dropLast())
    }
}

/// The descriptors of some processes.
struct OpenDescriptors {
    /// By process; only those that may be looked at.
    private(set) var links: [Int32: [DescriptorLink]] = [:]
    /// Whether all of them that still live could be looked at.
    private(set) var isComplete = true

    private static let linkBytes = 4096
    /// Access modes that write: O_WRONLY and O_RDWR.
    private static let writingModes: Set<Int> = [1, 2]

    init(pids: [Int32], procfs: String) {
        for pid in Set(pids) {
            let directory = "\(procfs)/\(pid)/fd"
            guard let names = Self.names(in: directory) else {
                if errno == EACCES || errno == EPERM { isComplete = false }
                continue
            }
            links[pid] = names.compactMap { Self.link(of: $0, "\(procfs)/\(pid)") }
        }
    }

    private static func link(of name: String, _ process: String) -> DescriptorLink? {
        guard let target = target(of: "\(process)/fd/\(name)") else { return nil }
        let information = "\(process)/fdinfo/\(name)"
        guard target != DescriptorLink.inotify else {
            return DescriptorLink(target: target, isWritten: false, watches: watches(information))
        }
        return DescriptorLink(
            target: target, isWritten: target.hasPrefix("/") && isWritten(information))
    }

    /// All processes of a user.
    static func pids(of user: uid_t, procfs: String) -> [Int32] {
        (names(in: procfs) ?? []).compactMap { Int32($0) }.filter { pid in
            var status = stat()
            // The string is a temporary C string; `status` is a live local.
            return unsafe stat("\(procfs)/\(pid)", &status) == 0 && status.st_uid == user
        }
    }

    /// Nil where it cannot be listed; `errno` tells why.
    static func names(in directory: String) -> [String]? {
        // The string is a temporary C string that outlives the call.
        guard let stream = unsafe opendir(directory) else { return nil }
        // Open until here, and not used after.
        defer { _ = unsafe closedir(stream) }
        var names: [String] = []
        // An entry stays valid until the next readdir on this stream, which only this loop calls.
        while let entry = unsafe readdir(stream) {
            // The name is closed by NUL inside the entry's fixed array.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func target(of link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: linkBytes)
        // readlink writes at most the buffer's own length into it.
        let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe readlink(link, $0, buffer.count) } ?? -1
        }
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The kernel writes a line for each.
    private static func watches(_ information: String) -> Int {
        let text = HostCalls.read(information, limitBytes: 16 << 20) ?? []
        return text.split(separator: UInt8(ascii: "\n")).count { $0.starts(with: "inotify ".utf8) }
    }

    private static func isWritten(_ information: String) -> Bool {
        guard let text = HostCalls.read(information, limitBytes: 4096, chunkBytes: 4096) else { return false }
        let line = text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "flags:".utf8) }
        let digits = line.map { String(decoding: $0.dropFirst("flags:".utf8.count), as: UTF8.self) }
        let flags = digits.flatMap { Int($0.drop { $0 == "\t" || $0 == " " }, radix: 8) }
        return flags.map { writingModes.contains($0 & 3) } ?? false
    }
}
