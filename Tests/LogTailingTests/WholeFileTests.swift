import Compression
import Foundation
import Glibc
import TestSupport
import Testing

@testable import LogTailing

@Suite("whole files")
struct WholeFileTests {
    private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var packed: [UInt8] = []
        try GzipEncoder(level: 6).compress(bytes, into: &packed)
        return packed
    }

    private func read(_ bytes: [UInt8], buffer: Int = 4096) throws -> RecordingConsumer {
        let directory = try TemporaryDirectory()
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 1000, bufferBytes: buffer)
        try reader.read(directory.write(bytes, to: "app.log"), into: &consumer)
        return consumer
    }

    private func failure(_ bytes: [UInt8]) throws -> (error: WholeFileError, lines: [String]) {
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "app.log.gz")
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 1000, bufferBytes: 4096)
        let error = try #require(throws: WholeFileError.self) { try reader.read(path, into: &consumer) }
        #expect(error.path == path)
        return (error, consumer.lines.map(\.text))
    }

    @Test(
        "a gzip file of several members gives the lines of its content, whatever its name",
        arguments: [8, 4096])
    func members(_ buffer: Int) throws {
        let lines = numbered("line", 0..<5000) + [String(repeating: "x", count: 1500), "end"]
        let text = Array(lines.asLines.utf8)
        let cuts = [0, 1, 7, 30_001, text.count]
        let packed = try zip(cuts, cuts.dropFirst()).flatMap { try gzip(Array(text[$0..<$1])) }
        let plain = try read(text, buffer: buffer)
        let unpacked = try read(packed, buffer: buffer)
        #expect(unpacked.lines == plain.lines)
        #expect(unpacked.lines.count == lines.count)
        #expect(unpacked.lines[5000].origin.isTruncatedLine)
    }

    @Test("gzip data of UTF-16, of nothing, of two bytes, and padded with NULs are read")
    func oddContents() throws {
        let wide = ByteOrder.big.mark + ByteOrder.big.bytes("grüße\nb")
        #expect(try read(gzip(wide)).lines.map(\.text) == ["grüße", "b"])
        #expect(try read(gzip([])).lines.isEmpty)
        #expect(try read(gzip([0x1F, 0x8B])).lines.map(\.bytes) == [[0x1F, 0x8B]])
        #expect(
            try read(gzip(Array("a\n".utf8)) + [UInt8](repeating: 0, count: 700)).lines.map(\.text) == ["a"])
    }

    @Test("a gzip file cut short tells where, and what was whole before it is delivered")
    func truncated() throws {
        let lines = numbered("a line that is long enough to be packed", 0..<20_000)
        let packed = try gzip(Array(lines.asLines.utf8))
        let (error, got) = try failure(Array(packed.dropLast(packed.count / 3)))
        let expected = GzipError.truncated(offset: packed.count - packed.count / 3)
        #expect(error.cause == .damaged(.gzip(expected)))
        #expect(got.count > 5000 && got == Array(lines.prefix(got.count)))
        #expect(error.goodBytes >= UInt64(got.asLines.utf8.count))
        #expect(error.message.contains("app.log.gz after \(error.goodBytes) bytes of content"))
        #expect(
            error.message.contains("end too early, after \(packed.count - packed.count / 3) compressed bytes")
        )
    }

    @Test(
        "damage in the middle, and bytes behind the last member, are told after what was good",
        arguments: 0..<20)
    func damaged(_ seed: Int) throws {
        var random = SeededRandom(seed: seed)
        let lines = (0..<3000).map { _ in "\(random.next(below: 1 << 30)) \(random.next(below: 1 << 30))" }
        let packed = try gzip(Array(lines.asLines.utf8))
        var broken = packed
        let place = 20 + random.next(below: packed.count - 30)
        for index in place..<(place + 8) { broken[index] ^= UInt8(1 + random.next(below: 255)) }
        let (error, got) = try failure(broken)
        guard case .damaged = error.cause else {
            Issue.record("seed \(seed): \(error)")
            return
        }
        // Damage may unpack to something for a while; what came before it is right.
        let right = zip(got, lines).prefix { $0 == $1 }.count
        #expect(right >= lines.count * (place - 20) / packed.count / 2, "seed \(seed)")
        let (tail, all) = try failure(packed + Array("rubbish".utf8))
        #expect(all == lines)
        #expect(
            tail.cause
                == .damaged(
                    .gzip(
                        .corrupt(offset: packed.count, reason: "bytes after the end that are no gzip member"))
                ))
    }

    @Test("progress counts the bytes of the file as it lies on disk")
    func progress() throws {
        let directory = try TemporaryDirectory()
        let packed = try gzip(Array(numbered("line", 0..<50_000).asLines.utf8))
        let path = try directory.write(packed, to: "a.gz")
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 1000)
        var told: [UInt64] = []
        try reader.read(path, into: &consumer) { told.append($0) }
        #expect(told == told.sorted())
        #expect(told.last == UInt64(packed.count))
    }

    @Test("a pipe that hands out single bytes is read like a file, packed or not", arguments: [true, false])
    func pipe(_ isPacked: Bool) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("pipe")
        try check(unsafe mkfifo(path, 0o600), "mkfifo")
        let text = Array(numbered("line", 0..<20).asLines.utf8)
        let bytes = isPacked ? try gzip(text) : text
        let writer = Thread {
            let descriptor = unsafe open(path, O_WRONLY)
            // SAFETY: one byte is read from a live variable.
            for byte in bytes { unsafe withUnsafePointer(to: byte) { _ = unsafe write(descriptor, $0, 1) } }
            close(descriptor)
        }
        writer.start()
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 1000)
        try reader.read(path, into: &consumer)
        #expect(consumer.lines.map(\.text) == numbered("line", 0..<20))
    }

    @Test("NULs at the front of a line are no part of it, however long the run", arguments: [8, 64, 4096])
    func holes(_ buffer: Int) throws {
        let hole = [UInt8](repeating: 0, count: 5000)
        let bytes =
            hole + Array("a\n".utf8) + hole + Array("b\u{0}c\n".utf8) + hole + [newlineByte] + Array("d".utf8)
        let read = try read(bytes + hole.prefix(100), buffer: buffer)
        #expect(read.lines.map(\.text) == ["a", "b\u{0}c", "", "d"])
        #expect(read.lines.map(\.origin.offset) == [5000, 10_002, 15_006, 15_007])
    }

    @Test("errors name the file and what to do")
    func messages() throws {
        var consumer = RecordingConsumer()
        var reader = WholeFile(maxLineBytes: 10)
        let error = try #require(throws: WholeFileError.self) {
            try reader.read("/nonexistent/x", into: &consumer)
        }
        #expect(error.message == "cannot read /nonexistent/x: there is no such file; check the path")
        let directory = try #require(throws: WholeFileError.self) { try reader.read("/", into: &consumer) }
        #expect(directory.message == "cannot read /: it is a directory; name the files in it")
    }
}
