import Collectors
import Exposition
import Logging
import MetricModel
import NIOCore
import NIOPosix
import NIOSSL
import RemoteWrite
import Synchronization

/// What goes to one receiver: samples go into the queue on disk, and from there one request at a time, in their order.
///
/// Queue and books are used on one thread; the event loop keeps the times and speaks with the receiver.
final class Shipment: Sendable {
    /// Held through writes to the disk: only the thread takes this lock.
    private struct Books {
        var queue: WriteQueue?
        var memory = SeriesMemory()
        var policy = DeliveryPolicy()
        var news = CollectorNews()
        var tls: NIOSSLContext?
        var metadataToldMs: Int64?
        var lastTimeMs: Int64 = 0
        /// A request is under way, or waits for the next attempt.
        var isBusy = false
        /// Nothing is taken any more; what waits is sent until an attempt fails.
        var isEnding = false

        /// Two samples of a series must not have one time.
        mutating func nextTimeMs() -> Int64 {
            lastTimeMs = max(lastTimeMs + 1, TeamsCollector.systemNowMs())
            return lastTimeMs
        }
    }

    private struct Delivery: Sendable {
        let entry: QueueEntry
        let submission: HTTPFetch.Submission
        let tls: NIOSSLContext?
    }

    private enum Next: Sendable {
        case deliver(Delivery)
        case wait(Duration)
        case nothing
    }

    let receiver: ExporterConfiguration.Receiver
    private let directory: String
    private let target: [(name: String, value: String)]
    private let metrics: ReceiverMetrics
    private let eventLoop: any EventLoop
    private let thread: NIOThreadPool
    private let logger: Logger
    private let books = Mutex(Books())
    /// -1 without a queue.
    private let waitingBytes = Atomic(-1)
    /// The queue may have another owner now: an answer that still comes is not heeded, its request is sent again.
    private let isOver = Atomic(false)
    private let retry = Mutex<Scheduled<Void>?>(nil)
    /// Done when all is sent, or an attempt failed, after the end was asked for.
    private let ended: EventLoopPromise<Void>

    /// How often receivers are told of kind, unit and help.
    private static let metadataIntervalMs: Int64 = 60_000
    private static let maxAnswerBytes = 65_536

    init(
        _ receiver: ExporterConfiguration.Receiver, stateDirectory: String, registry: MetricRegistry,
        eventLoop: any EventLoop, thread: NIOThreadPool, logger: Logger
    ) throws(RegistryError) {
        self.receiver = receiver
        directory = "\(stateDirectory)/remote-write/\(receiver.name)"
        let usual = ["job": "agent-teams", "instance": HostName.ofThisMachine]
        target = usual.merging(receiver.labels) { _, own in own }.map { (name: $0.key, value: $0.value) }
        metrics = try ReceiverMetrics(receiver.name, registry: registry)
        ended = eventLoop.makePromise()
        self.eventLoop = eventLoop
        self.thread = thread
        self.logger = logger
    }

    deinit { ended.succeed() }

    // MARK: Taking

    /// Takes a look at everything as a scraper does, queues it and has it sent.
    func take(from scraper: Scraper) -> EventLoopFuture<Void> {
        let patience = min(TimeAmount(receiver.interval), .seconds(10))
        return scraper.collect(patience: patience, on: thread) { registry, filter in
            self.enqueue(registry, filter)
        }.map { self.send() }
    }

    private func enqueue(_ registry: MetricRegistry, _ filter: FamilyFilter) {
        books.withLock { books in
            guard !books.isEnding else { return }
            let nowMs = books.nextTimeMs()
            var batch = SampleBatch(registry, target: target, timeMs: nowMs) { filter.accepts($0) }
            books.memory.mark(&batch)
            let isDue = books.metadataToldMs.map { nowMs - $0 >= Self.metadataIntervalMs } ?? true
            if isDue { books.metadataToldMs = nowMs }
            store(WriteRequest.requests(batch, tellsMetadata: isDue), &books)
            dropExcess(&books, nowMs)
            publish(books)
        }
    }

    private func store(_ requests: [WriteRequest], _ books: inout Books) {
        for (place, request) in requests.enumerated() {
            do throws(RemoteWriteError) {
                try open(&books)
                try books.queue?.append(request)
            } catch {
                metrics.countFailure("queue")
                metrics.count(requests[place...].reduce(0) { $0 + $1.samples }, .dropped)
                tellFault(error.message, &books)
                return
            }
        }
    }

