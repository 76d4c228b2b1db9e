import Collectors
import Foundation
import LogPipeline
import Logging
import MetricModel
import StateStore
import TeamCensus
import TestSupport
import Testing

@testable import ExporterService

@Suite("live configuration")
struct LiveConfigurationTests {
    /// A daemon's inner parts over files that the test rewrites.
    private final class Stand {
        let place: TemporaryDirectory
        let registry = MetricRegistry()
        let pipeline: LogPipeline
        let teams: TeamsCollector
        let live: LiveConfiguration

        init(_ configuration: String, rules: String) throws {
            place = try TemporaryDirectory("live")
            try place.makeDirectory("empty/teams")
            try place.write("first\n", to: "a.log")
            try place.write("second\n", to: "b.log")
            try place.write(rules, to: "rules.yml")
            let file = try place.write(configuration, to: "exporter.yml")
            let source = ConfigurationSource(
                file: file, paths: PathResolution(home: "/nowhere", base: place.path), environment: [:])
            let loaded = try source.load()
            let (store, state) = try StateStore.open(
                directory: place.path("state"), programVersion: "test")
            pipeline = try LogPipeline(
                LogPipelineConfiguration(loaded), registry: registry, store: store, state: state)
            let census = SharedCensus(
                TeamCensus(roots: loaded.configuration.teams.roots, procfs: "/proc"),
                nowMs: TeamsCollector.systemNowMs)
            teams = try TeamsCollector(
                census: census, limit: loaded.configuration.teams.limit, registry: registry)
            live = LiveConfiguration(
                source: source, pipeline: pipeline,
                sights: TeamSights(
                    census: census, teams: teams, recorder: nil, transcripts: nil, filesystem: nil,
                    readsUsage: false,
                    stateDirectory: place.path("state")),
                health: try ReloadHealth(registry: registry),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            try pipeline.start()
        }

        deinit { pipeline.stop() }

        func values(_ name: String) -> [String: Double] {
            registry.update { table in
                guard let family = table.family(named: name) else { return [:] }
                let samples = table.snapshot(of: family).map { ($0.labels.joined(separator: "|"), $0.value) }
                return Dictionary(uniqueKeysWithValues: samples)
            }
        }

        /// Collects until the family shows these values; answers the last ones seen.
        func values(_ name: String, becoming expected: [String: Double]) -> [String: Double] {
            _ = eventually {
                pipeline.collect(into: registry)
                return values(name) == expected
            }
            return values(name)
        }
    }

    private static let rules = "rules: [{name: first, pattern: first, counter: firsts_total, help: Firsts.}]"
    private static let configuration = """
        teams: {roots: [empty], limit: 3}
        logs: [{name: a, paths: [a.log]}]
        log_rules: [rules.yml]
        """
    private static let successful = "agent_teams_exporter_config_last_reload_successful"
    private static let lines = "orchestrator_log_lines_total"

    @Test("a good configuration takes effect: logs, rules, teams")
    func good() throws {
        let stand = try Stand(Self.configuration, rules: Self.rules)
        #expect(stand.values(Self.lines, becoming: ["a": 1]) == ["a": 1])
        try stand.place.write(
            """
            teams: {roots: ["\(Fixtures.path("claude"))", empty], limit: 7}
            logs: [{name: a, paths: [a.log]}, {name: b, paths: [b.log]}]
            log_rules: [rules.yml]
            """, to: "exporter.yml")
        try stand.place.write(
            "rules: [{name: second, pattern: second, counter: seconds_total, help: Seconds.}]",
            to: "rules.yml")
        #expect(stand.live.reload() == .loaded)
        #expect(stand.values(Self.successful) == ["": 1])
        let time = try #require(
            stand.values("agent_teams_exporter_config_last_reload_success_timestamp_seconds")[""])
        #expect(abs(time - Date().timeIntervalSince1970) < 3600)
        #expect(stand.values("seconds_total", becoming: ["": 1]) == ["": 1])
        #expect(stand.values(Self.lines)["b"] == 1)
        try stand.teams.collect(into: stand.registry)
        #expect(stand.values("orchestrator_teams_limit") == ["": 7])
        #expect(stand.values("orchestrator_teams_root_readable") == ["1": 1, "2": 1])
    }

    @Test(
        "a fault in any file leaves everything as it was, and names the place",
        arguments: [
            (
                "exporter.yml", "teams: {limit: many}",
                "exporter.yml:1:16: error: 'limit' must be a whole number"
            ),
            ("exporter.yml", "temas: {}\nlogz: []", "(1 more: run 'agent-teams-exporter config check')"),
            ("exporter.yml", "log_rules: [none.yml]", "cannot read the rule file"),
            ("exporter.yml", "log_rules: ['none*.yml']", "no rule file matches"),
            ("rules.yml", "rules: [{name: x, pattern: '(', counter: x_total, help: X.}]", "rules.yml:1:"),
        ]
    )
    func faulty(file: String, text: String, expected: String) throws {
        let stand = try Stand(Self.configuration, rules: Self.rules)
        try stand.place.write(text, to: file)
        guard case .refused(let reason) = stand.live.reload() else {
            Issue.record("\(text) was loaded")
            return
        }
        #expect(reason.contains(expected), "\(reason)")
        #expect(!reason.contains("\n"))
        #expect(stand.values(Self.successful) == ["": 0])
        try stand.place.append("first again\n", to: "a.log")
        #expect(stand.values("firsts_total", becoming: ["": 2]) == ["": 2])
        try stand.teams.collect(into: stand.registry)
        #expect(stand.values("orchestrator_teams_limit") == ["": 3])
    }

    @Test("after a fault is mended the next reload is good")
    func mended() throws {
        let stand = try Stand(Self.configuration, rules: Self.rules)
        try FileManager.default.removeItem(atPath: stand.place.path("exporter.yml"))
        #expect(stand.live.reload() != .loaded)
        #expect(stand.values(Self.successful) == ["": 0])
        try stand.place.write(Self.configuration, to: "exporter.yml")
        #expect(stand.live.reload() == .loaded)
        #expect(stand.values(Self.successful) == ["": 1])
    }
}
