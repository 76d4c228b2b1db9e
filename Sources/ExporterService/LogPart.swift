import LogPipeline

/// The log pipeline's thread, as a part of the daemon.
struct LogPart: DaemonPart {
    private let pipeline: LogPipeline

    init(_ pipeline: LogPipeline) {
        self.pipeline = pipeline
    }

    func start() throws(ServiceError) {
        do {
            try pipeline.start()
        } catch {
            throw .cannotStart(what: "the log pipeline", reason: error.message)
        }
    }

    func stop() {
        pipeline.stop()
    }
}
