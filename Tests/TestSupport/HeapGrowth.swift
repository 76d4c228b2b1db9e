import Foundation
import Glibc

/// Tells whether code allocates at all, from the C library's own books.
///
/// A thread that never allocated has an empty cache of free blocks; the first block of each size it takes is
/// booked as in use and stays so when it is freed, because the thread keeps it. So a growth of 0 on a fresh
/// thread means that nothing was allocated, not even for a moment. Only true while no other thread allocates:
/// use it in a test process of its own.
package enum HeapGrowth {
    /// Bytes that came into use while `body` ran on a fresh thread.
    package static func bytes(of body: @escaping @Sendable () -> Void) throws -> Int {
        guard let books = HeapBooks() else { throw HeapBooksMissing() }
        let done = DispatchSemaphore(value: 0)
        let box = Box()
        let thread = Thread {
            // The thread's own bookkeeping comes with its first block, which is too large for its cache.
            // Sound: the block is freed at once and never used.
            unsafe free(malloc(100_000))
            _ = books.bytesInUse()
            let before = books.bytesInUse()
            body()
            box.growth = books.bytesInUse() - before
            done.signal()
        }
        thread.stackSize = 1 << 22
        thread.start()
        done.wait()
        return box.growth
    }

    /// Sound: written before the semaphore is signalled, read after it.
    private final class Box: @unchecked Sendable {
        var growth = 0
    }
}

struct HeapBooksMissing: Error {}

/// Reads `malloc_info`, the C library's account of its heaps, without allocating itself.
///
/// Sound: used by one thread at a time; the page and the stream live as long as the process.
@safe private final class HeapBooks: @unchecked Sendable {
    private typealias Report = @convention(c) (CInt, UnsafeMutablePointer<FILE>) -> CInt

    private let report: Report
    private let page: UnsafeMutableRawBufferPointer
    private let stream: UnsafeMutablePointer<FILE>

    init?() {
        let page = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        guard let symbol = unsafe dlsym(nil, "malloc_info"),
            let stream = unsafe fmemopen(page.baseAddress, page.count, "w")
        else { return nil }
        // Sound: `int malloc_info(int options, FILE *stream)` since glibc 2.10.
        unsafe report = unsafe unsafeBitCast(symbol, to: Report.self)
        unsafe self.page = page
        unsafe self.stream = stream
    }

    /// What the heaps took from the system less what lies free in them.
    func bytesInUse() -> Int {
        unsafe rewind(stream)
        unsafe _ = report(0, stream)
        unsafe fflush(stream)
        let mapped = number(after: "<total type=\"mmap\"")
        let system = number(after: "<system type=\"current\"")
        return system + mapped - number(after: "<total type=\"fast\"") - number(after: "<total type=\"rest\"")
    }

    /// The `size` in the last element that begins so: the totals come last.
    private func number(after element: StaticString) -> Int {
        var found = 0
        var position = 0
        while let start = place(of: element, from: position) {
            guard let size = place(of: "size=\"", from: start) else { break }
            found = digits(from: size)
            position = size
        }
        return found
    }

    /// Where the text after `needle` begins.
    private func place(of needle: StaticString, from start: Int) -> Int? {
        let length = needle.utf8CodeUnitCount
        guard let text = unsafe page.baseAddress else { return nil }
        for position in unsafe start..<page.count - length {
            // Sound: `position + length` lies inside the page.
            if unsafe page[position] == 0 { return nil }
            if unsafe memcmp(text + position, needle.utf8Start, length) == 0 { return position + length }
        }
        return nil
    }

    private func digits(from start: Int) -> Int {
        var value = 0
        var position = start
        while case let digit = Int(unsafe page[position]) - 48, (0...9).contains(digit) {
            value = value * 10 + digit
            position += 1
        }
        return value
    }
}
