import Collectors
import LogPipeline
import MetricModel

/// Publishes the state of the watched files; their counters are counted as lines arrive.
final class LogsCollector: Collector {
    let name = "logs"
    private let pipeline: LogPipeline

    init(pipeline: LogPipeline) {
        self.pipeline = pipeline
    }

    func collect(into registry: MetricRegistry) throws {
        pipeline.collect(into: registry)
    }
}
