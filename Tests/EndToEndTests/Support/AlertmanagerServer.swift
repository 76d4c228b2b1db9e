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
        let launcher = Self.launcher
        process = try ChildProcess(
            launcher[0],
            launcher.dropFirst() + [
                "--config.file=\(file)", "--storage.path=\(place.path("alertmanager/data"))",
                "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=", "--log.level=warn",
            ],
            environment: ReleaseBinary.environment(home: place.path), directory: place.path("alertmanager"))
        let isReady = eventually {
            do { return try HTTPClient.send("/-/ready", port: port).status == 200 } catch { return false }
        }
        guard isReady else { throw NotReady(errorOutput: try process.errorOutput) }
    }

    /// Debian's package reads its templates from a fixed place; where it is not installed but unpacked, the unpacked
    /// files are laid there in a mount namespace of its own.
    private static var launcher: [String] {
        let program = Tools.path("prometheus-alertmanager")
        let templates = "/usr/share/prometheus/alertmanager/default.tmpl"
        guard !FileManager.default.fileExists(atPath: templates) else { return [program] }
        let script = #"mount --bind "$0" /usr/share && exec "$@""#
        return [
            "/usr/bin/env", "unshare", "-Urm", "sh", "-c", script, "\(Tools.root)/root/usr/share", program,
        ]
    }

    /// Whether it can be started here.
    static var isPossible: Bool { launcher.count == 1 || SmallDisk.isPossible }
}
