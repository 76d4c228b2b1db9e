package import LogPipeline
package import LogRules
package import LogTailing
package import MetricModel

/// Why whole files could not be counted at all.
package enum ScanError: Error, Equatable, Sendable {
    case registry(RegistryError)
    case thread(WorkerThreadError)

    package var message: String {
        switch self {
        case .registry(let error): error.message
        case .thread(let error): error.message
        }
    }
}

/// How far a scan has come in all its files together.
package struct ScanProgress: Sendable, Equatable {
    package var bytesRead: UInt64 = 0
    /// Bytes of all files on disk; `nil` when one of them is a stream.
    package var bytesTotal: UInt64?
    package var filesDone = 0
    package var files = 0
}

/// What a scan found.
package struct ScanResult: Sendable {
    /// The counts of all files that were read to their end.
    package let registry: MetricRegistry
    /// In the order of the files; nothing of these is in the registry.
    package let unreadable: [WholeFileError]
}

/// Counts whole files in one pass, with the same engine as the daemon, several files at a time.
///
/// Each file is counted apart and added up in the order given, so the result does not depend on timing or on the
/// number of threads. Each file is a fresh one to the rules; its last line counts without a newline.
package struct ScanRun: Sendable {
    private let ruleSet: RuleSet
    private let logName: String?
    private let maxLineBytes: Int
    private let threads: Int

    /// - Parameters:
    ///   - logName: value of the label `log` for all files; `nil`: each file's name without its directory.
    ///   - threads: files read at the same time, at least 1.
    package init(ruleSet: RuleSet, logName: String? = nil, maxLineBytes: Int = 1_000_000, threads: Int) {
        precondition(threads > 0, "a scan needs a thread")
        self.ruleSet = ruleSet
        self.logName = logName
        self.maxLineBytes = maxLineBytes
        self.threads = threads
    }

    /// Counts the files; `-` is standard input, whose log is called `stdin`.
    ///
    /// - Parameter progress: told several times a second, on the calling thread.
    package func run(
        _ files: [String], progress: (ScanProgress) -> Void = { _ in }
    ) throws(ScanError) -> ScanResult {
        // One file tells of a clash as soon.
        if files.count > 1 { try proveRules() }
        let queue = ScanQueue(files: files, bytesTotal: Self.bytes(of: files))
        let workers = try startWorkers(min(threads, files.count), queue)
        var sum = ScanSum(ruleSet: ruleSet)
        for index in files.indices {
            let outcome = queue.outcome(of: index, whileWaiting: progress)
            try sum.add(outcome)
        }
        // All outcomes are in: the threads are at their ends, and one that lingers does no harm.
        for worker in workers { _ = worker.join(within: .seconds(60)) }
        return ScanResult(registry: sum.registry, unreadable: sum.unreadable)
    }

    /// A clash between rules is the same in every file: told once, before any is read.
    private func proveRules() throws(ScanError) {
        do {
            _ = try LineCounter(ruleSet: ruleSet, log: logName ?? "", registry: MetricRegistry())
        } catch {
            throw .registry(error)
        }
    }

    /// Fewer threads than wished for only take longer; none at all is an error.
    private func startWorkers(_ count: Int, _ queue: ScanQueue) throws(ScanError) -> [WorkerThread] {
        var workers: [WorkerThread] = []
        for _ in 0..<count {
            do throws(WorkerThreadError) {
                workers.append(try WorkerThread { work(queue) })
            } catch {
                if workers.isEmpty { throw .thread(error) }
                break
            }
        }
        return workers
    }

    private func work(_ queue: ScanQueue) {
        var reader = WholeFile(maxLineBytes: maxLineBytes)
        while let index = queue.next() {
            queue.finish(index, count(queue.files[index], with: &reader, queue))
        }
    }

    private func count(_ path: String, with reader: inout WholeFile, _ queue: ScanQueue) -> ScanOutcome {
        let registry = MetricRegistry()
        do throws(RegistryError) {
            let log = logName ?? Self.logName(of: path)
            var counter = FileCounter(
                try LineCounter(ruleSet: ruleSet, log: log, registry: registry), registry: registry)
            var told: UInt64 = 0
            do throws(WholeFileError) {
                try reader.read(path, into: &counter) { bytes in
                    queue.add(bytes: bytes - told)
                    told = bytes
                }
            } catch {
                return .unreadable(error)
            }
            return .counted(registry, changed: counter.finish())
        } catch {
            return .clash(error)
        }
    }

    private static func logName(of path: String) -> String {
        path == "-" ? "stdin" : String(path.split(separator: "/").last ?? Substring(path))
    }

    private static func bytes(of files: [String]) -> UInt64? {
        var sum: UInt64 = 0
        for file in files {
            guard file != "-", let size = WholeFile.size(of: file) else { return nil }
            sum += size
        }
        return sum
    }
}
