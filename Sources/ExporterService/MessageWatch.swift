import Collectors
import NIOPosix
import ServiceLifecycle

/// Looks at the inboxes at short intervals, apart from scrapes: delays of messages are as exact as looks are frequent.
///
/// A look where nothing changed costs stat calls only. Looks take a tenth of the thread at most, however many teams
/// there are; the interval that follows from it is published.
struct MessageWatch: Service {
    private let collector: MessagesCollector
    private let thread: NIOThreadPool

    private static let shortestPause = Duration.milliseconds(200)

    /// - Parameter thread: of its own, for a look may wait for a slow disk.
    init(_ collector: MessagesCollector, thread: NIOThreadPool) {
        self.collector = collector
        self.thread = thread
    }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var pause = Self.shortestPause
            while true {
                let interval = pause
                let duration = try await thread.runIfActive {
                    ContinuousClock().measure { collector.look(interval: interval) }
                }
                pause = max(Self.shortestPause, duration * 9)
                try await Task.sleep(for: pause)
            }
        }
    }
}
