/// Why a directory or file could not be used.
enum FileFault: Error, Equatable {
    /// Nothing of that name is there: normal at any point.
    case absent
    /// A link, FIFO, socket or device, or a directory where a file is expected, or the reverse.
    case wrongKind
    case tooLarge
    /// It was written to while it was read.
    case changedWhileRead
    case system(errno: Int32)

    /// True for a fault of the system, such as too many open files; the others are what someone made.
    var mayPass: Bool {
        if case .system = self { true } else { false }
    }
}
