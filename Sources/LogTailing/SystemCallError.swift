import Glibc

/// A failed system call, by its error number.
struct SystemCallError: Error, Equatable {
    let code: Int32

    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }
    var isPermission: Bool { code == EACCES || code == EPERM }
    var isDescriptorShortage: Bool { code == EMFILE || code == ENFILE }
    var isLinkLoop: Bool { code == ELOOP }
    /// The file server no longer knows the open file: only its name, if it has one, leads to it again.
    var isStaleHandle: Bool { code == ESTALE }

    static let outOfMemory = SystemCallError(code: ENOMEM)
}
