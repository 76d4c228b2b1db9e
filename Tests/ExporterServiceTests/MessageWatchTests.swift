import Collectors
import MetricModel
import NIOPosix
import TestSupport
import Testing

@testable import ExporterService

@Suite("MessageWatch")
struct MessageWatchTests {
    @Test("inboxes are looked at apart from scrapes, and the watch ends when told to")
    func looksWithoutScrapes() async throws {
        let place = try TemporaryDirectory("watch")
        try place.copy(Fixtures.path("claude"), to: "root")
        let collector = try MessagesCollector(roots: [place.path("root")], registry: MetricRegistry())
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        let watch = MessageWatch(collector, thread: thread)
        let running = Task { try await watch.run() }
        #expect(await eventuallyChanged(collector), "what was there is met")
        try place.copy(Fixtures.path("claude/teams/alpha-team/inboxes/lead.json"), to: Self.newInbox)
        #expect(await eventuallyChanged(collector), "so is a new inbox")
        running.cancel()
        try await running.value
        try await thread.shutdownGracefully()
    }

    private static let newInbox = "root/teams/alpha-team/inboxes/late-comer.json"

    /// Whether the books change by themselves; nothing here looks.
    private func eventuallyChanged(_ collector: MessagesCollector) async -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end {
            if !collector.takeChanges().isEmpty { return true }
            await Task.yield()
        }
        return false
    }
}
