import Compression

/// Packs one block after another, each into a gzip member or zstd frame of its own, so that a reader can begin at any of
/// them; `gunzip` and `zstd -d` take them for one file.
struct BlockPacker {
    private enum Encoder {
        case gzip(GzipBlockEncoder)
        case zstd(ZstdEncoder)
    }

    private let encoder: Encoder
    private let path: String

    /// - Parameter path: of the archive, for messages.
    init(_ compression: ArchiveSettings.Compression, path: String) throws(ArchiveError) {
        self.path = path
        switch compression {
        case .gzip:
            do throws(GzipError) {
                encoder = .gzip(try GzipBlockEncoder())
            } catch {
                throw .packing(what: path, reason: error.message)
            }
        case .zstd:
            do throws(ZstdError) {
                encoder = .zstd(try ZstdEncoder())
            } catch {
                throw .packing(what: path, reason: error.message)
            }
        }
    }

    func pack(_ plain: [UInt8]) throws(ArchiveError) -> [UInt8] {
        var out: [UInt8] = []
        switch encoder {
        case .gzip(let encoder):
            do throws(GzipError) { try encoder.compress(plain, into: &out) } catch {
                throw .packing(what: path, reason: error.message)
            }
        case .zstd(let encoder):
            do throws(ZstdError) { try encoder.compress(plain, into: &out) } catch {
                throw .packing(what: path, reason: error.message)
            }
        }
        return out
    }
}

/// Unpacks the blocks again; the checksum of each is compared on the way.
enum BlockUnpacking {
    /// - Returns: nil when the bytes are no block of this size.
    static func unpack(
        _ stored: [UInt8], _ compression: ArchiveSettings.Compression, bytes: Int
    ) -> [UInt8]? {
        let limit = max(bytes, 1)
        let plain: [UInt8]? =
            switch compression {
            case .gzip: (try? GzipBlockDecoder())?.decode(stored, bytes: bytes)
            case .zstd: try? ZstdDecoder.decode(stored, maxOutputBytes: limit)
            }
        return plain?.count == bytes ? plain : nil
    }
}
