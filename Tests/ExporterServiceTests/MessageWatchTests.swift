import NIOPosix
import Synchronization
import TeamRecording
import TeamTracking
import TestSupport
import Testing

@testable import ExporterService

@Suite("MessageWatch")
struct MessageWatchTests {
    @Test("inboxes are looked at apart from scrapes, and the watch ends when told to")
    func looksWithoutScrapes() throws {
        let looks = Counter()
        let recorder = TeamRecorder(roots: [Fixtures.path("claude")]) {
            looks.add()
            return 1_785_355_560_000
        }
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let firstLooks = Counter()
        let watch = MessageWatch(recorder, thread: thread) { firstLooks.add() }
        watch.start()
        // Nothing here looks.
        #expect(eventually { looks.value >= 4 })
        #expect(firstLooks.value == 1)
        watch.stop()
        try thread.syncShutdownGracefully()
        let last = looks.value
        #expect(try recorder.report().messages.teams.isEmpty == false)
        #expect(looks.value <= last + 2, "no thread looks any more")
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        func add() { count.add(1, ordering: .relaxed) }
        var value: Int { count.load(ordering: .relaxed) }
    }
}
