package import Compression
import Glibc

/// Why a file could not be read whole.
package struct WholeFileError: Error, Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        /// The error number of the system call that failed.
        case system(code: Int32)
        case damaged(StreamError)
    }

    package let path: String
    package let cause: Cause
    /// How many bytes of content were good; the whole lines among them were delivered.
    package let goodBytes: UInt64

    package var message: String {
        let (reason, advice) = explanation
        let place = goodBytes > 0 ? " after \(goodBytes) bytes of content" : ""
        return "cannot read \(path)\(place): \(reason); \(advice)"
    }

    private var explanation: (reason: String, advice: String) {
        switch cause {
        case .system(ENOENT), .system(ENOTDIR): ("there is no such file", "check the path")
        case .system(EACCES), .system(EPERM): ("permission denied", "run as a user that may read it")
        case .system(EISDIR): ("it is a directory", "name the files in it")
        case .system(let code): (FileSystemCalls.describe(code), "check the file and its disk")
        case .damaged(.gzip(.truncated(let offset))):
            ("its gzip data end too early, after \(offset) compressed bytes", "copy or restore it again")
        case .damaged(.gzip(.corrupt(let offset, let reason))):
            (
                "its gzip data are damaged at compressed byte \(offset) (\(reason))",
                "restore it from a good copy"
            )
        case .damaged(let error): (error.message, "then read it again")
        }
    }
}
