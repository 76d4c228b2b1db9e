import Dispatch
import Glibc
import Synchronization

/// A thread could not be made.
package struct WorkerThreadError: Error, Equatable, Sendable {
    package let code: Int32

    package var message: String {
        "cannot start a thread (error \(code)): raise the limit of tasks (ulimit -u) or free memory"
    }
}

/// One thread of the operating system for blocking work, kept off the threads that answer requests.
package final class WorkerThread: Sendable {
    /// The body, handed to the new thread through C's untyped pointer.
    private final class Body {
        let run: () -> Void

        init(_ run: @escaping () -> Void) { self.run = run }
    }

    private let thread: Mutex<pthread_t?>
    private let ended = DispatchSemaphore(value: 0)

    /// Starts a thread that runs `body` and ends with it. All signals are blocked in it: they belong to the service.
    package init(_ body: sending @escaping () -> Void) throws(WorkerThreadError) {
        var thread = pthread_t()
        let ended = ended
        let box = unsafe Unmanaged.passRetained(
            Body {
                body()
                ended.signal()
            }
        )
        // SAFETY: the box is retained for the thread, which releases it; on failure it is released here.
        let result = unsafe pthread_create(&thread, nil, Self.main, box.toOpaque())
        guard result == 0 else {
            unsafe box.release()
            throw WorkerThreadError(code: result)
        }
        self.thread = Mutex(thread)
    }

    /// Waits until the body has returned, but no longer than `limit`; further calls return at once.
    ///
    /// A body that hangs in a dead file system is left behind: the program that ends takes it along.
    /// - Returns: whether this call saw the body return.
    @discardableResult
    package func join(within limit: Duration) -> Bool {
        let thread = thread.withLock { handle in
            defer { handle = nil }
            return handle
        }
        guard let thread else { return false }
        let (seconds, attoseconds) = limit.components
        let patience = DispatchTimeInterval.nanoseconds(
            Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
        // Taken out under the lock, the handle is joined once.
        if ended.wait(timeout: .now() + patience) == .success {
            pthread_join(thread, nil)
            return true
        }
        // It may be joined again; a program that ends takes it along.
        self.thread.withLock { $0 = thread }
        return false
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        argument in
        guard let argument = unsafe argument else { return nil }
        var signals = sigset_t()
        // SAFETY: both calls write or read the one local set.
        unsafe sigfillset(&signals)
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        // SAFETY: the pointer is the box that init retained for this thread alone.
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
}
