/// One system call about to be made, as a test sees it.
struct SystemCall: Equatable, Sendable {
    enum Kind: Sendable { case open, read, status, list, readLink, watch, makeQueue }

    let kind: Kind
    /// The file or directory; of an open file the name it was opened by.
    let path: BytePath
}

/// Stands between the tailer and the kernel, so that a test can make disks fail; the program runs without one.
protocol SystemCallSeam: AnyObject, Sendable {
    /// The error number to answer with in place of the call; nil lets it be made.
    func failure(of call: SystemCall) -> Int32?
    /// The most bytes that this read may return, as at a signal or on a slow network file system.
    func readLimit(of call: SystemCall) -> Int
    /// The magic number of the file system that a directory shall seem to lie on; nil for the real one.
    func fileSystemType(of directory: BytePath) -> Int64?
    /// Makes files seem to be on a file system that does not know when they were born.
    var hidesBirthTimes: Bool { get }
    /// A descriptor of a file was taken, or given back.
    func didTakeDescriptor()
    func didGiveBackDescriptor()
    /// The time of day; nil for the real one.
    func wallClockNanoseconds() -> Int64?
}

extension SystemCallSeam {
    var hidesBirthTimes: Bool { false }
    func didTakeDescriptor() {}
    func didGiveBackDescriptor() {}
}
