import Dispatch
import Synchronization

/// Hands files to the worker threads and their outcomes back, in order.
final class ScanQueue: Sendable {
    private struct State {
        var nextIndex = 0
        var outcomes: [Int: ScanOutcome] = [:]
        var filesDone = 0
    }

    let files: [String]
    private let bytesTotal: UInt64?
    private let bytesRead = Atomic<UInt64>(0)
    private let state = Mutex(State())
    /// Signalled once for each finished file.
    private let finished = DispatchSemaphore(value: 0)

    /// How often a waiting caller is told of progress.
    private static let interval = DispatchTimeInterval.milliseconds(200)

    init(files: [String], bytesTotal: UInt64?) {
        self.files = files
        self.bytesTotal = bytesTotal
    }

    /// The next file that nobody has taken.
    func next() -> Int? {
        state.withLock { state in
            guard state.nextIndex < files.count else { return nil }
            state.nextIndex += 1
            return state.nextIndex - 1
        }
    }

    func add(bytes: UInt64) { bytesRead.add(bytes, ordering: .relaxed) }

    func finish(_ index: Int, _ outcome: ScanOutcome) {
        state.withLock { state in
            state.outcomes[index] = outcome
            state.filesDone += 1
        }
        finished.signal()
    }

    /// Waits for one file; its outcome is handed out once.
    func outcome(of index: Int, whileWaiting progress: (ScanProgress) -> Void) -> ScanOutcome {
        while true {
            let (outcome, filesDone) = state.withLock {
                ($0.outcomes.removeValue(forKey: index), $0.filesDone)
            }
            progress(
                ScanProgress(
                    bytesRead: bytesRead.load(ordering: .relaxed), bytesTotal: bytesTotal,
                    filesDone: filesDone,
                    files: files.count))
            if let outcome { return outcome }
            // Another file's end wakes this too; the loop looks again.
            _ = finished.wait(timeout: .now() + Self.interval)
        }
    }
}
