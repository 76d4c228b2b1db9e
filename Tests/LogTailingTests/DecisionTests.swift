import Testing

@testable import LogTailing

@Suite("the decision about a file")
struct DecisionTests {
    private let start = ContinuousClock.now

    private func state(offset: UInt64, seenEnd: UInt64? = nil, read: FileObservation? = nil) -> FileState {
        var state = FileState(quietSince: start)
        state.position.offset = offset
        state.position.tail = ContentMarker(end: seenEnd ?? offset, length: 0, hash: 0)
        state.observed = read
        state.hasBacklog = read == nil
        return state
    }

    private func look(_ size: UInt64, modified: Int64 = 1, changed: Int64 = 1) -> FileObservation {
        FileObservation(size: size, modifiedNanoseconds: modified, changedNanoseconds: changed)
    }

    @Test("a new file is read, an unchanged one is left alone")
    func newAndUnchanged() {
        #expect(state(offset: 0).action(for: look(10), at: start, rotateWait: .seconds(30)) == .read)
        let read = state(offset: 10, read: look(10))
        #expect(read.action(for: look(10), at: start + .seconds(3600), rotateWait: .seconds(30)) == .wait)
    }

    @Test("any change of size or stamps, or an event, asks for a look at the content")
    func changes() {
        var read = state(offset: 10, read: look(10))
        for changed in [look(11), look(10, modified: 2), look(10, changed: 2)] {
            #expect(read.action(for: changed, at: start, rotateWait: .seconds(30)) == .read)
        }
        read.isEventPending = true
        #expect(read.action(for: look(10), at: start, rotateWait: .seconds(30)) == .read)
    }

    @Test("a file shorter than what was seen of it begins anew, even within a partial line")
    func shorter() {
        let read = state(offset: 10, seenEnd: 15, read: look(15))
        #expect(read.action(for: look(14), at: start, rotateWait: .seconds(30)) == .restart)
        #expect(read.action(for: look(15), at: start, rotateWait: .seconds(30)) == .wait)
    }

    @Test("a file without a name is finished after it was quiet for the rotate wait")
    func finish() {
        var read = state(offset: 10, read: look(10))
        read.namelessSince = start + .seconds(10)
        read.quietSince = start + .seconds(25)
        #expect(read.action(for: look(10), at: start + .seconds(54), rotateWait: .seconds(30)) == .wait)
        #expect(read.action(for: look(10), at: start + .seconds(55), rotateWait: .seconds(30)) == .finish)
        read.hasBacklog = true
        #expect(read.action(for: look(10), at: start + .seconds(55), rotateWait: .seconds(30)) == .read)
    }

    @Test("what is lost with a file reaches from the offset to the largest size seen")
    func loss() {
        var read = state(offset: 10, seenEnd: 15)
        read.knownSize = 30
        #expect(read.undelivered == 10..<30)
        read.knownSize = 0
        #expect(read.undelivered.isEmpty)
    }

    @Test("waits after failures double up to the longest, and start over after a success")
    func backoff() {
        var backoff = RetryBackoff()
        var waits: [Duration] = []
        for _ in 0..<8 {
            backoff.fail(at: start, first: .milliseconds(250), longest: .seconds(10))
            waits.append((backoff.retryAt ?? start) - start)
        }
        #expect(waits == [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000].map { .milliseconds($0) })
        #expect(!backoff.isDue(at: start + .milliseconds(9999)))
        backoff.succeed()
        #expect(backoff.isDue(at: start))
    }

    @Test(
        "rotated names are recognised and ordered from old to new",
        arguments: [
            ("app.log", "app.log.1", true), ("app.log", "app.log-20260207", true),
            ("app.log", "app-20260207.log", true),
            ("app.log", "app.log.1.gz", false), ("app.log", "app.logger", false),
            ("app.log", "app.log", false),
            ("app.log", "application.log", false), ("syslog", "syslog.1", true),
            ("app.log", "app.other", false),
        ]
    )
    func rotatedNames(_ base: String, _ name: String, _ expected: Bool) {
        #expect(RotatedName.isRotated(BytePath(name), of: BytePath(base)) == expected)
        #expect(RotatedName.isOlder(BytePath("app.log.10"), than: BytePath("app.log.9")))
        #expect(RotatedName.isOlder(BytePath("app.log-20260207"), than: BytePath("app.log-20260208")))
    }
}
