/// What can go wrong while gzip data is written or read.
package enum GzipError: Error, Equatable, Sendable {
    /// There was no working memory (zlib: about 150 KiB to write, 45 KiB to read; libdeflate at level 6: 650 KiB to write).
    case outOfMemory
    /// The bytes are no gzip data, or are damaged; `offset` counts compressed bytes from the first one on.
    case corrupt(offset: Int, reason: String)
    /// The data stop in the middle of a member, after `offset` compressed bytes.
    case truncated(offset: Int)
    /// The data unpack to more than the caller allowed.
    case outputLimitExceeded(maxOutputBytes: Int)
    /// zlib refused a call of ours; `code` is its return value.
    case unexpected(code: Int32)

    /// One line for a person: what was wrong and what to do next.
    package var message: String {
        switch self {
        case .outOfMemory:
            "gzip: no memory for the compressor; free some and try again"
        case .corrupt(let offset, let reason):
            "gzip: damaged at compressed byte \(offset): \(reason); fetch the data again or restore the file"
        case .truncated(let offset):
            "gzip: the data end too early, after \(offset) compressed bytes; fetch or copy them again"
        case .outputLimitExceeded(let maxOutputBytes):
            "gzip: the data unpack to more than \(maxOutputBytes) bytes; raise the limit if that is expected"
        case .unexpected(let code):
            "gzip: zlib answered \(code), which should not happen; please report it"
        }
    }
}