    private func open(_ books: inout Books) throws(RemoteWriteError) {
        guard books.queue == nil else { return }
        books.queue = try WriteQueue(directory: directory, bounds: receiver.queue)
    }

    private func dropExcess(_ books: inout Books, _ nowMs: Int64) {
        let excess = books.queue?.excess(nowMs: nowMs, keepsFirst: books.isBusy) ?? []
        for entry in excess {
            remove(entry, &books)
            metrics.count(entry.samples, .dropped)
        }
        if !excess.isEmpty {
            tellFault("the queue is full, or what it holds too old: the oldest samples are dropped", &books)
        }
    }

    private func remove(_ entry: QueueEntry, _ books: inout Books) {
        do throws(RemoteWriteError) {
            try books.queue?.remove(entry)
        } catch {
            metrics.countFailure("queue")
            tellFault(error.message, &books)
        }
    }

    // MARK: Sending

    /// Sends what waits, unless that goes on already.
    private func send() {
        thread.runIfActive(eventLoop: eventLoop) { self.next() }.whenSuccess { next in
            switch next {
            case .deliver(let delivery): self.deliver(delivery)
            case .wait(let pause): self.sendLater(pause)
            case .nothing: break
            }
        }
    }

    private func sendLater(_ pause: Duration) {
        let task = eventLoop.scheduleTask(in: TimeAmount(pause)) { self.sendAgain() }
        retry.withLock { $0 = task }
    }

    private func sendAgain() {
        retry.withLock { $0 = nil }
        thread.runIfActive(eventLoop: eventLoop) { self.books.withLock { $0.isBusy = false } }
            .whenSuccess { self.send() }
    }

    private func next() -> Next {
        books.withLock { books in
            if books.isBusy || isOver.load(ordering: .relaxed) { return .nothing }
            while let entry = books.queue?.oldest {
                guard let body = body(of: entry, &books) else { continue }
                do {
                    let submission = HTTPFetch.Submission(
                        headers: try headers(), body: body)
                    let tls = try tls(&books)
                    books.isBusy = true
                    return .deliver(Delivery(entry: entry, submission: submission, tls: tls))
                } catch {
                    return credentialsFault(error, &books)
                }
            }
            if books.isEnding { ended.succeed() }
            return .nothing
        }
    }

    /// What cannot be read is given up.
    private func body(of entry: QueueEntry, _ books: inout Books) -> [UInt8]? {
        do throws(RemoteWriteError) {
            return try books.queue?.body(of: entry)
        } catch {
            metrics.countFailure("queue")
            metrics.count(entry.samples, .dropped)
            tellFault(error.message, &books)
            remove(entry, &books)
            return nil
        }
    }

    private func credentialsFault(_ error: any Error, _ books: inout Books) -> Next {
        metrics.countFailure("credentials")
        tellFault((error as? ServiceError)?.message ?? "\(error)", &books)
        if books.isEnding { ended.succeed() }
        books.isBusy = true
        guard case .retry(let pause) = books.policy.action(after: .broken) else { return .nothing }
        return .wait(pause)
    }

    private func headers() throws(ServiceError) -> [(String, String)] {
        let fixed = [
            ("Content-Encoding", "snappy"), ("Content-Type", "application/x-protobuf"),
            ("X-Prometheus-Remote-Write-Version", "0.1.0"),
        ]
        return try fixed + (receiver.access.authorization().map { [("Authorization", $0)] } ?? [])
    }

    /// With the certificates that the system trusts, read once.
    private func tls(_ books: inout Books) throws -> NIOSSLContext? {
        guard receiver.url.hasPrefix("https://") else { return nil }
        if let tls = books.tls { return tls }
        let tls = try NIOSSLContext(configuration: .makeClientConfiguration())
        books.tls = tls
        return tls
    }

    private func deliver(_ delivery: Delivery) {
        let limits = HTTPFetch.Limits(patience: receiver.timeout, bytes: Self.maxAnswerBytes)
        HTTPFetch.post(
            receiver.url, delivery.submission, tls: delivery.tls, limits: limits, on: eventLoop
        ).map(Self.outcome).recover(Self.failure).flatMap { outcome, reason in
            self.thread.runIfActive(eventLoop: self.eventLoop) {
                self.settle(delivery.entry, outcome, reason)
            }
        }.whenSuccess { pause in
            if let pause { self.sendLater(pause) } else { self.send() }
        }
    }

