import MetricModel
import NIOCore
import Synchronization

/// Gives the service manager signs of life for as long as requests can be answered.
///
/// They come from the event loop that answers, and only while nobody holds the registry for good: a program that is alive
/// and serves nothing is to be started anew.
final class Watchdog: DaemonPart {
    private let manager: ServiceManager
    private let interval: TimeAmount
    private let registry: MetricRegistry
    private let eventLoop: any EventLoop
    private let running = Mutex<RepeatedTask?>(nil)

    /// nil when the manager does not watch.
    init?(_ manager: ServiceManager?, registry: MetricRegistry, eventLoop: any EventLoop) {
        guard let manager, let watched = manager.watchdogMicroseconds else { return nil }
        self.manager = manager
        // Twice in the time allowed, as sd_watchdog_enabled(3) advises.
        interval = .microseconds(max(watched / 2, 1000))
        self.registry = registry
        self.eventLoop = eventLoop
    }

    func start() {
        let task = eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: interval) {
            [registry, manager] _ in
            registry.read { _ in }
            manager.isAlive()
        }
        running.withLock { $0 = task }
    }

    func stop() {
        running.withLock { $0?.cancel() }
    }
}
