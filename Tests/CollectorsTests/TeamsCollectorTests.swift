import Foundation
import MetricModel
import ProcessTable
import TeamCensus
import TestSupport
import Testing

@testable import Collectors

@Suite("TeamsCollector")
struct TeamsCollectorTests {
    private static let nowMs: Int64 = 1_785_355_560_000
    private let registry = MetricRegistry()

    private func census(_ roots: [String], procfs: String = Fixtures.path("claude-edge/proc")) -> SharedCensus
    {
        SharedCensus(TeamCensus(roots: roots, procfs: procfs), nowMs: { Self.nowMs })
    }

    private func collector(
        _ roots: [String], limit: Int = 10, procfs: String = Fixtures.path("claude-edge/proc"),
        maxTeams: Int = TeamFamilies.maxTeams
    ) throws -> TeamsCollector {
        let census = census(roots, procfs: procfs)
        return try TeamsCollector(census: census, limit: limit, registry: registry, maxTeams: maxTeams)
    }

    private func values(_ name: String) -> [String: Double] { registry.values(of: name) }

    @Test("the healthy tree is published as it is")
    func healthyTree() throws {
        try collector([Fixtures.path("claude"), "/nowhere"]).collect(into: registry)
        #expect(values("orchestrator_teams") == ["active": 2, "stale": 3, "unreadable": 0])
        #expect(values("orchestrator_teams_idle") == ["": 0])
        #expect(values("orchestrator_teams_limit") == ["": 10])
        #expect(values("orchestrator_teams_root_readable") == ["1": 1, "2": 0])
        #expect(values("orchestrator_residual_team_directories") == ["": 0])
        #expect(
            values("orchestrator_team_members") == [
                "alpha-team": 2, "beta-team": 2, "humble-chasing-goose": 3, "moonlit-chasing-meerkat": 4,
                "session-1b296605": 3,
            ])
        #expect(values("orchestrator_shared_directories") == ["": 0])
        #expect(values("orchestrator_team_info")["alpha-team|lead"] == 1)
        #expect(values("orchestrator_team_created_timestamp_seconds")["alpha-team"] == 1_785_355_200)
        #expect(
            values("orchestrator_team_last_activity_timestamp_seconds")["session-1b296605"] == 1_785_355_502.5
        )
        #expect(values("orchestrator_team_duplicate_members").values.allSatisfy { $0 == 0 })
    }

    @Test("other roots and another limit take effect with the next look, and no counter goes down")
    func reconfigured() throws {
        let census = census([Fixtures.path("claude-edge"), "/nowhere"])
        let collector = try TeamsCollector(census: census, limit: 10, registry: registry)
        try collector.collect(into: registry)
        let errors = values("orchestrator_team_read_errors_total")
        #expect(errors.values.contains { $0 > 0 })
        census.reconfigure(roots: [Fixtures.path("claude")], activeWindow: .seconds(60), detail: .none)
        collector.reconfigure(limit: 4)
        try collector.collect(into: registry)
        #expect(values("orchestrator_teams_limit") == ["": 4])
        #expect(values("orchestrator_teams_root_readable") == ["1": 1])
        #expect(values("orchestrator_team_members").keys.contains("alpha-team"))
        #expect(!values("orchestrator_team_members").keys.contains("minimal"))
        #expect(values("orchestrator_team_read_errors_total") == errors)
        census.reconfigure(
            roots: [Fixtures.path("claude-edge")], activeWindow: .seconds(60), detail: .none)
        try collector.collect(into: registry)
        for (key, value) in values("orchestrator_team_read_errors_total") {
            #expect(value >= errors[key] ?? 0, "\(key)")
        }
    }

    @Test("each team has exactly one status")
    func oneHot() throws {
        try collector([Fixtures.path("claude"), Fixtures.path("claude-edge")]).collect(into: registry)
        let statuses = values("orchestrator_team_status")
        let byTeam = Dictionary(grouping: statuses, by: { $0.key.split(separator: "|").dropLast().joined() })
        #expect(byTeam.count == 38)
        for (team, series) in byTeam { #expect(series.map(\.value).sorted() == [0, 0, 1], "\(team)") }
        #expect(values("orchestrator_teams").values.reduce(0, +) == 38)
    }

    @Test("every read error is shown from the start, and what is unknown is absent")
    func errorsAndAbsence() throws {
        try collector([Fixtures.path("claude-edge")]).collect(into: registry)
        let errors = values("orchestrator_team_read_errors_total")
        #expect(errors.count == 20)
        #expect(errors["config|parse"] == 3)
        #expect(errors["root|io"] == 0)
        #expect(values("orchestrator_team_created_timestamp_seconds")["minimal"] == nil)
        #expect(values("orchestrator_team_last_activity_timestamp_seconds")["minimal"] == nil)
        #expect(values("orchestrator_team_members")["corrupt-config"] == nil)
        #expect(values("orchestrator_team_duplicate_members")["duplicate-names"] == 1)
        #expect(values("orchestrator_residual_team_directories") == ["": 1])
    }

    @Test("when a root cannot be read the counts over all roots are absent, not 0")
    func unreadableRoot() throws {
        let directory = try TemporaryDirectory()
        let root = directory.path + "/root"
        try FileManager.default.copyItem(atPath: Fixtures.path("claude-edge"), toPath: root)
        let collector = try collector([root, Fixtures.path("claude")])
        try collector.collect(into: registry)
        #expect(values("orchestrator_teams").values.reduce(0, +) == 38)
        try FileManager.default.removeItem(atPath: root)
        try Data().write(to: URL(fileURLWithPath: root))
        try collector.collect(into: registry)
        for name in [
            "orchestrator_teams", "orchestrator_teams_idle", "orchestrator_residual_team_directories",
            "orchestrator_shared_directories",
        ] {
            #expect(values(name).isEmpty, "\(name)")
        }
        #expect(values("orchestrator_teams_root_readable") == ["1": 0, "2": 1])
        #expect(values("orchestrator_teams_limit") == ["": 10])
        #expect(values("orchestrator_team_read_errors_total")["root|type"] == 1)
        #expect(values("orchestrator_team_status").count == 15)
        try FileManager.default.removeItem(atPath: root)
        try collector.collect(into: registry)
        #expect(values("orchestrator_teams") == ["active": 2, "stale": 3, "unreadable": 0])
    }

    @Test(
        "whether processes could be looked at is told", arguments: [("claude-edge/proc", 1.0), ("claude", 0)])
    func processTable(procfs: String, isReadable: Double) throws {
        try collector([], procfs: Fixtures.path(procfs)).collect(into: registry)
        #expect(values("agent_teams_exporter_process_table_readable") == ["": isReadable])
    }

    @Test(
        "teams beyond the bound share one series a family, which ends when there is room, and are counted all"
    )
    func manyTeams() throws {
        let directory = try TemporaryDirectory()
        let root = directory.path + "/root"
        try FileManager.default.copyItem(atPath: Fixtures.path("claude"), toPath: root)
        let collector = try collector([root], maxTeams: 2)
        for _ in 0..<2 {
            try collector.collect(into: registry)
            #expect(values("orchestrator_teams") == ["active": 2, "stale": 3, "unreadable": 0])
            #expect(
                values("orchestrator_team_members").keys.sorted() == [
                    "__overflow__", "alpha-team", "beta-team",
                ])
            #expect(values("orchestrator_team_status").count == 7)
        }
        for name in ["alpha-team", "humble-chasing-goose", "moonlit-chasing-meerkat"] {
            try FileManager.default.removeItem(atPath: "\(root)/teams/\(name)")
        }
        // The series of a team that goes make room when the look ends, so for the next look.
        for _ in 0..<2 { try collector.collect(into: registry) }
        #expect(values("orchestrator_team_members") == ["beta-team": 2, "session-1b296605": 3])
        #expect(values("orchestrator_team_status").count == 6)
    }

    @Test("the series of a team that is gone end")
    func vanishedTeam() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("root-\(UUID().uuidString)")
            .path
        try FileManager.default.copyItem(atPath: Fixtures.path("claude"), toPath: root)
        let collector = try collector([root])
        try collector.collect(into: registry)
        #expect(values("orchestrator_team_status").count == 15)
        try FileManager.default.removeItem(atPath: root + "/teams/alpha-team")
        try collector.collect(into: registry)
        #expect(values("orchestrator_team_status").count == 12)
        #expect(values("orchestrator_team_members")["alpha-team"] == nil)
        try FileManager.default.removeItem(atPath: root)
        try collector.collect(into: registry)
        #expect(values("orchestrator_team_members").isEmpty)
        #expect(values("orchestrator_teams") == ["active": 0, "stale": 0, "unreadable": 0])
    }
}
