import TeamTracking
import TestSupport
import Testing

@testable import Transcripts

@Suite("ResponseMemory")
struct ResponseMemoryTests {
    private static func output(_ count: Int64) -> TokenAmounts {
        TokenAmounts(input: 1, output: count, cacheRead: 0, cacheCreation: 0)
    }

    @Test("a response adds what each field grows by, and never shrinks")
    func growth() {
        var memory = ResponseMemory()
        #expect(memory.take(1, Self.output(5), timeMs: 1, limitMs: nil) == .by(Self.output(5)))
        #expect(memory.take(1, Self.output(5), timeMs: 1, limitMs: nil) == .none)
        #expect(memory.take(1, Self.output(3), timeMs: 1, limitMs: nil) == .none)
        let grown = TokenAmounts(input: 0, output: 4, cacheRead: 0, cacheCreation: 0)
        #expect(memory.take(1, Self.output(9), timeMs: 1, limitMs: nil) == .by(grown))
    }

    @Test("it holds no more than its pages do; the oldest go, and tell how old they were")
    func bounded() {
        var memory = ResponseMemory(maxPages: 4)
        for key in 0..<UInt64(10_000) {
            _ = memory.take(key, Self.output(1), timeMs: Int64(key), limitMs: nil)
            #expect(memory.count <= 4 * ResponseMemory.pageCapacity)
        }
        let forgotten = memory.forgottenMs
        #expect(forgotten == 9599, "78 pages are full, of which three and the one begun after them stay")
        #expect(memory.take(5, Self.output(1), timeMs: 5, limitMs: forgotten) == .tooOld)
        #expect(memory.take(9_999, Self.output(2), timeMs: 5, limitMs: forgotten) != .tooOld)
        #expect(memory.isFirst(5, timeMs: 5, limitMs: forgotten) == nil)
        #expect(memory.isFirst(9_999, timeMs: 5, limitMs: forgotten) == false)
        #expect(memory.isFirst(20_000, timeMs: 20_000, limitMs: forgotten) == true)
    }

    @Test("its pages come back as they were stored, also a part of them", arguments: 0..<10)
    func storing(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var memory = ResponseMemory(maxPages: 6)
        var stored: [UInt32: [UInt8]] = [:]
        for step in 0..<2000 {
            let key = UInt64.random(in: 0..<1000, using: &random)
            let count = Int64.random(in: 0..<1 << 31, using: &random)
            _ = memory.take(key, Self.output(count), timeMs: Int64(step), limitMs: nil)
            guard Int.random(in: 0..<50, using: &random) == 0 else { continue }
            for page in memory.changedPages { stored[page] = memory.encodedPage(page) }
            memory.didTakeChanges()
        }
        for page in memory.changedPages { stored[page] = memory.encodedPage(page) }
        memory.didTakeChanges()
        #expect(Set(stored.keys) == Set(memory.pageNumbers), "seed \(seed): forgotten pages go")
        var restored = ResponseMemory(maxPages: 6)
        for (page, bytes) in stored { try restored.restorePage(page, bytes) }
        restored.didRestore(forgottenMs: memory.forgottenMs)
        for key in 0..<UInt64(1000) {
            var (mine, theirs) = (memory, restored)
            let large = Self.output(1 << 31)
            #expect(
                mine.take(key, large, timeMs: 9999, limitMs: nil)
                    == theirs.take(key, large, timeMs: 9999, limitMs: nil), "seed \(seed)")
        }
    }

    @Test("a page cut short anywhere is refused, and leaves nothing behind")
    func cutShort() throws {
        var memory = ResponseMemory()
        for key in 0..<UInt64(5) { _ = memory.take(key, Self.output(7), timeMs: 1, limitMs: nil) }
        let bytes = try #require(memory.encodedPage(0))
        for length in 0..<bytes.count {
            var restored = ResponseMemory()
            #expect(throws: UndecodableBytes.self) {
                try restored.restorePage(0, Array(bytes[..<length]))
            }
            #expect(restored.count == 0)
        }
    }
}
