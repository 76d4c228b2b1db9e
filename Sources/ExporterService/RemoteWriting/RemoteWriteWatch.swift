import Logging
import MetricModel
import NIOCore
import NIOPosix
import Synchronization

/// Sends all samples to the receivers that the configuration names, again and again.
final class RemoteWriteWatch: DaemonPart {
    private struct Work {
        let shipment: Shipment
        var task: RepeatedTask?
    }

    /// What all shipments share.
    struct Surroundings: Sendable {
        let scraper: Scraper
        let stateDirectory: String
        let registry: MetricRegistry
        let thread: NIOThreadPool
        let logger: Logger
    }

    /// A stop may wait so long, counted from when it was announced.
    private static let lastPatience = TimeAmount.seconds(1)

    private let surroundings: Surroundings
    private let works = Mutex<[Work]>([])
    private let isStarted = Mutex(false)
    private let lastMoment = Mutex<NIODeadline?>(nil)

    init(_ receivers: [ExporterConfiguration.Receiver], _ surroundings: Surroundings) throws(RegistryError) {
        self.surroundings = surroundings
        let works = try receivers.map { receiver throws(RegistryError) in Work(shipment: try make(receiver)) }
        self.works.withLock { $0 = works }
    }

    private func make(_ receiver: ExporterConfiguration.Receiver) throws(RegistryError) -> Shipment {
        try Shipment(
            receiver, stateDirectory: surroundings.stateDirectory, registry: surroundings.registry,
            eventLoop: surroundings.scraper.eventLoop, thread: surroundings.thread,
            logger: surroundings.logger)
    }

    func start() {
        isStarted.withLock { $0 = true }
        works.withLock { works in
            for place in works.indices { works[place].task = repeated(works[place].shipment) }
        }
    }

    private func repeated(_ shipment: Shipment) -> RepeatedTask {
        let scraper = surroundings.scraper
        let interval = TimeAmount(shipment.receiver.interval)
        return scraper.eventLoop.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: interval) { _ in
            shipment.take(from: scraper)
        }
    }

    /// Receivers that are named no more, or otherwise, get what waits for them if that works at once.
    func reconfigure(_ receivers: [ExporterConfiguration.Receiver]) {
        let isStarted = isStarted.withLock(\.self)
        let gone = works.withLock { works in
            let gone = works.filter { !receivers.contains($0.shipment.receiver) }
            works.removeAll { !receivers.contains($0.shipment.receiver) }
            return gone.map { (shipment: $0.shipment, task: $0.task) }
        }
        end(gone.map(\.shipment), gone.map(\.task), marksEnd: true, by: .now() + Self.lastPatience)
        for receiver in receivers {
            guard !works.withLock({ $0.contains { $0.shipment.receiver == receiver } }) else { continue }
            do throws(RegistryError) {
                let shipment = try make(receiver)
                let task = isStarted ? repeated(shipment) : nil
                works.withLock { $0.append(Work(shipment: shipment, task: task)) }
            } catch {
                surroundings.logger.error(
                    "remote write has no metrics", metadata: ["reason": "\(error.message)"])
            }
        }
    }

    func prepareToStop() {
        lastMoment.withLock { $0 = .now() + Self.lastPatience }
        let works = works.withLock { $0.map { (shipment: $0.shipment, task: $0.task) } }
        for work in works {
            work.task?.cancel()
            work.shipment.end(marksEnd: true)
        }
    }

    /// What was not sent by then waits on disk for the next start.
    func stop() {
        let deadline = lastMoment.withLock { $0 } ?? .now() + Self.lastPatience
        let works = works.withLock { $0.map { (shipment: $0.shipment, task: $0.task) } }
        end(works.map(\.shipment), works.map(\.task), marksEnd: true, by: deadline)
    }

    /// Takes one look, and sends it and what waited before.
    ///
    /// - Returns: the receivers that did not get everything.
    func sendOnce(patience: Duration) throws -> [String] {
        let shipments = works.withLock { $0.map(\.shipment) }
        for shipment in shipments { try shipment.take(from: surroundings.scraper).wait() }
        return end(
            shipments, [], marksEnd: false, by: .now() + TimeAmount(patience)
        )
    }

    @discardableResult
    private func end(
        _ shipments: [Shipment], _ tasks: [RepeatedTask?], marksEnd: Bool, by deadline: NIODeadline
    ) -> [String] {
        for task in tasks { task?.cancel() }
        for shipment in shipments { shipment.end(marksEnd: marksEnd) }
        return shipments.filter { !$0.waitUntilEnded(until: deadline) }.map(\.receiver.name)
    }
}
