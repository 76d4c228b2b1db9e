import Glibc

/// One change in a watched directory.
struct InotifyEvent: Equatable {
    var watch: Int32
    var mask: UInt32
    /// The same in both events of a rename.
    var cookie: UInt32 = 0
    /// Nil for an event of the directory itself.
    var name: BytePath?

    var isOverflow: Bool { mask & 0x4000 != 0 }
    /// The watch is gone: directory removed, moved, or its file system unmounted.
    var endsWatch: Bool { mask & (0x8000 | 0x0400 | 0x0800 | 0x2000) != 0 }
    /// The kernel dropped the watch itself; there is nothing left to remove.
    var isIgnored: Bool { mask & 0x8000 != 0 }
    var isDirectory: Bool { mask & 0x4000_0000 != 0 }
    /// Only content changed; every other event may change what a name leads to.
    var isModification: Bool { mask & 0x0002 != 0 }
}

/// What is asked of a watched directory: which names it has, or the content of its files as well.
enum WatchDepth: Equatable { case names, content }

/// One inotify instance: watches on directories, and their events; confined to the tailer's thread.
final class InotifyQueue {
    private let descriptor: Int32
    private let calls: FileSystemCalls
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    init(_ calls: FileSystemCalls) throws(SystemCallError) {
        self.calls = calls
        let result = try calls.attempt(.makeQueue, BytePath("inotify")) {
            Int(inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)))
        }
        descriptor = Int32(result)
    }

    deinit { close(descriptor) }

    /// Adds or refreshes the watch of a directory; the same directory by another name has the same number.
    func watch(_ directory: BytePath, _ depth: WatchDepth) throws(SystemCallError) -> Int32 {
        let mask = depth == .content ? Self.nameMask | Self.contentMask : Self.nameMask
        let watch = try calls.attempt(.watch, directory) {
            unsafe FileSystemCalls.withCString(directory) { name in
                // SAFETY: name is NUL-terminated and outlives the call.
                unsafe Int(inotify_add_watch(descriptor, name, mask))
            }
        }
        return Int32(watch)
    }

    /// Removes a watch; one that the kernel already dropped is no error.
    func unwatch(_ watch: Int32) { _ = inotify_rm_watch(descriptor, watch) }

    /// All events waiting now; does not block.
    func takeEvents() -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                // SAFETY: the kernel writes at most bytes.count bytes.
                unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return events }
            Self.appendEvents(in: buffer.span.extracting(0..<count), to: &events)
        }
    }

    /// Splits the kernel's records: a 16-byte head whose last word is the length of the NUL-padded name after it.
    static func appendEvents(in bytes: Span<UInt8>, to events: inout [InotifyEvent]) {
        var start = 0
        while start + 16 <= bytes.count {
            let length = Int(word(in: bytes, at: start + 12))
            let end = start + 16 + length
            guard end <= bytes.count else { return }
            var name: [UInt8] = []
            for index in (start + 16)..<end where bytes[index] != 0 { name.append(bytes[index]) }
            let event = InotifyEvent(
                watch: Int32(bitPattern: word(in: bytes, at: start)),
                mask: word(in: bytes, at: start + 4),
                cookie: word(in: bytes, at: start + 8),
                name: name.isEmpty ? nil : BytePath(bytes: name)
            )
            if events.last != event { events.append(event) }
            start = end
        }
    }

    private static func word(in bytes: Span<UInt8>, at index: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) }
    }

    // IN_MOVED_FROM, MOVED_TO, CREATE, DELETE, DELETE_SELF, MOVE_SELF; ONLYDIR, and MASK_ADD because two names of one
    // directory may be watched differently.
    private static let nameMask: UInt32 =
        0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800 | 0x0100_0000 | 0x2000_0000
    // IN_MODIFY, IN_ATTRIB.
    private static let contentMask: UInt32 = 0x2 | 0x4

    fileprivate var pollDescriptor: Int32 { descriptor }
}

/// Wakes a thread that waits for events: a pipe whose reading end the thread polls.
///
/// `wake` may come from any thread: the descriptors never change, and a pipe takes one byte whole or not at all.
final class WakeSignal: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    /// Without a pipe (descriptors exhausted) waits are cut short instead, so that a wake is seen late, not never.
    init() {
        (readEnd, writeEnd) = FileSystemCalls.wakePipe() ?? (-1, -1)
    }

    deinit {
        for end in [readEnd, writeEnd] where end >= 0 { close(end) }
    }

    func wake() {
        var byte: UInt8 = 1
        // SAFETY: one byte is read from a live variable. A full pipe (EAGAIN) means a wake is pending already.
        _ = unsafe Glibc.write(writeEnd, &byte, 1)
    }

    /// Returns when `queue` has events, after `wake()`, or when the time is over.
    /// - Returns: whether `wake()` was called since the last wait.
    @discardableResult
    func wait(for queue: InotifyQueue?, atMost timeout: Duration) -> Bool {
        var descriptors = [
            pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: queue?.pollDescriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        let limit: Duration = readEnd >= 0 ? .seconds(3600) : .milliseconds(100)
        let milliseconds = (min(max(timeout, .zero), limit) + .nanoseconds(999_999)) / .milliseconds(1)
        // SAFETY: poll reads and writes the two elements; negative descriptors are ignored by it.
        _ = unsafe descriptors.withUnsafeMutableBufferPointer { entries in
            unsafe poll(entries.baseAddress, 2, Int32(milliseconds))
        }
        guard descriptors[0].revents != 0 else { return false }
        var taken = InlineArray<64, UInt8>(repeating: 0)
        // SAFETY: the kernel writes at most the 64 bytes of the local array; the pipe does not block.
        while unsafe withUnsafeMutableBytes(
            of: &taken, { unsafe Glibc.read(readEnd, $0.baseAddress, $0.count) }) == 64
        {}
        return true
    }
}

extension InotifyQueue {
    /// What the kernel answers when `max_user_watches` is used up.
    static let limitReached = ENOSPC
}
