import Glibc

/// An open file of which parts are read; another program may write it meanwhile.
package final class RegularFile {
    private let fd: Int32
    /// When it was opened.
    package let sizeBytes: Int

    /// Nil when there is no regular file of this name, or it cannot be opened. No link is followed and no FIFO waited for.
    ///
    /// - Parameter path: absolute.
    package init?(path: [UInt8]) {
        guard !path.contains(0) else { return nil }
        let name = path.map { CChar(bitPattern: $0) } + [0]
        // `name` is closed by NUL and outlives the calls; `status` is a live local.
        var status = stat()
        guard unsafe lstat(name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let file = unsafe open(name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY)
        guard file >= 0 else { return nil }
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            _ = close(file)
            return nil
        }
        fd = file
        sizeBytes = Int(status.st_size)
    }

    deinit { _ = close(fd) }

    /// - Returns: how many bytes were appended; fewer than `count` at the end, 0 also when they cannot be read.
    package func read(from offset: Int, count: Int, appendingTo buffer: inout [UInt8]) -> Int {
        var done = 0
        while done < count {
            var got = 0
            let (place, rest) = (off_t(offset + done), count - done)
            buffer.append(addingCapacity: rest) { output in
                // The span's free part is `rest` bytes; pread fills at most that many.
                unsafe output.withUnsafeMutableBufferPointer { bytes, initialized in
                    got = unsafe pread(fd, bytes.baseAddress.map { unsafe $0 + initialized }, rest, place)
                    if got > 0 { initialized += got }
                }
            }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            done += got
        }
        return done
    }
}
