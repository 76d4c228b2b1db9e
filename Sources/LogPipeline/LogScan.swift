package import LogRules
package import LogTailing
package import MetricModel

/// Why a scan could not do its part.
package enum LogScanError: Error, Equatable, Sendable {
    case unreadable(WholeFileError)
    case registry(RegistryError)

    package var message: String {
        switch self {
        case .unreadable(let error): error.message
        case .registry(let error): error.message
        }
    }
}

/// How far a scan has come in one file.
package struct LogScanProgress: Sendable, Equatable {
    package var path: String
    package var bytesRead: UInt64
}

/// Counts whole files in one pass, with the same engine as the daemon.
///
/// Each file is a fresh one to the rules; the last line counts without its newline.
package struct LogScan {
    private let ruleSet: RuleSet
    private let logName: String?
    private var counters: LogCounters
    private var reader: WholeFile
    private var indices: [String: Int] = [:]
    private var nextFileID = 0

    /// - Parameters:
    ///   - logName: value of the `log` label for all files; nil: each file's name without its directory.
    ///   - registry: receives the counts at the end of each file.
    package init(
        ruleSet: RuleSet,
        registry: MetricRegistry,
        logName: String? = nil,
        maxLineBytes: Int = 1_000_000
    ) throws(LogScanError) {
        self.ruleSet = ruleSet
        self.logName = logName
        do {
            counters = try LogCounters(logNames: [], ruleSet: ruleSet, registry: registry)
        } catch {
            throw .registry(error)
        }
        reader = WholeFile(maxLineBytes: maxLineBytes)
    }

    /// Scans one file; `-` is standard input, whose log is called `stdin`.
    ///
    /// After an error what was read of the file is counted, and other files can be scanned.
    package mutating func scan(
        _ path: String,
        progress: (LogScanProgress) -> Void = { _ in }
    ) throws(LogScanError) {
        let index = try logIndex(for: logName ?? Self.logName(of: path))
        let fileID = nextFileID
        nextFileID += 1
        defer {
            var batch = TailBatch()
            batch.endedFileIDs = [fileID]
            counters.batchEnded(batch)
        }
        do {
            try reader.read(path, logIndex: index, fileID: fileID, into: &counters) { bytes in
                progress(LogScanProgress(path: path, bytesRead: bytes))
            }
        } catch {
            throw .unreadable(error)
        }
    }

    private static func logName(of path: String) -> String {
        path == "-" ? "stdin" : String(path.split(separator: "/").last ?? Substring(path))
    }

    private mutating func logIndex(for name: String) throws(LogScanError) -> Int {
        if let known = indices[name] { return known }
        do {
            let index = try counters.addLog(name, ruleSet: ruleSet)
            indices[name] = index
            return index
        } catch {
            throw .registry(error)
        }
    }
}
