import Glibc

/// Tells in which folders something happened since the last question, so that quiet teams cost no call at all.
///
/// One inotify instance. It only saves work: where it cannot watch (limits, network file systems), files are looked
/// at by stat, and each folder is looked at so now and then anyway.
final class FolderWatch {
    /// Names a watched folder; the kernel gives numbers in turn and does not reuse them soon.
    typealias Number = Int32

    /// Readable when something happened that `takeNews` has not taken in.
    let fd: Int32
    private var isFull = false
    private var changed: Set<Number> = []
    private var hasLostEvents = false
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

    /// - Returns: nil when the system has no instance left.
    init?() {
        fd = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        if fd < 0 { return nil }
    }

    deinit { _ = close(fd) }

    /// Watches the entries of a folder; the same folder gets the same number again.
    ///
    /// - Returns: nil when there is no such folder, it is a link, or no watch is left.
    func add(_ path: PathBytes) -> Number? {
        guard !isFull else { return nil }
        // The array is closed by NUL and outlives the call.
        let number = unsafe path.terminated.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else { return Int32(-1) }
                return unsafe inotify_add_watch(fd, start, Self.mask)
            }
        }
        if number < 0, errno == ENOSPC { isFull = true }
        return number < 0 ? nil : number
    }

    /// Ends a watch; one that the kernel already dropped is no error. Leaves room for another.
    func remove(_ number: Number) {
        if inotify_rm_watch(fd, number) == 0 { isFull = false }
    }

    /// Takes in what happened until now; `hasNews` answers by it until the next call.
    func takeNews() {
        changed.removeAll(keepingCapacity: true)
        hasLostEvents = false
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                // The kernel writes at most `bytes.count` bytes of whole records.
                unsafe read(fd, bytes.baseAddress, bytes.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            note(buffer.span.extracting(0..<count))
        }
    }

    func hasNews(of number: Number) -> Bool { hasLostEvents || changed.contains(number) }

    /// Records are 16 bytes, the last four of them the length of the name that follows (inotify(7)).
    private func note(_ records: Span<UInt8>) {
        var start = 0
        while start + 16 <= records.count {
            if Self.word(in: records, at: start + 4) & Self.overflow != 0 { hasLostEvents = true }
            changed.insert(Number(bitPattern: Self.word(in: records, at: start)))
            start += 16 + Int(Self.word(in: records, at: start + 12))
        }
    }

    private static func word(in bytes: Span<UInt8>, at index: Int) -> UInt32 {
        var word: UInt32 = 0
        for offset in (0..<4).reversed() { word = word << 8 | UInt32(bytes[index + offset]) }
        return word
    }

    /// IN_MODIFY, ATTRIB, CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE, DELETE_SELF, MOVE_SELF; of directories
    /// only (ONLYDIR), and not through a link (DONT_FOLLOW).
    private static let mask: UInt32 =
        0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800 | 0x0100_0000 | 0x0200_0000
    /// IN_Q_OVERFLOW.
    private static let overflow: UInt32 = 0x4000
}
