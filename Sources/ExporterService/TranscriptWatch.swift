import Collectors
import Glibc
import NIOPosix
import Synchronization

/// Reads transcripts once a second, apart from scrapes; in a backlog it takes half of the thread's time.
final class TranscriptWatch: DaemonPart {
    private let collector: TranscriptsCollector
    private let thread: NIOThreadPool
    private let onLook: @Sendable (TranscriptsCollector) -> Void
    private let isEnding = Atomic(false)
    private let hasCaughtUp = Atomic(false)

    private static let pause = Duration.seconds(1)
    private static let shortestPause = Duration.milliseconds(5)

    /// - Parameters:
    ///   - thread: of its own, for a look may wait for a slow disk.
    ///   - onLook: called on that thread after each look.
    init(
        _ collector: TranscriptsCollector, thread: NIOThreadPool,
        onLook: @escaping @Sendable (TranscriptsCollector) -> Void
    ) {
        self.collector = collector
        self.thread = thread
        self.onLook = onLook
    }

    func start() {
        thread.submit { state in
            if case .active = state { self.lookAgainAndAgain() }
        }
    }

    var isSettled: Bool { hasCaughtUp.load(ordering: .relaxed) }

    /// Does not wait for a look that is under way.
    func stop() {
        isEnding.store(true, ordering: .relaxed)
    }

    private func lookAgainAndAgain() {
        while !isEnding.load(ordering: .relaxed) {
            var isCaughtUp = false
            let duration = ContinuousClock().measure {
                isCaughtUp = collector.look()
                onLook(collector)
            }
            if isCaughtUp { hasCaughtUp.store(true, ordering: .relaxed) }
            Self.sleep(isCaughtUp ? Self.pause : max(Self.shortestPause, duration))
        }
    }

    private static func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var time = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        // SAFETY: nanosleep reads the one structure it is given; a signal may end it early, which does no harm.
        _ = unsafe nanosleep(&time, nil)
    }
}
