import Collectors
import Glibc
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Looks at the inboxes at short intervals, apart from scrapes: delays of messages are as exact as looks are frequent.
///
/// A look where nothing changed costs stat calls only. Looks take a tenth of the thread at most, however many teams
/// there are; the interval that follows from it is published.
final class MessageWatch: Service {
    private let collector: MessagesCollector
    private let thread: NIOThreadPool
    private let isEnding = Atomic(false)

    private static let shortestPause = Duration.milliseconds(200)

    /// - Parameter thread: of its own, for a look may wait for a slow disk.
    init(_ collector: MessagesCollector, thread: NIOThreadPool) {
        self.collector = collector
        self.thread = thread
    }

    /// Ends at once when told to, also while a look hangs in a dead file system.
    func run() async throws {
        thread.submit { state in
            if case .active = state { self.lookAgainAndAgain() }
        }
        try? await gracefulShutdown()
        isEnding.store(true, ordering: .relaxed)
    }

    private func lookAgainAndAgain() {
        var pause = Self.shortestPause
        while !isEnding.load(ordering: .relaxed) {
            let duration = ContinuousClock().measure { collector.look(interval: pause) }
            pause = max(Self.shortestPause, duration * 9)
            Self.sleep(pause)
        }
    }

    private static func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        // SAFETY: nanosleep reads the one structure it is given; a signal may end it early, which does no harm.
        _ = unsafe nanosleep(&time, nil)
    }
}
