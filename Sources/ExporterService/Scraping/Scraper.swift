import Collectors
import Compression
import Exposition
import Logging
import MetricModel
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers a scrape: runs the collectors, each with the scrape's deadline, then encodes what they left.
///
/// One failing or late collector never fails the scrape: its families are left out, and
/// `agent_teams_exporter_collector_success` says so.
final class Scraper: Sendable {
    private let registry: MetricRegistry
    private let runners: NIOLoopBound<[CollectorRunner]>
    private let rounds: NIOLoopBound<SharedWork<Set<String>, Set<String>>>
    private let answers: NIOLoopBound<SharedWork<ScrapeRequest, HTTPResponse>>
    private let writer: ScrapeWriter
    private let refusedSamples: RefusedSamples
    private let refresh: @Sendable (MetricRegistry) -> Void
    private let residentPages = ResidentPages()
    private let threads: NIOThreadPool
    let eventLoop: any EventLoop
    /// Names a scraper may ask for: the collectors, and families fed by no collector.
    let collectorNames: [String]

    /// Families that are counted as things happen, not collected. `collect[]` does not leave them out: they tell how
    /// the collectors fare.
    private static let uncollected = ["exporter"]

    /// Must be called on `eventLoop`.
    ///
    /// - Parameter refresh: brings families up to date that belong to every scrape and to no collector; does not block.
    init(
        collectors: [any Collector],
        registry: MetricRegistry,
        threads: NIOThreadPool,
        eventLoop: any EventLoop,
        logger: Logger,
        refresh: @escaping @Sendable (MetricRegistry) -> Void = { _ in }
    ) throws {
        eventLoop.preconditionInEventLoop()
        let health = try CollectorHealth(registry: registry, logger: logger)
        self.registry = registry
        self.threads = threads
        self.eventLoop = eventLoop
        self.refresh = refresh
        rounds = NIOLoopBound(SharedWork(eventLoop: eventLoop), eventLoop: eventLoop)
        answers = NIOLoopBound(SharedWork(eventLoop: eventLoop), eventLoop: eventLoop)
        writer = ScrapeWriter(registry: registry)
        refusedSamples = try RefusedSamples(registry: registry)
        collectorNames = collectors.map(\.name) + Self.uncollected
        let runners = collectors.map { collector in
            CollectorRunner(
                collector,
                registry: registry,
                threads: threads,
                eventLoop: eventLoop,
                health: health
            )
        }
        self.runners = NIOLoopBound(runners, eventLoop: eventLoop)
    }

    /// - Parameter limit: bounds how many scrapes are answered at a time.
    func endpoint(path: String, limit: ScrapeLimit) -> Endpoint {
        Endpoint(path) { request, eventLoop in
            limit.admit(on: eventLoop) {
                do throws(ScrapeRequest.Fault) {
                    let scrape = try ScrapeRequest(
                        request, known: self.collectorNames, always: Self.uncollected)
                    return self.answer(scrape).hop(to: eventLoop)
                } catch {
                    return eventLoop.makeSucceededFuture(.text(.badRequest, error.message))
                }
            }
        }
    }

    /// What a scraper gets that asks for nothing special.
    func answerWithAll() -> EventLoopFuture<HTTPResponse> {
        do throws(ScrapeRequest.Fault) {
            let all = HTTPRequest(method: .GET, uri: "/", headers: [:])
            return answer(try ScrapeRequest(all, known: collectorNames))
        } catch {
            return eventLoop.makeFailedFuture(error)
        }
    }

    /// Answers, with others if they ask for the same while it is made; who asks for it in another format shares the
    /// collection.
    func answer(_ request: ScrapeRequest) -> EventLoopFuture<HTTPResponse> {
        eventLoop.flatSubmit { [self] in
            let deadline = NIODeadline.now() + request.patience
            // The time a scraper waits does not change the answer, only who can wait for it.
            var question = request
            question.patience = .zero
            return answers.value.join(question, by: deadline) { [self] in
                let round = rounds.value.join(request.collectors, by: deadline) { [self] in
                    collect(request.collectors, by: deadline)
                }
                return round.flatMap { [self] failed in encode(request, without: failed) }
            }
        }
    }

    /// Collects everything as for a scraper, and reads what was left, without what failed, on a thread of the caller's.
    func collect<Reading: Sendable>(
        patience: TimeAmount, on thread: NIOThreadPool,
        _ read: @escaping @Sendable (MetricRegistry, FamilyFilter) -> Reading
    ) -> EventLoopFuture<Reading> {
        eventLoop.flatSubmit { [self] in
            let deadline = NIODeadline.now() + patience
            let names = Set(collectorNames)
            let round = rounds.value.join(names, by: deadline) { [self] in collect(names, by: deadline) }
            let (refusedSamples, refresh, registry) = (refusedSamples, refresh, registry)
            return round.flatMap { [self] failed in
                thread.runIfActive(eventLoop: eventLoop) {
                    refusedSamples.publish(into: registry)
                    refresh(registry)
                    return read(registry, FamilyFilter(collectors: names.subtracting(failed)))
                }
            }
        }
    }

    /// Runs the collectors with these names.
    ///
    /// - Returns: those that failed or are late.
    private func collect(_ names: Set<String>, by deadline: NIODeadline) -> EventLoopFuture<Set<String>> {
        let chosen = runners.value.filter { names.contains($0.collector.name) }
        let outcomes = chosen.map { $0.run(deadline: deadline) }
        let order = chosen.map(\.collector.name)
        return EventLoopFuture.whenAllSucceed(outcomes, on: eventLoop).map { outcomes in
            Set(zip(order, outcomes).filter { $0.1 != .succeeded }.map(\.0))
        }
    }

    private func encode(_ request: ScrapeRequest, without failed: Set<String>) -> EventLoopFuture<
        HTTPResponse
    > {
        let filter = FamilyFilter(
            collectors: request.collectors.subtracting(failed),
            excluded: [],
            names: request.names
        )
        let (writer, refusedSamples, refresh, registry) = (writer, refusedSamples, refresh, registry)
        let residentPages = residentPages
        return threads.runIfActive(eventLoop: eventLoop) {
            // All that serves has run once now.
            defer { residentPages.releaseOnce() }
            refusedSamples.publish(into: registry)
            refresh(registry)
            return try writer.response(as: request.format, isGzipped: request.isGzipped, filter: filter)
        }
    }
}
