import Glibc
import Synchronization

@testable import LogTailing

/// A seam that makes calls fail on request, and counts them.
final class FaultyKernel: SystemCallSeam {
    /// Calls of one kind on names that end so fail with an error number.
    struct Fault {
        var kind: SystemCall.Kind
        var suffix: String
        var code: Int32
        /// How many calls fail; nil for all.
        var remaining: Int?
        /// How many calls succeed before.
        var skipped = 0
    }

    private struct State {
        var faults: [Fault] = []
        var readLimit = Int.max
        var fileSystemType: (type: Int64, suffix: String)?
        var clockOffset: Int64?
        var calls: [SystemCall.Kind: Int] = [:]
        var failed = 0
        var descriptors = 0
        var descriptorLimit = Int.max
        var failsAtRandom: (random: SeededRandom, oneIn: Int, codes: [Int32])?
    }

    private let state = Mutex(State())

    func fail(
        _ kind: SystemCall.Kind, _ suffix: String, _ code: Int32, times: Int? = nil, after skipped: Int = 0
    ) {
        let fault = Fault(kind: kind, suffix: suffix, code: code, remaining: times, skipped: skipped)
        state.withLock { $0.faults.append(fault) }
    }

    func failAtRandom(seed: Int, oneIn: Int, codes: [Int32]) {
        state.withLock { $0.failsAtRandom = (SeededRandom(seed: seed), oneIn, codes) }
    }

    func heal() {
        state.withLock {
            $0.faults = []
            $0.failsAtRandom = nil
        }
    }

    /// Opening fails while so many files are open.
    func limitDescriptors(to count: Int) { state.withLock { $0.descriptorLimit = count } }

    func didTakeDescriptor() { state.withLock { $0.descriptors += 1 } }

    func didGiveBackDescriptor() { state.withLock { $0.descriptors -= 1 } }

    func limitReads(to bytes: Int) { state.withLock { $0.readLimit = bytes } }

    /// Lets directories whose path ends so seem to lie on another file system.
    func setFileSystemType(_ type: Int64?, _ suffix: String = "") {
        state.withLock { $0.fileSystemType = type.map { ($0, suffix) } }
    }

    /// Moves the time of day; the real one goes on below.
    func setClockOffset(_ duration: Duration) {
        let nanoseconds = duration.components.seconds * 1_000_000_000
        state.withLock { $0.clockOffset = nanoseconds }
    }

    /// Calls that failed on request.
    var failures: Int { state.withLock { $0.failed } }

    /// Calls asked for since the last time, by kind.
    func takeCalls() -> [SystemCall.Kind: Int] {
        state.withLock { state in
            defer { state.calls = [:] }
            return state.calls
        }
    }

    func failure(of call: SystemCall) -> Int32? {
        state.withLock { state in
            state.calls[call.kind, default: 0] += 1
            let code = Self.code(for: call, &state)
            if code != nil { state.failed += 1 }
            return code
        }
    }

    private static func code(for call: SystemCall, _ state: inout State) -> Int32? {
        if call.kind == .open && state.descriptors >= state.descriptorLimit { return EMFILE }
        for index in state.faults.indices {
            let fault = state.faults[index]
            guard fault.kind == call.kind, call.path.display.hasSuffix(fault.suffix) else { continue }
            if fault.skipped > 0 {
                state.faults[index].skipped -= 1
                continue
            }
            if let remaining = fault.remaining {
                if remaining == 0 { continue }
                state.faults[index].remaining = remaining - 1
            }
            return fault.code
        }
        guard var chance = state.failsAtRandom else { return nil }
        defer { state.failsAtRandom = chance }
        guard chance.random.next(below: chance.oneIn) == 0 else { return nil }
        return chance.codes[chance.random.next(below: chance.codes.count)]
    }

    func readLimit(of call: SystemCall) -> Int { state.withLock { $0.readLimit } }

    func fileSystemType(of directory: BytePath) -> Int64? {
        state.withLock { state in
            state.fileSystemType.flatMap { directory.display.hasSuffix($0.suffix) ? $0.type : nil }
        }
    }

    func wallClockNanoseconds() -> Int64? {
        guard let offset = state.withLock({ $0.clockOffset }) else { return nil }
        var time = timespec()
        // SAFETY: clock_gettime fills the one structure it is given.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) + offset
    }
}

extension TailOptions {
    init(_ kernel: FaultyKernel) {
        self.init()
        calls = FileSystemCalls(seam: kernel)
    }
}
