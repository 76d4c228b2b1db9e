import NIOCore
import NIOPosix

/// Runs reloads one at a time, whoever asks for them.
///
/// Who asks while one runs, which may have read its files already, waits for one more; all who ask meanwhile share
/// that one. So a storm of wishes costs two reloads, and nobody is told of a state before his wish.
final class Reloader: Sendable {
    typealias Outcome = LiveConfiguration.Outcome

    /// Confined to the event loop.
    private final class Wishes {
        var isRunning = false
        var next: EventLoopPromise<Outcome>?
    }

    private let wishes: NIOLoopBound<Wishes>
    let eventLoop: any EventLoop
    private let threads: NIOThreadPool
    private let work: @Sendable () -> Outcome

    /// Must be called on `eventLoop`.
    ///
    /// - Parameters:
    ///   - threads: one of them is held for as long as the files take; not those that answer scrapes.
    ///   - work: reloads; called by one thread at a time.
    init(eventLoop: any EventLoop, threads: NIOThreadPool, work: @escaping @Sendable () -> Outcome) {
        eventLoop.preconditionInEventLoop()
        wishes = NIOLoopBound(Wishes(), eventLoop: eventLoop)
        self.eventLoop = eventLoop
        self.threads = threads
        self.work = work
    }

    /// The outcome of a reload that began after this call. May be called from any thread.
    func reload() -> EventLoopFuture<Outcome> {
        eventLoop.flatSubmit { [self] in
            guard wishes.value.isRunning else { return start() }
            if let next = wishes.value.next { return next.futureResult }
            let promise = eventLoop.makePromise(of: Outcome.self)
            wishes.value.next = promise
            return promise.futureResult
        }
    }

    private func start() -> EventLoopFuture<Outcome> {
        wishes.value.isRunning = true
        let reload = threads.runIfActive(eventLoop: eventLoop, work).flatMapErrorThrowing { _ in
            Outcome.refused(reason: "the exporter is stopping")
        }
        reload.whenComplete { [self] _ in finished() }
        return reload
    }

    private func finished() {
        wishes.value.isRunning = false
        guard let next = wishes.value.next else { return }
        wishes.value.next = nil
        start().cascade(to: next)
    }
}
