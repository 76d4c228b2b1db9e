import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Does something once a day at a time of day, on a thread of its own and never twice at once.
final class DailySchedule: Sendable {
    /// How late a run may begin.
    static let interval = TimeAmount.seconds(15)

    private struct State {
        /// Nil while nothing is to be done.
        var at: TimeOfDay?
        /// Seconds since 1970.
        var nextRun = 0
        var isRunning = false
    }

    private let state = Mutex(State())
    private let eventLoop: any EventLoop
    private let thread: NIOThreadPool
    private let now: @Sendable () -> Int
    private let isEndingNow = Atomic(false)
    private let ticks = Mutex<RepeatedTask?>(nil)

    /// - Parameters:
    ///   - thread: for a run takes long.
    ///   - now: seconds since 1970.
    init(
        eventLoop: any EventLoop, thread: NIOThreadPool,
        now: @escaping @Sendable () -> Int = { Int(time(nil)) }
    ) {
        self.eventLoop = eventLoop
        self.thread = thread
        self.now = now
    }

    var isEnding: Bool { isEndingNow.load(ordering: .relaxed) }

    /// From the next run on; nil: no run.
    func set(_ at: TimeOfDay?) {
        let next = at?.next(after: now()) ?? 0
        state.withLock { state in
            state.at = at
            state.nextRun = next
        }
    }

    func start(_ work: @escaping @Sendable () -> Void) {
        let task = eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.interval) { _ in
            self.tick(work)
        }
        ticks.withLock { $0 = task }
    }

    /// A run under way may ask `isEnding`, and else is left where it is, as after a kill.
    func stop() {
        isEndingNow.store(true, ordering: .relaxed)
        ticks.withLock { $0 }?.cancel()
    }

    /// Begins a run when it is due and none is under way.
    func tick(_ work: @escaping @Sendable () -> Void) {
        let seconds = now()
        let isDue = state.withLock { state in
            guard let at = state.at, seconds >= state.nextRun, !state.isRunning else { return false }
            state.nextRun = at.next(after: seconds)
            state.isRunning = true
            return true
        }
        guard isDue else { return }
        thread.submit { state in
            if case .active = state { work() }
            self.state.withLock { $0.isRunning = false }
        }
    }
}
