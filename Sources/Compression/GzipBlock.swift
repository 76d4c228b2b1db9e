import CDeflate

// The only file that calls libdeflate: gzip (RFC 1952) of whole blocks in memory. Why beside zlib: docs/decisions/0006.

/// Packs byte arrays that are whole in memory, each as a gzip member of its own, with one working memory.
///
/// Not thread-safe: one owner at a time. `@safe`: the context is valid from init to deinit and never leaves this file.
@safe package final class GzipBlockEncoder {
    private let context: OpaquePointer

    /// - Parameter level: libdeflate's, 1 to 12; 6 is its default.
    package init(level: Int32 = 6) throws(GzipError) {
        guard let context = unsafe libdeflate_alloc_compressor(level) else { throw .outOfMemory }
        unsafe self.context = context
    }

    deinit { unsafe libdeflate_free_compressor(context) }

    /// Appends `input`, packed as one gzip member, to `out`.
    package func compress(_ input: [UInt8], into out: inout [UInt8]) throws(GzipError) {
        let start = out.count
        let bound = unsafe libdeflate_gzip_compress_bound(context, input.count)
        out.append(contentsOf: repeatElement(0, count: bound))
        // Both buffers outlive the call, which writes at most `bound` bytes behind `start`.
        let written = unsafe input.withUnsafeBytes { source in
            unsafe out.withUnsafeMutableBytes { target in
                unsafe libdeflate_gzip_compress(
                    context, source.baseAddress, source.count, target.baseAddress?.advanced(by: start), bound)
            }
        }
        out.removeLast(bound - written)
        // It writes nothing when the room does not suffice, and the room is what it asked for.
        guard written > 0 else { throw .outOfMemory }
    }
}

/// Unpacks gzip members whose unpacked size is known, with one working memory.
///
/// Not thread-safe: one owner at a time. `@safe`: the context is valid from init to deinit and never leaves this file.
@safe package final class GzipBlockDecoder {
    private let context: OpaquePointer

    package init() throws(GzipError) {
        guard let context = unsafe libdeflate_alloc_decompressor() else { throw .outOfMemory }
        unsafe self.context = context
    }

    deinit { unsafe libdeflate_free_decompressor(context) }

    /// - Returns: nil when `input` is not exactly one gzip member that holds this many bytes, with their right checksum.
    package func decode(_ input: [UInt8], bytes: Int) -> [UInt8]? {
        // One byte more, so that a member that holds too many is told from a full one.
        var out = [UInt8](repeating: 0, count: bytes + 1)
        var (consumed, produced) = (0, 0)
        // Both buffers outlive the call, which writes at most as many bytes as it is told.
        let result = unsafe input.withUnsafeBytes { source in
            unsafe out.withUnsafeMutableBytes { target in
                unsafe libdeflate_gzip_decompress_ex(
                    context, source.baseAddress, source.count, target.baseAddress, target.count, &consumed,
                    &produced)
            }
        }
        guard result == LIBDEFLATE_SUCCESS, consumed == input.count, produced == bytes else { return nil }
        out.removeLast()
        return out
    }
}
