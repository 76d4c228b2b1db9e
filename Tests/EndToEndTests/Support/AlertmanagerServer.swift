import Foundation
import TestSupport

/// A real Alertmanager that posts what it is told of to a receiver, with the inhibition of our example.
final class AlertmanagerServer {
    struct NotReady: Error {
        let errorOutput: String
    }

    let port: UInt16
    private let process: ChildProcess

    init(postingTo receiver: UInt16, in place: TemporaryDirectory) throws {
        let example = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "deploy/alertmanager/alertmanager.yml")
        let text = try String(contentsOf: example, encoding: .utf8)
        let inhibition = text.components(separatedBy: "\ninhibit_rules:\n").last?
            .components(separatedBy: "\nreceivers:").first
        let file = try place.write(
            """
            route: {receiver: hook, group_by: [alertname, job, instance], group_wait: 1s, group_interval: 1s}
            receivers: [{name: hook, webhook_configs: [{url: "http://127.0.0.1:\(receiver)/"}]}]
            inhibit_rules:
            \(inhibition ?? "")
            """, to: "alertmanager/alertmanager.yml")
        port = try FreePort.find()
        let port = port
        process = try ChildProcess(
            Tools.path("prometheus-alertmanager"),
            [
                "--config.file=\(file)", "--storage.path=\(place.path("alertmanager/data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=", "--log.level=warn",
            ],
            environment: ReleaseBinary.environment(home: place.path), directory: place.path("alertmanager"))
        let isReady = eventually {
            do { return try HTTPClient.send("/-/ready", port: port).status == 200 } catch { return false }
        }
        guard isReady else { throw NotReady(errorOutput: try process.errorOutput) }
    }
}
