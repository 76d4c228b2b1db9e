import Foundation
import TestSupport
import Testing

@testable import RemoteWrite

@Suite("Queue on disk")
struct WriteQueueTests {
    private let place: TemporaryDirectory

    init() throws { place = try TemporaryDirectory("write-queue") }

    private func open(bytes: Int = 1000, age: Duration = .seconds(3600)) throws -> WriteQueue {
        try WriteQueue(directory: place.path("queue"), bounds: .init(bytes: bytes, age: age))
    }

    private func request(_ byte: UInt8, count: Int = 100, timeMs: Int64 = 1000) -> WriteRequest {
        WriteRequest(body: Array(repeating: byte, count: count), samples: Int(byte), timeMs: timeMs)
    }

    private static func samples(_ queue: WriteQueue) -> [Int] { queue.entries.map(\.samples) }

    private static func excess(_ queue: WriteQueue, _ nowMs: Int64, _ keepsFirst: Bool) -> [Int] {
        queue.excess(nowMs: nowMs, keepsFirst: keepsFirst).map(\.samples)
    }

    private static func hasBody(_ queue: WriteQueue, _ entry: QueueEntry) -> Bool {
        do throws(RemoteWriteError) {
            return try !queue.body(of: entry).isEmpty
        } catch {
            return false
        }
    }

    private func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place.path("queue")).sorted()
    }

    @Test("what was queued is there after a kill, in its order; what was acknowledged is not")
    func survivesKills() throws {
        var first = try open()
        for byte in UInt8(1)...3 { try first.append(request(byte)) }
        try first.remove(first.entries[0])
        // No close: the files alone carry it over.
        var second = try open()
        #expect(Self.samples(second) == [2, 3])
        let bytes = second.bytes
        #expect(bytes == 200)
        try second.append(request(4))
        let third = try open()
        #expect(Self.samples(third) == [2, 3, 4])
        var starts: [UInt8] = []
        for entry in third.entries { starts.append(try third.body(of: entry)[0]) }
        #expect(starts == [2, 3, 4])
    }

    @Test("a kill while a request is written leaves a draft that is no request, and is written over")
    func ignoresDrafts() throws {
        var queue = try open()
        try queue.append(request(1))
        try place.write([9, 9, 9], to: "queue/draft")
        try place.write([9], to: "queue/notes.txt")
        try place.write([9], to: "queue/1-2-3-4.write")
        var again = try open()
        #expect(Self.samples(again) == [1])
        try again.append(request(2))
        let last = try open()
        #expect(Self.samples(last) == [1, 2])
        #expect(try !leftovers().contains("draft"))
    }

    @Test("the oldest go beyond the bound of bytes, the one being sent stays")
    func boundsBytes() throws {
        var queue = try open(bytes: 250)
        for byte in UInt8(1)...4 { try queue.append(request(byte)) }
        #expect(Self.excess(queue, 1000, false) == [1, 2])
        #expect(Self.excess(queue, 1000, true) == [2, 3])
        for entry in queue.excess(nowMs: 1000, keepsFirst: false) { try queue.remove(entry) }
        let bytes = queue.bytes
        #expect(bytes == 200)
        #expect(Self.excess(queue, 1000, false) == [])
    }

    @Test("what is older than the bound goes, whatever its size")
    func boundsAge() throws {
        var queue = try open(age: .seconds(10))
        for second in Int64(1)...3 { try queue.append(request(UInt8(second), timeMs: second * 1000)) }
        #expect(Self.excess(queue, 11_000, false) == [])
        #expect(Self.excess(queue, 12_500, false) == [1, 2])
    }

    @Test("a request whose file is cut or gone is an error, not a body")
    func refusesDamage() throws {
        var queue = try open()
        try queue.append(request(1))
        let entry = queue.entries[0]
        try place.write([1, 1], to: "queue/\(entry.name)")
        #expect(!Self.hasBody(queue, entry))
        try queue.remove(entry)
        #expect(try leftovers().isEmpty)
        #expect(!Self.hasBody(queue, entry))
    }

    @Test("a directory that cannot be made is an error with its path")
    func needsDirectory() throws {
        try place.write([1], to: "queue")
        let path = place.path("queue")
        do {
            _ = try WriteQueue(directory: path, bounds: .init(bytes: 1, age: .seconds(1)))
            Issue.record("a file cannot be the queue")
        } catch {
            #expect(error.message.contains(path))
        }
    }
}
