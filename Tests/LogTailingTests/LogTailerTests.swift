import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import LogTailing

@Suite("the tailer on its thread")
struct LogTailerTests {
    /// Passes what arrives to the test's thread.
    private final class Arrivals: Sendable {
        private let lines = Mutex<[String]>([])
        private let semaphore = DispatchSemaphore(value: 0)

        func add(_ new: [String]) {
            lines.withLock { $0 += new }
            semaphore.signal()
        }

        /// Waits until `count` lines are there, or for ten seconds at most.
        func wait(for count: Int) -> [String] {
            let deadline = DispatchTime.now() + 10
            while lines.withLock({ $0.count }) < count {
                guard semaphore.wait(timeout: deadline) == .success else { break }
            }
            return lines.withLock { $0 }
        }
    }

    private struct Forwarder: LineConsumer {
        let arrivals: Arrivals
        var recorded = RecordingConsumer()
        var reported = 0

        mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {
            recorded.consume(lines, from: origin)
        }

        mutating func batchEnded(_ batch: TailBatch) {
            arrivals.add(recorded.lines[reported...].map(\.text))
            reported = recorded.lines.count
        }
    }

    @Test("lines arrive while it runs, and stop ends it", arguments: watchModes)
    func followsAndStops(_ watch: LogSource.WatchPreference) throws {
        let harness = try TailHarness(watch)
        let tailer = LogTailer(sources: [LogSource(name: "app", paths: [harness.path("*.log")], watch: watch)]
        )
        let arrivals = Arrivals()
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var consumer = Forwarder(arrivals: arrivals)
            tailer.run(&consumer)
            ended.signal()
        }
        for round in 0..<5 {
            try harness.append("line \(round)\n", to: "app.log")
            #expect(arrivals.wait(for: round + 1) == numbered("line", 0..<(round + 1)))
        }
        tailer.stop()
        #expect(ended.wait(timeout: .now() + 10) == .success)
        #expect(tailer.status().logs[0].files == 1)
        #expect(tailer.status().logs[0].lagBytes == 0)
        #expect(tailer.status().hasScanned)
    }

    /// Wants no turn for an hour, and tells of each.
    private struct TurnTeller: LineConsumer {
        let turns: DispatchSemaphore

        mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {}

        mutating func batchEnded(_ batch: TailBatch) {}

        mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
            #expect(turn.isCaughtUp && turn.status.hasScanned)
            turns.signal()
            return nil
        }
    }

    @Test("wake makes a turn happen, as often as it is called, and what is left is handed over")
    func wakes() throws {
        let harness = try TailHarness(.auto)
        try harness.append("line\n")
        let tailer = LogTailer(sources: harness.sources)
        let turns = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var consumer = TurnTeller(turns: turns)
            tailer.run(&consumer)
            ended.signal()
        }
        for _ in 0..<20 {
            #expect(turns.wait(timeout: .now() + 10) == .success)
            tailer.wake()
        }
        tailer.stop()
        #expect(ended.wait(timeout: .now() + 10) == .success)
        #expect(tailer.handover().files.map(\.state.position.offset) == [5])
    }

    /// Wakes the tailer from within its turns, so many times.
    private struct SelfWaker: LineConsumer {
        let tailer: LogTailer
        let turns: DispatchSemaphore
        var wakes: Int

        mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {}

        mutating func batchEnded(_ batch: TailBatch) {}

        mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
            if wakes > 0 { tailer.wake() }
            wakes -= 1
            turns.signal()
            return nil
        }
    }

    @Test("a wake during a turn makes another one happen, however late in the turn it comes")
    func wakeDuringTurn() throws {
        let harness = try TailHarness(.auto)
        let tailer = LogTailer(sources: harness.sources)
        let turns = DispatchSemaphore(value: 0)
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var consumer = SelfWaker(tailer: tailer, turns: turns, wakes: 20)
            tailer.run(&consumer)
            ended.signal()
        }
        // Nothing else is due within the next minute.
        for turn in 0...20 { #expect(turns.wait(timeout: .now() + 10) == .success, "turn \(turn)") }
        tailer.stop()
        #expect(ended.wait(timeout: .now() + 10) == .success)
    }

    @Test("a wake before the wait is not lost: the wait ends at once, and the next one waits again")
    func wakeBeforeWait() throws {
        let signal = WakeSignal()
        for _ in 0..<3 {
            for _ in 0..<100 { signal.wake() }
            #expect(signal.wait(for: nil, atMost: .seconds(60)))
            #expect(!signal.wait(for: nil, atMost: .zero))
        }
    }

    @Test("wakes from several threads at any moment each bring a turn to its end")
    func wakesFromThreads() throws {
        let harness = try TailHarness(.auto)
        let tailer = LogTailer(sources: harness.sources)
        let begun = Atomic<Int>(0)
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            var consumer = TurnCounter(count: { begun.wrappingAdd(1, ordering: .acquiringAndReleasing) })
            tailer.run(&consumer)
            ended.signal()
        }
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
            for _ in 0..<100 {
                let before = begun.load(ordering: .acquiring)
                tailer.wake()
                #expect(eventually { begun.load(ordering: .acquiring) > before })
            }
        }
        tailer.stop()
        #expect(ended.wait(timeout: .now() + 10) == .success)
    }

    private struct TurnCounter: LineConsumer {
        let count: @Sendable () -> Void

        mutating func consume(_ lines: Span<UInt8>, from origin: BlockOrigin) {}

        mutating func batchEnded(_ batch: TailBatch) {}

        mutating func turnEnded(_ turn: TailTurn) -> ContinuousClock.Instant? {
            count()
            return nil
        }
    }

    @Test("a turn comes at the time the consumer asked for, if nothing is due before")
    func wish() throws {
        let harness = try TailHarness(.auto)
        let driver = TailDriver(sources: harness.sources)
        var consumer = RecordingConsumer()
        let now = ContinuousClock.now
        consumer.wish = now + .milliseconds(700)
        #expect(driver.turn(&consumer, now: now) == now + .milliseconds(700))
        consumer.wish = now + .seconds(100_000)
        #expect(driver.turn(&consumer, now: now) < now + .seconds(100))
        #expect(consumer.turns.map(\.now) == [now, now])
    }

    @Test("stop before run makes run return at once")
    func stopsBeforeRun() {
        let tailer = LogTailer(sources: [])
        tailer.stop()
        var consumer = RecordingConsumer()
        tailer.run(&consumer)
        #expect(consumer.lines.isEmpty)
    }
}
