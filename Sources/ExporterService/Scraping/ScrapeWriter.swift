import Compression
import Exposition
import MetricModel
import NIOCore
import NIOHTTP1
import Synchronization

/// Encodes the registry into an answer, in buffers that are kept from scrape to scrape.
final class ScrapeWriter: Sendable {
    /// Below this gzip saves nothing worth its time: the answer fits one packet or two.
    private static let minGzipBytes = 1400

    private struct Buffers {
        var text: [UInt8] = []
        var packed: [UInt8] = []
        var gzip: GzipEncoder?
    }

    private let registry: MetricRegistry
    private let buffers = Mutex(Buffers())

    init(registry: MetricRegistry) {
        self.registry = registry
    }

    func response(as format: ScrapeFormat, isGzipped: Bool, filter: FamilyFilter) throws -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Content-Type": format.contentType,
            "Vary": "Accept, Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        ]
        let body = try buffers.withLock { buffers in
            buffers.text.removeAll(keepingCapacity: true)
            ExpositionEncoder.encode(registry, as: format, filter: filter, into: &buffers.text)
            guard isGzipped && buffers.text.count >= Self.minGzipBytes else {
                return ByteBuffer(bytes: buffers.text)
            }
            headers.add(name: "Content-Encoding", value: "gzip")
            return try Self.packed(&buffers)
        }
        return HTTPResponse(.ok, headers: headers, body: body)
    }

    private static func packed(_ buffers: inout Buffers) throws -> ByteBuffer {
        let gzip = try buffers.gzip ?? GzipEncoder()
        buffers.gzip = gzip
        buffers.packed.removeAll(keepingCapacity: true)
        try gzip.compress(buffers.text, into: &buffers.packed)
        return ByteBuffer(bytes: buffers.packed)
    }
}
