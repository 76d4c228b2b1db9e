import TestSupport
import Testing

@testable import TeamTracking

@Suite("TimeoutCounter")
struct TimeoutCounterTests {
    /// One look, as the model keeps all of them.
    private struct Look {
        let verdict: TimeoutCounter.Verdict
        let activityMs: Int64?
        let isFirst: Bool
    }

    /// Counts over the whole history: from up to timed out, unless the rules changed in that look, or nothing was done
    /// since the last time that one was down by the clock.
    private func model(_ looks: [Look]) -> Int64 {
        var count: Int64 = 0
        var mustAct = false
        for (place, look) in looks.enumerated() {
            let known = looks[..<place].compactMap(\.activityMs).max() ?? .min
            if let activityMs = look.activityMs, activityMs > known { mustAct = false }
            let before = place == 0 ? nil : looks[place - 1].verdict
            guard look.verdict == .timedOut, !mustAct, before == nil || before == .up else { continue }
            if before == .up, !look.isFirst { count += 1 }
            mustAct = true
        }
        return count
    }

    @Test("random histories give the counts of a model that looks at all of them", arguments: 0..<60)
    func history(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var counter = TimeoutCounter()
        var (looks, nowMs): ([Look], Int64) = ([], 1000)
        for _ in 0..<120 {
            nowMs += Int64.random(in: 0...50, using: &random)
            let isActive = Int.random(in: 0..<4, using: &random) == 0
            let verdicts: [TimeoutCounter.Verdict] = [.up, .up, .timedOut, .timedOut, .down]
            let look = Look(
                verdict: verdicts.randomElement(using: &random) ?? .up,
                activityMs: isActive ? nowMs : looks.last?.activityMs,
                isFirst: Int.random(in: 0..<20, using: &random) == 0)
            looks.append(look)
            counter.take(look.verdict, activityMs: look.activityMs, isFirst: look.isFirst)
            #expect(counter.count == model(looks), "seed \(seed), look \(looks.count)")
        }
    }

    @Test(
        "one that is down at the first look adds nothing, and one that acts and falls silent again adds one")
    func firstLook() {
        var counter = TimeoutCounter()
        counter.take(.timedOut, activityMs: 5)
        counter.take(.up, activityMs: 5)
        counter.take(.timedOut, activityMs: 5)
        #expect(counter.count == 0)
        counter.take(.up, activityMs: 6)
        counter.take(.timedOut, activityMs: 6)
        #expect(counter.count == 1)
    }

    @Test("a death is no timeout, nor is what follows it without a sign of life")
    func death() {
        var counter = TimeoutCounter()
        counter.take(.up, activityMs: 5)
        counter.take(.down, activityMs: 5)
        counter.take(.timedOut, activityMs: 5)
        #expect(counter.count == 0)
    }
}
