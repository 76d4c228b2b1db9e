import FoundationEssentials
import Glibc

/// Requests that wait for their receiver, one file each, in a directory of their own.
///
/// A request is in the queue from the moment its file has its name, which is after its bytes are on disk; it leaves with
/// its file. So a kill at any point loses nothing that was queued. One that was acknowledged is sent again only when the
/// machine itself died before the file system noted the removal. A directory has one owner; copies are for looking only.
package struct WriteQueue: Sendable {
    /// What is kept at most; beyond it the oldest go.
    package struct Bounds: Sendable, Equatable {
        package var bytes: Int
        package var age: Duration

        package init(bytes: Int, age: Duration) {
            self.bytes = bytes
            self.age = age
        }
    }

    private let directory: String
    private let bounds: Bounds
    private var lastSequence: UInt64
    /// In the order of sending.
    package private(set) var entries: [QueueEntry]
    package private(set) var bytes: Int

    private static let draft = "draft"

    /// Takes up what an earlier life left in the directory, which is made if need be.
    package init(directory: String, bounds: Bounds) throws(RemoteWriteError) {
        self.directory = directory
        self.bounds = bounds
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            entries = names.compactMap(QueueEntry.init(name:)).sorted { $0.sequence < $1.sequence }
        } catch {
            throw .cannotOpen(path: directory, reason: "\(error)")
        }
        bytes = entries.reduce(0) { $0 + $1.bytes }
        lastSequence = entries.last?.sequence ?? 0
    }

    package var oldest: QueueEntry? { entries.first }

    /// Returns when the request would survive a kill, and the machine losing power.
    package mutating func append(_ request: WriteRequest) throws(RemoteWriteError) {
        let entry = QueueEntry(
            sequence: lastSequence + 1, timeMs: request.timeMs, samples: request.samples,
            bytes: request.body.count)
        let draft = "\(directory)/\(Self.draft)"
        try DurableFile.write(request.body, to: draft)
        try DurableFile.rename(draft, to: "\(directory)/\(entry.name)", in: directory)
        lastSequence = entry.sequence
        entries.append(entry)
        bytes += entry.bytes
    }

    /// The body of a request.
    ///
    /// - Throws: when the file cannot be read, or is not as long as its name says.
    package func body(of entry: QueueEntry) throws(RemoteWriteError) -> [UInt8] {
        let path = "\(directory)/\(entry.name)"
        let body: [UInt8]
        do {
            body = Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw .cannotRead(path: path, reason: "\(error)")
        }
        guard body.count == entry.bytes else {
            throw .cannotRead(path: path, reason: "\(body.count) bytes instead of \(entry.bytes)")
        }
        return body
    }

    /// Takes a request out for good.
    ///
    /// - Throws: when its file stays; it is then sent again after a restart.
    package mutating func remove(_ entry: QueueEntry) throws(RemoteWriteError) {
        guard let place = entries.firstIndex(of: entry) else { return }
        entries.remove(at: place)
        bytes -= entry.bytes
        let path = "\(directory)/\(entry.name)"
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw .cannotWrite(path: path, reason: DurableFile.reason)
        }
    }

    /// The oldest that have to go, so that bytes and age are within their bounds.
    ///
    /// - Parameter keepsFirst: the first one is being sent: it stays.
    package func excess(nowMs: Int64, keepsFirst: Bool) -> [QueueEntry] {
        var rest = bytes
        let oldestMs = nowMs - Int64(bounds.age / .milliseconds(1))
        var excess: [QueueEntry] = []
        for (place, entry) in entries.enumerated() {
            guard rest > bounds.bytes || entry.timeMs < oldestMs else { break }
            if place == 0 && keepsFirst { continue }
            excess.append(entry)
            rest -= entry.bytes
        }
        return excess
    }
}
