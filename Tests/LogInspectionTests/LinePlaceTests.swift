import TestSupport
import Testing

@testable import LogInspection

@Suite("a place in a log")
struct LinePlaceTests {
    private static let log = [
        "2026-02-07 12:00:00 - app - INFO - one",
        "2026-02-07 12:00:01 - app - ERROR - two",
        "Traceback (most recent call last):",
        "  File \"x.py\", line 1, in f",
        "ValueError: no",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "Traceback (most recent call last):",
        "  File \"x.py\", line 2, in g",
        "KeyError: 'k'",
        "2026-02-07 12:00:02 - app - INFO - three",
        "  goes on",
        "2026-02-07 12:00:03 - app - INFO - four",
    ]

    private func offset(ofLine number: Int) -> UInt64 {
        UInt64(Self.log[..<number].reduce(0) { $0 + $1.utf8.count + 1 })
    }

    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = try directory.write(Self.log.map { $0 + "\n" }.joined(), to: "app.log")
    }

    @Test(
        "FILE:OFFSET is read from its last colon",
        arguments: [("a:b.log:12", "a:b.log", 12), ("x:0", "x", 0)])
    func reading(text: String, path: String, offset: UInt64) throws {
        #expect(try LinePlace(reading: text) == LinePlace(path: path, offset: offset))
    }

    @Test(
        "what names no place is refused with an example",
        arguments: ["app.log", "app.log:", ":12", "a:-1", "a:1x"])
    func refused(text: String) {
        #expect(throws: LinePlaceError.missingOffset(text)) { try LinePlace(reading: text) }
    }

    @Test("an offset beyond all numbers is told apart")
    func huge() {
        #expect(throws: LinePlaceError.hugeOffset("99999999999999999999")) {
            try LinePlace(reading: "a:99999999999999999999")
        }
    }

    @Test("any byte of an entry shows the whole entry", arguments: 1...10)
    func wholeEntry(line: Int) throws {
        let first = offset(ofLine: line)
        for place in [first, first + UInt64(Self.log[line].utf8.count)] {
            let excerpt = try LinePlace(path: path, offset: place).read(context: 1)
            #expect(excerpt.target == PlacedLine(offset: first, bytes: Array(Self.log[line].utf8)))
            #expect(excerpt.entry.map(\.offset) == (1...10).map(offset))
            #expect(excerpt.before.map(\.offset) == [0])
            #expect(excerpt.after.map(\.offset) == [offset(ofLine: 11)])
        }
    }

    @Test("context stops at both ends of the file")
    func context() throws {
        let excerpt = try LinePlace(path: path, offset: offset(ofLine: 12)).read(context: 100)
        #expect(excerpt.before.count == 11)
        #expect(excerpt.entry.map { String(decoding: $0.bytes, as: UTF8.self) } == Array(Self.log[11...12]))
        #expect(excerpt.after.count == 1)
    }

    @Test("an offset at the end or behind it tells where the lines end")
    func beyond() throws {
        let end = offset(ofLine: Self.log.count)
        for place in [end, end + 1000].map({ LinePlace(path: path, offset: $0) }) {
            #expect(throws: LinePlaceError.beyondEnd(place, end: end)) { try place.read(context: 0) }
        }
    }

    @Test("an empty file, a directory, a missing file and a hole have messages of their own")
    func faults() throws {
        let empty = LinePlace(path: try directory.write("", to: "empty"), offset: 0)
        #expect(throws: LinePlaceError.beyondEnd(empty, end: 0)) { try empty.read(context: 0) }
        let hole = LinePlace(
            path: try directory.write([UInt8](repeating: 0, count: 500) + Array("line\n".utf8), to: "hole"),
            offset: 7)
        #expect(throws: LinePlaceError.insideHole(hole, firstLine: 500)) { try hole.read(context: 0) }
        for path in [directory.path, directory.path("missing")] {
            #expect(throws: LinePlaceError.self) { try LinePlace(path: path, offset: 0).read(context: 0) }
        }
    }

    @Test("deep in a large file the lines and their offsets are right, whatever the context")
    func deep() throws {
        let count = 300_000
        let path = try directory.write(
            (0..<count).map { "line \($0 + 1_000_000) of many\n" }.joined(), to: "big")
        let width: UInt64 = 21
        for number in [0, 1, 12_345, 150_000, count - 1] {
            let place = LinePlace(path: path, offset: UInt64(number) * width + 5)
            let excerpt = try place.read(context: 2)
            #expect(excerpt.target.bytes == Array("line \(number + 1_000_000) of many".utf8))
            #expect(excerpt.target.offset == UInt64(number) * width)
            #expect(excerpt.before.count == min(2, number))
            #expect(excerpt.after.count == min(2, count - 1 - number))
        }
    }

    @Test("an over-long line is shown by its head for every offset within it")
    func overlong() throws {
        let path = try directory.write("a\n" + String(repeating: "x", count: 5000) + "\nb\n", to: "long")
        for offset in [2, 900, 4999] as [UInt64] {
            let excerpt = try LinePlace(path: path, offset: offset).read(context: 0, maxLineBytes: 100)
            #expect(excerpt.target.offset == 2)
            #expect(excerpt.target.isTruncated)
            #expect(excerpt.target.bytes.count == 100)
        }
        let next = try LinePlace(path: path, offset: 5003).read(context: 0, maxLineBytes: 100)
        #expect(next.target.bytes == Array("b".utf8))
    }

    @Test("a line number leads to its offset")
    func numbers() throws {
        for number in Self.log.indices {
            #expect(try LinePlace(path: path, lineNumber: number + 1).offset == offset(ofLine: number))
        }
        #expect(throws: LinePlaceError.missingLine(path: path, number: 15, lines: 14)) {
            try LinePlace(path: path, lineNumber: 15)
        }
    }
}
