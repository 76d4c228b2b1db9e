import Foundation
import RuleEmission
import TestSupport
import Testing

@testable import ExporterService

@Suite("thresholds and alerts in the configuration")
struct ThresholdSectionTests {
    private let paths = PathResolution(home: "/home/ann", base: "/srv")

    private func load(_ text: String) throws -> AlertSettings {
        let place = try TemporaryDirectory()
        let file = try place.write(text, to: "exporter.yml")
        defer { withExtendedLifetime(place) {} }
        return try ConfigurationFile.load(file, paths: paths, environment: [:]).alerts
    }

    private func faults(_ text: String) throws -> [String] {
        do {
            _ = try load(text)
            return []
        } catch let fault as ConfigurationFault {
            return fault.lines.map { line in
                String(line.prefix { $0 != "\n" }.split(separator: "exporter.yml:").last ?? "")
            }
        }
    }

    @Test("without a word the thresholds are those of the documentation")
    func defaults() throws {
        #expect(try load("") == AlertSettings())
    }

    @Test("defaults, overrides and levels that are not wanted are read")
    func reads() throws {
        let settings = try load(
            """
            thresholds:
              defaults:
                disk_used_ratio: {warning: 0.85}
                log_silent_seconds: {warning: none}
              teams:
                - {team: "research-*", agent_response_seconds: {warning: 300}}
                - {team: ops, agent: monitor, unread_message_seconds: {critical: none}}
            alerts:
              runbook_base_url: https://example.org/runbooks
              dashboard_base_url: https://grafana.example.org
              selector: job="agent-teams"
            """)
        #expect(settings.levels(of: .diskUsed) == [.info: 0.8, .warning: 0.85, .critical: 0.95])
        #expect(settings.levels(of: .logSilence).isEmpty)
        #expect(
            settings.overrides == [
                AlertSettings.Override(team: "research-*", levels: [.agentResponse: [.warning: .value(300)]]),
                AlertSettings.Override(
                    team: "ops", agent: "monitor",
                    levels: [.unreadMessage: [.critical: AlertSettings.Threshold.none]]),
            ])
        #expect(settings.runbookBaseURL == "https://example.org/runbooks")
        #expect(settings.selector.matchers.map(\.value) == ["agent-teams"])
    }

    @Test(
        "what cannot be meant is reported with its place",
        arguments: [
            (
                "thresholds: {defaults: {disk_used: {warning: 0.9}}}",
                "1:25: error: unknown key 'disk_used'"
            ),
            (
                "thresholds: {defaults: {disk_used_ratio: {warning: 0.99}}}",
                "1:25: error: 'disk_used_ratio' is warning at 0.99 and critical at 0.95"
            ),
            (
                "thresholds: {teams: [{team: a, cpu_ratio: {warning: 0.8}}]}",
                "1:32: error: 'cpu_ratio' cannot differ by team"
            ),
            ("thresholds: {teams: [{inbox_size_bytes: {warning: 5}}]}", "1:22: error: missing key 'team'"),
            ("alerts: {selector: job=}", "1:20: error: the selector cannot be read"),
        ])
    func reports(_ text: String, _ expected: String) throws {
        let found = try faults(text)
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }
}
