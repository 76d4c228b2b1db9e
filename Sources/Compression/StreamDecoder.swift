/// Why a stream of packed bytes could not be unpacked.
package enum StreamError: Error, Equatable, Sendable {
    case gzip(GzipError)
    case zstd(ZstdError)

    package var message: String {
        switch self {
        case .gzip(let error): error.message
        case .zstd(let error): error.message
        }
    }
}

/// Unpacks gzip or zstd data, fed in pieces of any size; which of them is told by the first bytes.
///
/// Not thread-safe: one owner at a time.
package final class StreamDecoder {
    private enum Decoder {
        case gzip(GzipDecoder)
        case zstd(ZstdDecoder)
    }

    /// So many bytes tell what a stream is.
    package static let tellingBytes = 4

    private let decoder: Decoder

    /// Nil for bytes that begin neither.
    package init?(forDataBeginning first: Span<UInt8>) throws(StreamError) {
        let zstd = zstdMagic
        if first.count >= zstd.count, zstd.indices.allSatisfy({ first[$0] == zstd[$0] }) {
            do throws(ZstdError) { decoder = .zstd(try ZstdDecoder()) } catch { throw .zstd(error) }
        } else if first.count >= 2, first[0] == 0x1F, first[1] == 0x8B {
            do throws(GzipError) { decoder = .gzip(try GzipDecoder()) } catch { throw .gzip(error) }
        } else {
            return nil
        }
    }

    /// More output waits inside, although all input was taken; call `decode` again, if need be with no input.
    package var hasPendingOutput: Bool {
        switch decoder {
        case .gzip(let decoder): decoder.hasPendingOutput
        case .zstd(let decoder): decoder.hasPendingOutput
        }
    }

    /// Appends at most `limit` unpacked bytes of `input` to `out`, and returns how many input bytes it took.
    package func decode(
        _ input: Span<UInt8>, atMost limit: Int, into out: inout [UInt8]
    ) throws(StreamError) -> Int {
        switch decoder {
        case .gzip(let decoder):
            do throws(GzipError) { return try decoder.decode(input, atMost: limit, into: &out) } catch {
                throw .gzip(error)
            }
        case .zstd(let decoder):
            do throws(ZstdError) { return try decoder.decode(input, atMost: limit, into: &out) } catch {
                throw .zstd(error)
            }
        }
    }

    /// Proves that the data were complete; call it after the last input.
    package func finish() throws(StreamError) {
        switch decoder {
        case .gzip(let decoder):
            do throws(GzipError) { try decoder.finish() } catch { throw .gzip(error) }
        case .zstd(let decoder):
            do throws(ZstdError) { try decoder.finish() } catch { throw .zstd(error) }
        }
    }
}
