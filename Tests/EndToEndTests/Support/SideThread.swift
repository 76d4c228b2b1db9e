import Foundation
import Synchronization
import TestSupport

/// Work that goes on beside the test, on a thread of its own, until the test stops it.
final class SideThread: Sendable {
    private final class Shared: Sendable {
        let isStopping = Atomic(false)
        let hasEnded = Atomic(false)
        let failure = Mutex<(any Error)?>(nil)
    }

    enum Failure: Error {
        case doesNotEnd
    }

    private let shared = Shared()

    /// Calls `step` again and again; ends by itself when `step` throws.
    init(every pause: Duration, _ step: @escaping @Sendable () throws -> Void) {
        let shared = shared
        Thread.detachNewThread {
            do {
                while !shared.isStopping.load(ordering: .acquiring) {
                    try step()
                    waitBriefly(pause)
                }
            } catch {
                shared.failure.withLock { $0 = error }
            }
            shared.hasEnded.store(true, ordering: .releasing)
        }
    }

    deinit {
        shared.isStopping.store(true, ordering: .releasing)
    }

    /// Waits until the thread has ended; throws what `step` threw.
    func stop() throws {
        shared.isStopping.store(true, ordering: .releasing)
        let shared = shared
        guard eventually(within: .seconds(60), { shared.hasEnded.load(ordering: .acquiring) }) else {
            throw Failure.doesNotEnd
        }
        if let error = shared.failure.withLock({ $0 }) { throw error }
    }
}
