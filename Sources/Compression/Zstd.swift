import CZstd

// The only file that calls libzstd (RFC 8878): archives of logs, packed and unpacked.

/// What can go wrong while zstd data is written or read; the reason is libzstd's own.
package struct ZstdError: Error, Equatable, Sendable {
    package let reason: String

    package var message: String { "zstd: \(reason); fetch the data again or restore the file" }
}

/// The bytes every zstd frame begins with.
package let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

/// Packs byte arrays into zstd frames, each with a checksum, again and again with one working memory.
///
/// Not thread-safe: one owner at a time. `@safe`: the context is valid from init to deinit and never leaves this file.
@safe package final class ZstdEncoder {
    private let context: OpaquePointer

    /// - Parameter level: libzstd's: 3 is its default, 19 the smallest.
    package init(level: Int32 = 3) throws(ZstdError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw ZstdError(reason: "no memory") }
        unsafe self.context = context
        // The context was made above; both parameters are in libzstd's range.
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        _ = unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit { _ = unsafe ZSTD_freeCCtx(context) }

    /// Appends `input`, packed as one frame that tells its size, to `out`.
    package func compress(_ input: [UInt8], into out: inout [UInt8]) throws(ZstdError) {
        let start = out.count
        let bound = ZSTD_compressBound(input.count)
        out.append(contentsOf: repeatElement(0, count: bound))
        // Both buffers outlive the call, which writes at most `bound` bytes behind `start`.
        let written = unsafe input.withUnsafeBytes { source in
            unsafe out.withUnsafeMutableBytes { target in
                unsafe ZSTD_compress2(
                    context, target.baseAddress?.advanced(by: start), bound, source.baseAddress, source.count)
            }
        }
        guard ZSTD_isError(written) == 0 else {
            out.removeLast(bound)
            throw ZstdError(code: written)
        }
        out.removeLast(bound - written)
    }
}

/// Unpacks zstd data of one or more frames, fed in pieces of any size.
///
/// Not thread-safe: one owner at a time. `@safe`: the context is valid from init to deinit and never leaves this file.
@safe package final class ZstdDecoder {
    private let context: OpaquePointer
    private var isInFrame = false
    private var offset = 0

    /// More output waits inside, although all input was taken; call `decode` again, if need be with no input.
    package private(set) var hasPendingOutput = false

    package init() throws(ZstdError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw ZstdError(reason: "no memory") }
        unsafe self.context = context
    }

    deinit { _ = unsafe ZSTD_freeDCtx(context) }

    /// Appends at most `limit` unpacked bytes of `input` to `out`, and returns how many input bytes it took.
    package func decode(
        _ input: Span<UInt8>, atMost limit: Int, into out: inout [UInt8]
    ) throws(ZstdError) -> Int {
        precondition(limit > 0, "a decoder must be allowed some output")
        let start = out.count
        out.append(contentsOf: repeatElement(0, count: limit))
        var answer = 0
        var (consumed, produced) = (0, 0)
        // Both buffers outlive the call, which reads and writes within the sizes told.
        unsafe input.withUnsafeBytes { source in
            unsafe out.withUnsafeMutableBytes { target in
                var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var to = unsafe ZSTD_outBuffer(
                    dst: target.baseAddress?.advanced(by: start), size: limit, pos: 0)
                answer = unsafe ZSTD_decompressStream(context, &to, &from)
                unsafe (consumed, produced) = (from.pos, to.pos)
            }
        }
        out.removeLast(limit - produced)
        guard ZSTD_isError(answer) == 0 else { throw ZstdError(code: answer) }
        offset += consumed
        // Zero: a frame is complete and all of it was handed out.
        if consumed > 0 || produced > 0 { isInFrame = answer != 0 }
        hasPendingOutput = produced == limit && isInFrame
        return consumed
    }

    /// Proves that the last frame was complete; call it after the last input.
    package func finish() throws(ZstdError) {
        if isInFrame || offset == 0 {
            throw ZstdError(reason: "the data end too early, after \(offset) bytes")
        }
    }

    /// Unpacks all of `input`, or throws when that takes more than `maxOutputBytes`.
    package static func decode(_ input: [UInt8], maxOutputBytes: Int) throws(ZstdError) -> [UInt8] {
        let decoder = try ZstdDecoder()
        var out: [UInt8] = []
        var consumed = 0
        repeat {
            let room = maxOutputBytes - out.count + 1
            consumed += try decoder.decode(input.span.extracting(consumed...), atMost: room, into: &out)
            if out.count > maxOutputBytes {
                throw ZstdError(reason: "the data unpack to more than \(maxOutputBytes) bytes")
            }
        } while consumed < input.count || decoder.hasPendingOutput
        try decoder.finish()
        return out
    }
}

extension ZstdError {
    fileprivate init(code: Int) {
        // libzstd's names of errors are static strings.
        self.init(reason: unsafe String(cString: ZSTD_getErrorName(code)))
    }
}
