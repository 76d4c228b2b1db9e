import Glibc

/// Wakes a thread that waits for news: a pipe whose reading end the thread polls.
///
/// `wake` may come from any thread: the descriptors never change, and a pipe takes one byte whole or not at all.
final class WakeSignal: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    /// Without a pipe (descriptors exhausted) a wake is seen when the wait is over, which is soon.
    init() {
        var ends: [Int32] = [-1, -1]
        // Two descriptors are written into the two elements.
        let result = unsafe ends.withUnsafeMutableBufferPointer { unsafe pipe($0.baseAddress) }
        guard result == 0 else {
            (readEnd, writeEnd) = (-1, -1)
            return
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        for end in [readEnd, writeEnd] where end >= 0 { _ = close(end) }
    }

    func wake() {
        var byte: UInt8 = 1
        // One byte is read from a live variable. A full pipe (EAGAIN) means a wake is pending already.
        _ = unsafe write(writeEnd, &byte, 1)
    }

    /// Waits for `wake()`, from `least` on also for news on the descriptor, and no longer than `most`.
    func wait(atLeast least: Duration, atMost most: Duration, newsOn descriptor: Int32?) {
        if poll([readEnd], for: least) { return drain() }
        if poll([readEnd, descriptor ?? -1], for: most - least) { drain() }
    }

    private func drain() {
        var bytes: [UInt8] = Array(repeating: 0, count: 64)
        // `read` fills at most the array; the end does not block, so that an empty pipe ends it.
        while unsafe bytes.withUnsafeMutableBytes({ unsafe read(readEnd, $0.baseAddress, $0.count) }) > 0 {}
    }

    /// - Returns: whether one of them became readable; a signal may end the wait early, which does no harm.
    private func poll(_ descriptors: [Int32], for duration: Duration) -> Bool {
        let milliseconds = (duration + .nanoseconds(999_999)) / .milliseconds(1)
        guard milliseconds >= 1 else { return false }
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // The array holds as many entries as are named; negative descriptors are left out by poll itself.
        let count = unsafe entries.withUnsafeMutableBufferPointer { entries in
            unsafe Glibc.poll(entries.baseAddress, nfds_t(entries.count), Int32(min(milliseconds, 60_000)))
        }
        return count > 0
    }
}
