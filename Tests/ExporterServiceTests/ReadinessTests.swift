import NIOCore
import NIOHTTP1
import StateStore
import Testing

@testable import ExporterService

@Suite("readiness")
struct ReadinessTests {
    private func text(_ missing: [String], _ state: StateCondition) -> (HTTPResponseStatus, String) {
        let answer = HTTPResponse.readiness(
            missing: missing, state: state, stateDirectory: "/var/lib/agent-teams-exporter")
        return (answer.status, String(buffer: answer.body))
    }

    @Test("ready is one line, also for programs that compare it")
    func ready() {
        #expect(text([], .good) == (.ok, "agent-teams-exporter is ready.\n"))
    }

    @Test("a state that cannot be written leaves it ready, and is told without the path")
    func degraded() {
        let reason = "/var/lib/agent-teams-exporter/state.db: no space left on device"
        let (status, body) = text([], .degraded(reason: reason))
        #expect(status == .ok)
        #expect(
            body == """
                agent-teams-exporter is ready.
                degraded: state: the state directory/state.db: no space left on device

                """)
    }

    @Test("what is missing is named, whatever the state")
    func missing() {
        for state in [StateCondition.good, .degraded(reason: "full")] {
            #expect(text(["http", "logs"], state) == (.serviceUnavailable, "not ready: http, logs\n"))
        }
    }

    @Test("parts become ready one by one")
    func parts() {
        let readiness = Readiness(parts: ["http", "logs"])
        #expect(readiness.missing == ["http", "logs"])
        readiness.isReady("logs")
        #expect(readiness.missing == ["http"])
        readiness.isReady("http")
        #expect(readiness.missing.isEmpty)
    }
}
