/// The clock and patience of a scan; tests put their own in.
struct ReadTiming: Sendable {
    /// Pauses before half-written files are read again: one round for all files together, so at most 170 ms a scan.
    var retryDelaysMs: [Int] = [20, 50, 100]
    /// Time of day in nanoseconds, to compare with file stamps.
    var nowNs: @Sendable () -> Int64 = SystemClock.realtimeNs
    var pause: @Sendable (_ milliseconds: Int) -> Void = SystemClock.pause
}

/// Looks at state files, reads what changed, and counts what was wrong.
struct StateFileReader {
    enum Look { case absent, unchanged, changed, pending }

    /// Largest file read. The largest inbox reported is 1.8 MB; the cap only bounds memory.
    static let limitBytes = 64 * 1024 * 1024
    /// A buffer above this size is given back after the scan.
    private static let keptBufferBytes = 1024 * 1024

    private(set) var errors: [ReadErrorKey: Int] = [:]
    /// How often something could not be seen at all, so that it must be looked at again without being told.
    private(set) var blindLooks = 0
    /// How many files were looked at, changed or not: what a scan costs.
    private(set) var looks = 0
    /// True while a half-written file may be looked at once more in this scan.
    var mayRetry = false
    let timing: ReadTiming
    private var nowNs: Int64 = 0
    private let decoder = StateDecoder()
    private var buffer: [UInt8] = []

    init(timing: ReadTiming) { self.timing = timing }

    mutating func beginRound(mayRetry: Bool) {
        self.mayRetry = mayRetry
        nowNs = timing.nowNs()
    }

    mutating func endScan() {
        if buffer.capacity > Self.keptBufferBytes { buffer = [] }
    }

    mutating func count(_ source: ReadErrorKey.Source, _ reason: ReadErrorKey.Reason, _ amount: Int = 1) {
        if amount > 0 { errors[ReadErrorKey(source, reason), default: 0] += amount }
    }

    mutating func noteBlindLook() { blindLooks += 1 }

    func isUnsettled(_ stamp: FileStamp) -> Bool { stamp.isUnsettled(atNs: nowNs) }

    /// One stat call when nothing changed; else the file is read and judged.
    mutating func refresh<Document: StateDocument>(
        _ file: inout CachedFile<Document.Value>, as type: Document.Type, at path: PathBytes, name: PathBytes,
        in directory: DirectoryHandle
    ) -> Look {
        looks += 1
        do throws(FileFault) {
            let stamp = try directory.stamp(of: path)
            if file.isCurrent(stamp) { return .unchanged }
            try checkKind(of: stamp)
            return try readChanged(&file, as: type, at: path, name: name, in: directory)
        } catch {
            return refuse(&file, source: type.source, fault: error, at: path, in: directory)
        }
    }

    private func checkKind(of stamp: FileStamp) throws(FileFault) {
        guard stamp.kind == .regular else { throw .wrongKind }
        guard stamp.sizeBytes <= Self.limitBytes else { throw .tooLarge }
    }

    private mutating func readChanged<Document: StateDocument>(
        _ file: inout CachedFile<Document.Value>, as type: Document.Type, at path: PathBytes, name: PathBytes,
        in directory: DirectoryHandle
    ) throws(FileFault) -> Look {
        let stamp = try directory.read(path, limitBytes: Self.limitBytes, into: &buffer)
        switch decoder.decode(type, from: buffer) {
        case .document(let document):
            if !file.hasJudged(stamp) { count(type.source, .type, document.typeFaults) }
            file.accept(document.value(named: name), stamp: stamp, atNs: nowNs)
            return .changed
        case .malformed:
            if shallWait(for: stamp) {
                file.wait()
                return .pending
            }
            judge(&file, source: type.source, reason: .parse, stamp: stamp)
            return .changed
        case .wrongShape:
            judge(&file, source: type.source, reason: .type, stamp: stamp)
            return .changed
        }
    }

    /// A file that has been broken for long is not being written now: waiting would only delay the scan.
    private func shallWait(for stamp: FileStamp) -> Bool { mayRetry && stamp.isFresh(atNs: nowNs) }

    private mutating func refuse<Value>(
        _ file: inout CachedFile<Value>, source: ReadErrorKey.Source, fault: FileFault, at path: PathBytes,
        in directory: DirectoryHandle
    ) -> Look {
        switch fault {
        case .absent:
            return .absent
        case .changedWhileRead where mayRetry:
            file.wait()
            return .pending
        case .changedWhileRead, .system:
            judge(&file, source: source, reason: .io, stamp: nil)
        case .wrongKind:
            judge(&file, source: source, reason: .type, stamp: try? directory.stamp(of: path))
        case .tooLarge:
            judge(&file, source: source, reason: .tooLarge, stamp: try? directory.stamp(of: path))
        }
        return .changed
    }

    /// Counts a fault once for each content, or at each look where the content could not be seen.
    private mutating func judge<Value>(
        _ file: inout CachedFile<Value>, source: ReadErrorKey.Source, reason: ReadErrorKey.Reason,
        stamp: FileStamp?
    ) {
        if stamp.map(file.hasJudged) != true { count(source, reason) }
        if stamp == nil { noteBlindLook() }
        file.refuse(reason, stamp: stamp, atNs: nowNs)
    }
}
