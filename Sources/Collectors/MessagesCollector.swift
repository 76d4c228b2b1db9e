package import MetricModel
package import TeamRecording
import TeamState
import TeamTracking

/// Publishes messages, inboxes and tasks as the books have them.
package final class MessagesCollector: Collector {
    package let name = "messages"
    private let recorder: TeamRecorder
    private let messages: MessageFamilies
    private let tasks: TaskFamilies

    /// - Parameter recorder: keeps the books.
    package init(recorder: TeamRecorder, registry: MetricRegistry) throws {
        self.recorder = recorder
        messages = try MessageFamilies(registry: registry)
        tasks = try TaskFamilies(registry: registry)
    }

    package func collect(into registry: MetricRegistry) throws {
        let report = try recorder.report()
        let (messageReport, taskReport) = (report.messages, report.tasks)
        registry.update { table in
            messages.publish(messageReport, into: &table)
            messages.publish(interval: report.interval, into: &table)
            tasks.publish(taskReport, into: &table)
        }
    }
}
