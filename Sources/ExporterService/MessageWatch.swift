import NIOPosix
import Synchronization
import TeamRecording

/// Lets the recorder of the teams look at their files, apart from scrapes, for as long as the daemon lives.
final class MessageWatch: DaemonPart {
    private let recorder: TeamRecorder
    private let thread: NIOThreadPool
    private let onFirstLook: @Sendable () -> Void
    private let hasLooked = Atomic(false)

    /// Longest wait for the last look and its commit: what takes longer is left behind, as after a kill.
    private static let stopPatience = Duration.milliseconds(300)

    /// - Parameter thread: of its own, for a look may wait for a slow disk.
    init(_ recorder: TeamRecorder, thread: NIOThreadPool, onFirstLook: @escaping @Sendable () -> Void = {}) {
        self.recorder = recorder
        self.thread = thread
        self.onFirstLook = onFirstLook
    }

    func start() {
        thread.submit { [self] state in
            guard case .active = state else { return }
            recorder.run {
                hasLooked.store(true, ordering: .relaxed)
                onFirstLook()
            }
        }
    }

    var isSettled: Bool { hasLooked.load(ordering: .relaxed) }

    func stop() {
        recorder.stop(within: Self.stopPatience)
    }
}
