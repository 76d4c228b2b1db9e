import LogTailing
package import MetricModel
import StateStore
import Synchronization

/// Why a reload changed nothing, or could not be carried to its end.
package enum LogReloadError: Error, Equatable, Sendable {
    case registry(RegistryError)
    /// The reading thread did not come back from the file system.
    case readerHangs
    /// The end was asked for meanwhile.
    case stopping
    case thread(WorkerThreadError)

    package var message: String {
        switch self {
        case .registry(let error): error.message
        case .readerHangs:
            "the logs are not read any more, because a file system did not answer within a second; "
                + "check the disks of the logs, then restart"
        case .stopping: "the exporter is stopping"
        case .thread(let error): error.message
        }
    }
}

extension LogPipeline {
    /// Goes on with other logs and rules; what is in both keeps its positions, series and numbers.
    ///
    /// All is proven before anything changes: after an error about families the old ones go on. No line is lost or
    /// counted twice: the open files go over to the new reader, those without a name too.
    package func reload(_ configuration: LogPipelineConfiguration) throws(LogReloadError) {
        try lifecycle.hold { () throws(LogReloadError) in
            let old = running.withLock { $0 }
            let recorder = try prove(configuration, replacing: old)
            try proceed()
            guard endThread(within: Self.reloadPatience) else { throw .readerHangs }
            var new = try succeed(old, with: recorder, configuration)
            new.isBegun = old.isBegun
            if old.thread != nil, !isStopping.load(ordering: .acquiring) { new.thread = try start(new) }
            running.withLock { [new] in $0 = new }
        }
    }

    /// Once the end is asked for, what is there makes its last commit.
    private func proceed() throws(LogReloadError) {
        if isStopping.load(ordering: .acquiring) { throw .stopping }
    }

    private func prove(
        _ configuration: LogPipelineConfiguration, replacing old: Running
    ) throws(LogReloadError) -> LogRecorder {
        do throws(RegistryError) {
            let recorder = try LogRecorder(
                configuration, published: registry, store: store, requests: requests, board: board)
            if let conflict = recorder.ledger.conflict(replacing: old.familyNames) { throw conflict }
            return recorder
        } catch {
            throw .registry(error)
        }
    }

    /// Hands everything over; the old reader has ended.
    private func succeed(
        _ old: Running, with recorder: LogRecorder, _ configuration: LogPipelineConfiguration
    ) throws(LogReloadError) -> Running {
        try proceed()
        old.recorder.commit(old.tailer.status(), forScrape: false)
        // The disk may have been slow.
        try proceed()
        let (state, pending) = old.recorder.handover()
        let oldLogs = Set(old.configuration.sources.map(\.name))
        do throws(RegistryError) {
            try recorder.begin(
                with: state, pending: pending, replacing: old.recorder, sources: configuration.sources)
            var tailOptions = options
            tailOptions.knownLogs = recorder.knownLogs
            tailOptions.firstFileID = recorder.nextFileID
            let tailer = LogTailer(
                sources: configuration.sources,
                options: tailOptions,
                checkpoints: recorder.checkpoints.filter {
                    old.thread == nil || !oldLogs.contains($0.logName)
                },
                handover: old.thread == nil ? nil : old.tailer.handover()
            )
            let gauges = try LogStatusGauges(
                tailer.status(), teamNames: configuration.teamNames, registry: registry)
            return Running(configuration, tailer, recorder, gauges)
        } catch {
            throw .registry(error)
        }
    }

    private func start(_ new: Running) throws(LogReloadError) -> WorkerThread {
        do {
            return try Self.thread(new.tailer, new.recorder)
        } catch {
            throw .thread(error)
        }
    }
}
