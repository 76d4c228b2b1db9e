import Foundation
import TestSupport
import Testing

@testable import RuleEmission

@Suite("deploy examples", .enabled(if: Promtool.isThere))
struct DeployExampleTests {
    private static let deploy = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy").path
    private static let amtool = Promtool.path.replacingOccurrences(of: "promtool", with: "amtool")
    private static let alertmanager = "\(deploy)/alertmanager/alertmanager.yml"

    @Test("promtool finds the Prometheus example good with the emitted rules beside it")
    func prometheus() throws {
        let place = try TemporaryDirectory("deploy")
        try place.copy("\(Self.deploy)/prometheus/prometheus.yml", to: "prometheus.yml")
        let rules = EmittedRules().files.filter { !$0.path.hasPrefix("tests/") }
        try Promtool.write(rules.map { ("agent-teams/\($0.path)", $0.text) }, in: place)
        let checked = try Promtool.run(["check", "config", "prometheus.yml"], in: place)
        #expect(checked.status == 0, "\(checked.output)\(checked.errorOutput)")
        #expect(checked.output.contains("\(rules.count) rule files found"), "\(checked.output)")
    }

    @Test("amtool finds the Alertmanager example good")
    func alertmanagerConfiguration() throws {
        let checked = try ChildProcess.run(Self.amtool, ["check-config", Self.alertmanager])
        #expect(checked.status == 0, "\(checked.output)\(checked.errorOutput)")
    }

    @Test(
        "alerts go where their level says",
        arguments: [("critical", "slack-and-email"), ("warning", "slack"), ("info", "email")])
    func routes(_ severity: String, _ receiver: String) throws {
        let routed = try ChildProcess.run(
            Self.amtool,
            [
                "config", "routes", "test", "--config.file", Self.alertmanager, "severity=\(severity)",
                "alertname=X",
            ])
        #expect(routed.output.trimmingCharacters(in: .whitespacesAndNewlines) == receiver)
    }

    @Test("every alert that the inhibition names exists, and every label that it compares is one of an alert")
    func inhibitionNamesAlerts() throws {
        let text = try String(contentsOfFile: Self.alertmanager, encoding: .utf8)
        let names = AlertCatalogue.entries.map(\.name)
        for match in text.matches(of: /alertname=~?"([^"]+)"/) {
            for part in match.1.split(separator: "|") where part.hasPrefix("AgentTeams") {
                let pattern = part.replacing(".*", with: "").split(separator: "(")[0]
                #expect(names.contains { $0.hasPrefix(pattern) }, "\(part)")
            }
        }
    }
}
