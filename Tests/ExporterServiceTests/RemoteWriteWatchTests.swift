import Foundation
import Logging
import MetricModel
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import ExporterService

@Suite("remote write")
struct RemoteWriteWatchTests {
    private let place: TemporaryDirectory
    private let registry = MetricRegistry()
    private let threads = NIOThreadPool(numberOfThreads: 1)

    init() throws {
        place = try TemporaryDirectory("remote-write-watch")
        threads.start()
    }

    @Test("what the receiver takes leaves the queue, and what it refuses for good is dropped and counted")
    func settles() throws {
        let server = try CannedServer(answer: CannedServer.http("204 No Content", ""))
        let watch = try watch(receiver(server))
        #expect(try watch.sendOnce(patience: .seconds(20)) == [])
        #expect(try sample("samples_total", "outcome", "sent") ?? 0 > 0)
        #expect(try sample("samples_total", "outcome", "refused") == 0)
        #expect(waiting == [])
        server.answer(CannedServer.http("400 Bad Request", "out of order sample"))
        #expect(try self.watch(receiver(server)).sendOnce(patience: .seconds(20)) == [])
        #expect(try sample("samples_total", "outcome", "refused") ?? 0 > 0)
        #expect(try sample("failures_total", "reason", "refused") == 1)
        #expect(waiting == [])
    }

    @Test("a failure that passes is tried again until it has passed")
    func triesAgain() throws {
        let server = try CannedServer(answer: CannedServer.http("503 Service Unavailable", "wait"))
        let watch = try watch(receiver(server))
        watch.start()
        defer { watch.stop() }
        #expect(try eventually { try sample("failures_total", "reason", "server_error") ?? 0 >= 1 })
        #expect(waiting.count >= 1)
        server.answer(CannedServer.http("200 OK", ""))
        #expect(try eventually { try sample("samples_total", "outcome", "sent") ?? 0 > 0 })
        #expect(eventually { waiting == [] })
    }

    @Test("a receiver that does not answer holds no stop up, and finds its samples at the next start")
    func keepsWhatWaits() throws {
        let silent = try CannedServer(answer: nil)
        let watch = try watch(receiver(silent))
        watch.start()
        #expect(eventually { silent.requests > 0 || waiting.count > 0 })
        watch.prepareToStop()
        watch.stop()
        let left = waiting
        #expect(left.count == 2, "the look, and the end of its series: \(left)")
        let server = try CannedServer(answer: CannedServer.http("204 No Content", ""))
        #expect(try self.watch(receiver(server)).sendOnce(patience: .seconds(20)) == [])
        #expect(waiting == [])
    }

    @Test("without its secret nothing is sent, and nothing lost")
    func needsSecret() throws {
        let server = try CannedServer(answer: CannedServer.http("204 No Content", ""))
        var receiver = receiver(server)
        receiver.access = .bearer(tokenFile: place.path("token"))
        #expect(try watch(receiver).sendOnce(patience: .seconds(20)) == ["default"])
        #expect(server.requests == 0 && waiting.count == 1)
        // Once when the samples are queued, and perhaps once more at the end.
        #expect(try sample("failures_total", "reason", "credentials") ?? 0 >= 1)
        try place.write("token", to: "token")
        #expect(try watch(receiver).sendOnce(patience: .seconds(20)) == [])
        #expect(waiting == [])
    }

    @Test("a reload ends what is named no more, and begins what is new")
    func reloads() throws {
        let first = try CannedServer(answer: CannedServer.http("204 No Content", ""))
        let second = try CannedServer(answer: CannedServer.http("204 No Content", ""))
        let watch = try watch(receiver(first))
        watch.start()
        defer { watch.stop() }
        #expect(eventually { first.requests > 0 && waiting == [] })
        watch.reconfigure([receiver(second)])
        let told = first.requests
        #expect(told >= 2, "the end of its series was told")
        #expect(eventually { second.requests > 0 })
        #expect(first.requests == told)
    }

    private func receiver(_ server: CannedServer) -> ExporterConfiguration.Receiver {
        var receiver = ExporterConfiguration.Receiver(
            name: "default", url: "http://127.0.0.1:\(server.port)/api/v1/write")
        receiver.interval = .seconds(3600)
        return receiver
    }

    private func watch(_ receiver: ExporterConfiguration.Receiver) throws -> RemoteWriteWatch {
        let (registry, threads) = (registry, threads)
        let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let scraper = try eventLoop.submit {
            try Scraper(
                collectors: [], registry: registry, threads: threads, eventLoop: eventLoop, logger: logger)
        }.wait()
        return try RemoteWriteWatch(
            [receiver],
            .init(
                scraper: scraper, stateDirectory: place.path, registry: registry, thread: threads,
                logger: logger))
    }

    private func sample(_ name: String, _ label: String, _ value: String) throws -> Double? {
        let descriptor =
            name == "samples_total" ? Catalogue.remoteWriteSamples : Catalogue.remoteWriteFailures
        precondition(descriptor.labels.last?.text == label)
        let family = try registry.register(descriptor)
        return registry.update { table in
            table.find(family, labels: ["default", value]).map { table.value(of: $0) }
        }
    }

    /// The requests that wait; before the first one the directory is not there.
    private var waiting: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: place.path("remote-write/default"))) ?? [])
            .filter { $0.hasSuffix(".write") }.sorted()
    }
}
