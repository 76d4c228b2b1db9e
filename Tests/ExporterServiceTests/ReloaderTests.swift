import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import ExporterService

@Suite("reloader")
struct ReloaderTests {
    /// Counts the reloads that began, and holds each until the test lets it go on.
    private final class Work: Sendable {
        let began = Atomic(0)
        private let isOpen = Atomic(false)

        func open() { isOpen.store(true, ordering: .releasing) }

        func run() -> Reloader.Outcome {
            let number = began.add(1, ordering: .acquiringAndReleasing).newValue
            while !isOpen.load(ordering: .acquiring) { sched_yield() }
            return .refused(reason: "\(number)")
        }
    }

    private func withReloader(_ body: (Reloader, Work, any EventLoop) async throws -> Void) async throws {
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let work = Work()
        let reloader = try await eventLoop.submit {
            Reloader(eventLoop: eventLoop, threads: threads) { work.run() }
        }.get()
        try await body(reloader, work, eventLoop)
        try await threads.shutdownGracefully()
    }

    @Test("wishes during a reload share one more, which begins after them all")
    func coalesces() async throws {
        try await withReloader { reloader, work, eventLoop in
            let first = reloader.reload()
            let others = (0..<100).map { _ in reloader.reload() }
            // Once the loop has come to this, all wishes are known.
            try await eventLoop.submit {}.get()
            work.open()
            let outcome = try await first.get()
            #expect(outcome == .refused(reason: "1"))
            for other in others {
                let outcome = try await other.get()
                #expect(outcome == .refused(reason: "2"))
            }
            #expect(work.began.load(ordering: .acquiring) == 2)
        }
    }

    @Test("a wish after the end of a reload gets a reload of its own")
    func startsAgain() async throws {
        try await withReloader { reloader, work, _ in
            work.open()
            for number in 1...3 {
                let outcome = try await reloader.reload().get()
                #expect(outcome == .refused(reason: "\(number)"))
            }
        }
    }

    @Test("the endpoint is forbidden unless it was switched on, with the text of Prometheus")
    func forbidden() async throws {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let request = HTTPRequest(method: .POST, uri: "/-/reload", headers: [:])
        let endpoint = ReloadEndpoint.endpoint(nil)
        #expect(endpoint.methods == [.POST, .PUT])
        let answer = try await endpoint.respond(request, eventLoop).get()
        #expect(answer.status == .forbidden)
        #expect(String(buffer: answer.body) == "Lifecycle API is not enabled.\n")
    }

    @Test("the endpoint answers with the fault")
    func answersFault() async throws {
        try await withReloader { reloader, work, eventLoop in
            work.open()
            let request = HTTPRequest(method: .PUT, uri: "/-/reload", headers: [:])
            let answer = try await ReloadEndpoint.endpoint(reloader).respond(request, eventLoop).get()
            #expect(answer.status == .internalServerError)
            #expect(String(buffer: answer.body) == "failed to reload config: 1\n")
        }
    }
}
