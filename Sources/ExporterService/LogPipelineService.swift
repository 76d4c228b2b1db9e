import LogPipeline
import ServiceLifecycle

/// Runs the log pipeline's thread for as long as the daemon lives.
struct LogPipelineService: Service {
    private let pipeline: LogPipeline

    init(_ pipeline: LogPipeline) {
        self.pipeline = pipeline
    }

    func run() async throws {
        do {
            try pipeline.start()
        } catch {
            throw ServiceError.cannotStart(what: "the log pipeline", reason: error.message)
        }
        // Ends on shutdown, or with an error when the group is cancelled: the thread is to stop in both cases.
        try? await gracefulShutdown()
        pipeline.stop()
    }
}
