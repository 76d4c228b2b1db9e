import CZlib

// The only file that calls zlib (RFC 1950 to 1952): an encoder for response bodies, a decoder for `.gz` files.

/// zlib's window of 32 KiB (15 bits); adding 16 selects the gzip wrapper.
private let gzipWindowBits: Int32 = 15 + 16

/// Size of the encoder's hash table and literal buffer, 8 KiB each, beside the 128 KiB that the window needs.
///
/// Measured on an exposition of 3.8 MB at level 1: zlib's default of 8 takes eight times that and packs
/// 0.35 % better, no faster.
private let encoderMemoryLevel: Int32 = 5

/// Output grows by this many bytes a step, so that a small body costs a small buffer.
private let growthStep = 16 * 1024

/// One call hands zlib at most this many bytes, because its counters are 32 bits wide.
private let maxBytesPerCall = 1 << 30

/// Packs byte arrays into gzip members, again and again with one working memory.
///
/// Not thread-safe: one owner at a time. Holds about 150 KiB while it lives.
package final class GzipEncoder {
    private let stream: ZlibStream

    /// `level` is zlib's: 1 packs fastest, 9 smallest. An exposition shrinks to about a ninth already at 1.
    package init(level: Int32 = 1) throws(GzipError) {
        precondition((1...9).contains(level), "gzip level must be 1 to 9")
        stream = ZlibStream(isDeflating: true)
        // The stream is zeroed and never moves; zero asks zlib for its own allocator.
        let code = unsafe deflateInit2_(
            stream.pointer, level, Z_DEFLATED, gzipWindowBits, encoderMemoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if code != Z_OK { throw stream.failure(code, at: 0) }
    }

    /// Appends `input`, packed as one gzip member, to `out`.
    ///
    /// Allocates nothing when `out` has the capacity. On an error `out` is left as it was.
    package func compress(_ input: [UInt8], into out: inout [UInt8]) throws(GzipError) {
        let start = out.count
        do throws(GzipError) {
            try compressMember(input.span, into: &out)
        } catch {
            out.removeLast(out.count - start)
            throw error
        }
    }

    private func compressMember(_ input: Span<UInt8>, into out: inout [UInt8]) throws(GzipError) {
        // The stream was initialised in init.
        let code = unsafe deflateReset(stream.pointer)
        if code != Z_OK { throw stream.failure(code, at: 0) }
        var consumed = 0
        while true {
            let rest = input.extracting(consumed...)
            let isLast = rest.count <= maxBytesPerCall
            let step = stream.step(rest, atMost: growthStep, into: &out) {
                // `step` has set the buffers and keeps them alive during the call.
                unsafe deflate(stream.pointer, isLast ? Z_FINISH : Z_NO_FLUSH)
            }
            consumed += step.consumed
            switch step.code {
            case Z_STREAM_END: return
            case Z_OK, Z_BUF_ERROR: continue
            default: throw stream.failure(step.code, at: consumed)
            }
        }
    }
}

/// Unpacks gzip data of one or more members, fed in pieces of any size.
///
/// Not thread-safe: one owner at a time. Holds about 45 KiB while it lives.
package final class GzipDecoder {
    private enum Position { case betweenMembers, inMember, inPadding }

    private let stream: ZlibStream
    private var position = Position.betweenMembers
    private var offset = 0

    /// More output waits inside, although all input was taken; call `decode` again, if need be with no input.
    package private(set) var hasPendingOutput = false

    package init() throws(GzipError) {
        stream = ZlibStream(isDeflating: false)
        // The stream is zeroed and never moves; zero asks zlib for its own allocator.
        let code = unsafe inflateInit2_(
            stream.pointer, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if code != Z_OK { throw stream.failure(code, at: 0) }
    }

    /// Appends at most `limit` unpacked bytes of `input` to `out`, and returns how many input bytes it took.
    ///
    /// The caller passes the rest again. Zero bytes after a member are padding (RFC 1952 knows none, but
    /// tape and disk images have it, and gzip skips it); any other byte there must start a new member.
    package func decode(
        _ input: Span<UInt8>, atMost limit: Int, into out: inout [UInt8]
    ) throws(GzipError) -> Int {
        precondition(limit > 0, "a decoder must be allowed some output")
        var consumed = 0
        var room = limit
        hasPendingOutput = false
        while consumed < input.count || position == .inMember {
            if position != .inMember {
                try beginMember(input[consumed])
                if position == .inPadding {
                    consumed += 1
                    offset += 1
                    continue
                }
            }
            let step = try inflateStep(input.extracting(consumed...), room: room, into: &out)
            consumed += step.consumed
            offset += step.consumed
            room -= step.produced
            hasPendingOutput = room == 0 && position == .inMember
            if room == 0 || (step.consumed == 0 && step.produced == 0) { break }
        }
        return consumed
    }

    /// Proves that the last member was complete; call it after the last input.
    package func finish() throws(GzipError) {
        if position == .inMember || offset == 0 { throw .truncated(offset: offset) }
    }

    /// Unpacks all of `input`, or throws when that takes more than `maxOutputBytes`.
    package static func decode(_ input: [UInt8], maxOutputBytes: Int) throws(GzipError) -> [UInt8] {
        let decoder = try GzipDecoder()
        var out: [UInt8] = []
        var consumed = 0
        repeat {
            let room = maxOutputBytes - out.count + 1
            consumed += try decoder.decode(input.span.extracting(consumed...), atMost: room, into: &out)
            if out.count > maxOutputBytes { throw .outputLimitExceeded(maxOutputBytes: maxOutputBytes) }
        } while consumed < input.count
        try decoder.finish()
        return out
    }

    private func beginMember(_ first: UInt8) throws(GzipError) {
        if first == 0, offset > 0 {
            position = .inPadding
            return
        }
        guard first == 0x1f else {
            let reason = offset == 0 ? "not gzip data" : "bytes after the end that are no gzip member"
            throw .corrupt(offset: offset, reason: reason)
        }
        // The stream was initialised in init.
        let code = unsafe inflateReset(stream.pointer)
        if code != Z_OK { throw stream.failure(code, at: offset) }
        position = .inMember
    }

    private func inflateStep(
        _ input: Span<UInt8>, room: Int, into out: inout [UInt8]
    ) throws(GzipError) -> ZlibStream.Step {
        let step = stream.step(input, atMost: min(room, growthStep), into: &out) {
            // `step` has set the buffers and keeps them alive during the call.
            unsafe inflate(stream.pointer, Z_NO_FLUSH)
        }
        switch step.code {
        case Z_STREAM_END: position = .betweenMembers
        case Z_OK, Z_BUF_ERROR: break
        default: throw stream.failure(step.code, at: offset + step.consumed)
        }
        return step
    }
}

/// Owner of one z_stream, which lives on the heap because zlib keeps a pointer back to it.
///
/// `@safe`: the pointer is valid from init to deinit, and only this file can reach it.
@safe private final class ZlibStream {
    struct Step {
        var code: Int32
        var consumed: Int
        var produced: Int
    }

    let pointer: UnsafeMutablePointer<z_stream>
    private let isDeflating: Bool

    init(isDeflating: Bool) {
        self.isDeflating = isDeflating
        // Freed in deinit, and zeroed before zlib sees it.
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: z_stream())
    }

    deinit {
        // We are the sole owner; zlib's end functions accept a stream that was never set up.
        _ = unsafe isDeflating ? deflateEnd(pointer) : inflateEnd(pointer)
        unsafe pointer.deallocate()
    }

    /// Runs `body` once on `input` with `limit` bytes of fresh room at the end of `out`.
    func step(
        _ input: Span<UInt8>, atMost limit: Int, into out: inout [UInt8],
        _ body: () -> Int32
    ) -> Step {
        let start = out.count
        let offered = min(input.count, maxBytesPerCall)
        out.append(contentsOf: repeatElement(0, count: limit))
        // Both buffers outlive `body`; zlib only reads the input, its pointer lacks `const` for old compilers.
        let code = unsafe input.withUnsafeBufferPointer { source in
            unsafe out.withUnsafeMutableBufferPointer { target in
                unsafe pointer.pointee.next_in = unsafe UnsafeMutablePointer(mutating: source.baseAddress)
                unsafe pointer.pointee.avail_in = UInt32(offered)
                unsafe pointer.pointee.next_out = unsafe target.baseAddress?.advanced(by: start)
                unsafe pointer.pointee.avail_out = UInt32(limit)
                return body()
            }
        }
        // zlib counts both down; no pointer into a buffer may stay behind.
        let unused = unsafe Int(pointer.pointee.avail_out)
        let consumed = unsafe offered - Int(pointer.pointee.avail_in)
        unsafe pointer.pointee.next_in = nil
        unsafe pointer.pointee.next_out = nil
        out.removeLast(unused)
        return Step(code: code, consumed: consumed, produced: limit - unused)
    }

    func failure(_ code: Int32, at offset: Int) -> GzipError {
        switch code {
        case Z_MEM_ERROR: return .outOfMemory
        case Z_DATA_ERROR:
            // zlib's messages are static strings.
            let reason = unsafe pointer.pointee.msg.map { unsafe String(cString: $0) }
            return .corrupt(offset: offset, reason: reason ?? "damaged data")
        default: return .unexpected(code: code)
        }
    }
}
