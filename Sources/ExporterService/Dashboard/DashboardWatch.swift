import Collectors
import NIOCore
import NIOPosix
import PatternMatching
import ProcessTable
import Synchronization

/// Probes the dashboard again and again, apart from scrapes, and hands each finding to the collector.
final class DashboardWatch: DaemonPart {
    static let interval = TimeAmount.seconds(15)

    let collector: DashboardCollector
    private let target: Mutex<ExporterConfiguration.Dashboard?>
    private let running = Mutex<RepeatedTask?>(nil)
    private let procfs: String
    private let eventLoop: any EventLoop
    private let threads: NIOThreadPool
    private let interval: TimeAmount
    private let hasLooked = Atomic(false)

    /// - Parameters:
    ///   - target: nil: nothing is probed until a reload names something.
    ///   - procfs: where to look for the dashboard's process.
    ///   - threads: for that look, which reads files.
    init(
        _ target: ExporterConfiguration.Dashboard?, collector: DashboardCollector, procfs: String,
        eventLoop: any EventLoop, threads: NIOThreadPool, interval: TimeAmount = DashboardWatch.interval
    ) {
        self.target = Mutex(target)
        self.collector = collector
        self.procfs = procfs
        self.eventLoop = eventLoop
        self.threads = threads
        self.interval = interval
        if let target, !target.isAssumed { collector.expect() }
    }

    /// Probes another address, or none, from the next probe on.
    func reconfigure(_ target: ExporterConfiguration.Dashboard?) {
        let earlier = self.target.withLock { current in
            defer { current = target }
            return current
        }
        if target?.url != earlier?.url || target?.isAssumed != earlier?.isAssumed { collector.forget() }
        if let target, !target.isAssumed { collector.expect() }
    }

    func start() {
        let probes = startProbing()
        running.withLock { $0 = probes }
    }

    var isSettled: Bool { hasLooked.load(ordering: .relaxed) }

    /// Does not wait for the answer to a probe that is under way.
    func stop() {
        running.withLock { $0?.cancel() }
    }

    /// Goes on until it is cancelled.
    func startProbing() -> RepeatedTask {
        eventLoop.scheduleRepeatedAsyncTask(initialDelay: .zero, delay: interval) { _ in
            self.look().always { _ in self.hasLooked.store(true, ordering: .relaxed) }
        }
    }

    private func look() -> EventLoopFuture<Void> {
        guard let target = target.withLock({ $0 }) else { return eventLoop.makeSucceededVoidFuture() }
        let process = threads.runIfActive(eventLoop: eventLoop) { [procfs] in
            target.isProcessRunning(procfs: procfs)
        }.recover { _ in nil }
        return DashboardProbe.sight(of: target, on: eventLoop).and(process).map { [self] sight, isRunning in
            var sight = sight
            sight.isProcessRunning = isRunning
            // Meanwhile a reload may have ended the probes, or turned them elsewhere.
            let current = self.target.withLock(\.self)
            guard let current, current.url == target.url else { return }
            collector.take(sight, isAssumed: current.isAssumed)
        }
    }
}

extension ExporterConfiguration.Dashboard {
    /// Whether the dashboard's own process is there; nil where it is not found and some processes cannot be seen.
    func isProcessRunning(procfs: String) -> Bool? {
        var matcher = PatternMatcher()
        return ProcessSearch(procfs: procfs).contains { commandLine in
            if case .match = matcher.match(process, in: commandLine.span) { true } else { false }
        }
    }
}