    /// A wish for a pause in the form of a date is not read: then the pause is ours.
    private static func outcome(of reply: HTTPFetch.Reply) -> (DeliveryPolicy.Outcome, String) {
        let seconds = reply.retryAfter.flatMap { Int64($0) } ?? 0
        let text = String(decoding: reply.body.prefix(200), as: UTF8.self)
        return (
            .answered(status: reply.status, retryAfter: .seconds(max(0, min(seconds, 1 << 32)))),
            "\(reply.status) \(text.prefix { !$0.isNewline })"
        )
    }

    private static func failure(_ error: any Error) -> (DeliveryPolicy.Outcome, String) {
        switch error {
        case HTTPFetch.Failure.noConnection: (.noConnection, "no connection")
        case HTTPFetch.Failure.timeout: (.timeout, "no answer in time")
        case HTTPFetch.Failure.broken(let reason): (.broken, reason)
        default: (.broken, "\(error)")
        }
    }

    /// - Returns: the pause before the next attempt; nil to go on.
    private func settle(
        _ entry: QueueEntry, _ outcome: DeliveryPolicy.Outcome, _ reason: String
    ) -> Duration? {
        books.withLock { books in
            if isOver.load(ordering: .relaxed) { return nil }
            if let failure = outcome.reason { metrics.countFailure(failure) }
            switch books.policy.action(after: outcome) {
            case .done:
                metrics.count(entry.samples, .sent)
                metrics.succeeded(nowMs: TeamsCollector.systemNowMs())
                tellRecovery(&books)
            case .giveUp:
                metrics.count(entry.samples, .refused)
                tellFault("the receiver refuses samples: \(reason)", &books)
            case .retry(let pause):
                tellFault("samples wait for the receiver: \(reason)", &books)
                if books.isEnding { ended.succeed() }
                return pause
            }
            remove(entry, &books)
            books.isBusy = false
            publish(books)
            return nil
        }
    }

    // MARK: Ending

    /// Takes no more, and sends what waits as long as attempts succeed; returns at once.
    ///
    /// - Parameter marksEnd: whether the series end now, which the receiver is told.
    func end(marksEnd: Bool) {
        let asked = thread.runIfActive(eventLoop: eventLoop) {
            self.books.withLock { books in
                guard !books.isEnding else { return }
                books.isEnding = true
                let end = books.memory.end(timeMs: books.nextTimeMs())
                if marksEnd { self.store(WriteRequest.requests(end, tellsMetadata: false), &books) }
                self.publish(books)
                // An attempt that failed lately would fail again.
                if books.isBusy && self.retry.withLock({ $0 != nil }) { self.ended.succeed() }
            }
        }
        asked.whenSuccess { self.send() }
        asked.whenFailure { _ in self.ended.succeed() }
    }

    /// Waits for that.
    ///
    /// - Returns: whether nothing waits any more.
    func waitUntilEnded(until deadline: NIODeadline) -> Bool {
        let alarm = eventLoop.scheduleTask(deadline: deadline) { self.ended.succeed() }
        // The promise only succeeds; an event loop that is gone has nothing to wait for.
        _ = try? ended.futureResult.wait()
        alarm.cancel()
        retry.withLock { $0?.cancel() }
        isOver.store(true, ordering: .relaxed)
        return waitingBytes.load(ordering: .relaxed) == 0
    }

    // MARK: Telling

    private func publish(_ books: Books) {
        waitingBytes.store(books.queue?.bytes ?? -1, ordering: .relaxed)
        metrics.waiting(
            bytes: books.queue?.bytes ?? 0, oldestMs: books.queue?.oldest?.timeMs)
    }

    private func tellFault(_ reason: String, _ books: inout Books) {
        if books.news.fell(receiver.name, at: .now) {
            logger.warning(
                "remote write fails", metadata: ["receiver": "\(receiver.name)", "reason": "\(reason)"])
        }
    }

    private func tellRecovery(_ books: inout Books) {
        if books.news.recovered(receiver.name) {
            logger.notice("remote write works again", metadata: ["receiver": "\(receiver.name)"])
        }
    }
}
