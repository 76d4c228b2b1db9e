import NIOCore

/// A part of the daemon that works beside the others.
protocol DaemonPart: Sendable {
    /// Returns when it works, or soon will.
    func start() throws(ServiceError)
    /// Begins what its end needs, and returns at once: told to all parts before the first one is stopped.
    func prepareToStop()
    /// Ends it within some tenths of a second, also while its work hangs in a dead file system.
    func stop()
    /// Whether it has seen all that was there when it was started; asked by one thread, again and again.
    var isSettled: Bool { get }
}

extension DaemonPart {
    func prepareToStop() {}
    var isSettled: Bool { true }
}

/// The daemon's life on the main thread: starts its parts, obeys signals, and stops the parts in reverse.
///
/// All waiting for the end adds up to less than the 2 s that the contract allows after SIGTERM: 1 s for answers
/// in flight and meanwhile for the last samples, 0.3 s for the books of the teams, 0.5 s for the logs.
struct DaemonRun {
    /// In the order of their start. The server starts after them and stops before them: first no more requests.
    let parts: [any DaemonPart]
    let server: HTTPServer
    let reloader: Reloader
    /// Tells now and then what happens to the logs; nil when none are watched.
    let reporter: LogWatchReporter?
    let signals: DaemonSignals
    var manager: ServiceManager?

    /// How often it is looked whether the server still listens, when nothing else wakes the main thread.
    private static let inspectionInterval = Duration.seconds(5)
    /// A signal that asks for the end this long after the first is a new wish, and is granted at once.
    private static let secondWish = TimeAmount.milliseconds(250)

    /// Returns after the signal that asks for the end.
    func run() throws(ServiceError) {
        let all = parts + [server]
        var started = 0
        defer {
            for part in all[..<started] { part.prepareToStop() }
            for part in all[..<started].reversed() { part.stop() }
        }
        for part in all {
            try part.start()
            started += 1
        }
        try obeySignals()
        reloader.eventLoop.scheduleTask(in: Self.secondWish, signals.obeyNoMore)
    }

    private func obeySignals() throws(ServiceError) {
        var reporter = reporter
        while true {
            let pause = reporter?.tell() ?? Self.inspectionInterval
            switch signals.next(pause) {
            // Not waited for, so that signals that come during a reload share the next one; it tells its outcome itself.
            case .reload: _ = reloader.reload()
            case .end: return manager?.isStopping() ?? ()
            case nil: try server.inspect()
            }
        }
    }
}
