import Dispatch
import NIOCore
import Synchronization

/// The connections that are open, so that too many of them, or slow ones, cannot keep the scraper out or the program up.
///
/// Beyond the limit the one that has been idle longest is closed: a client that comes back finds a place, one that
/// only holds on does not keep it.
final class OpenConnections: Sendable {
    /// Told to connections when the server goes down: close once the answer in flight is out.
    enum Quiesce { case now }

    private struct Record {
        let channel: any Channel
        /// `nil` while an answer is being made.
        var idleSince: NIODeadline?
    }

    /// How long answers in flight may take once the server goes down; the contract allows 2 s for all of the end.
    private static let patience = TimeAmount.seconds(1)
    /// For the sockets themselves to close after that.
    private static let closing = TimeAmount.milliseconds(200)

    /// A quarter of the descriptors this process may have: the log reader and the collectors need theirs.
    static var reasonableLimit: Int { max(16, min(512, DescriptorLimit.current / 4)) }

    private let limit: Int
    private let records = Mutex<[ObjectIdentifier: Record]>([:])

    init(most limit: Int) {
        self.limit = limit
    }

    /// - Parameter most: another limit than that of the start.
    func opened(_ channel: any Channel, most: Int? = nil) {
        let limit = most ?? limit
        let surplus: (any Channel)? = records.withLock { records in
            records[ObjectIdentifier(channel)] = Record(channel: channel, idleSince: .now())
            guard records.count > limit else { return nil }
            // The newcomer itself is idle too, so there always is one to close.
            let idle = records.values.compactMap { record in record.idleSince.map { (record.channel, $0) } }
            let longest = idle.min { $0.1 < $1.1 }?.0
            // TLS may take a moment to close: the next newcomer has another one closed meanwhile.
            if let longest { records[ObjectIdentifier(longest)] = nil }
            return longest
        }
        surplus?.close(promise: nil)
    }

    func closed(_ channel: any Channel) {
        records.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    func began(_ channel: any Channel) {
        records.withLock { $0[ObjectIdentifier(channel)]?.idleSince = nil }
    }

    func ended(_ channel: any Channel) {
        records.withLock { $0[ObjectIdentifier(channel)]?.idleSince = .now() }
    }

    /// Closes idle connections at once, the others after their answer, and what is left after a second.
    ///
    /// Blocks, but never for longer, even when an event loop hangs: what still is open then ends with the process.
    func drain() {
        let channels = records.withLock { $0.values.map(\.channel) }
        let closed = DispatchGroup()
        for channel in channels {
            closed.enter()
            channel.closeFuture.whenComplete { _ in closed.leave() }
            channel.pipeline.fireUserInboundEventTriggered(Quiesce.now)
            channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        }
        _ = closed.wait(timeout: .now() + .nanoseconds(Int((Self.patience + Self.closing).nanoseconds)))
    }
}
