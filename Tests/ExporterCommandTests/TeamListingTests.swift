import Foundation
import Operations
import TeamState
import Testing

@testable import ExporterCommand
@testable import TeamCensus

@Suite("team listing")
struct TeamListingTests {
    private let nowMs: Int64 = 1_785_355_500_000

    private func report(_ teams: [Team]) -> CensusReport {
        let judged = teams.map {
            JudgedTeam(team: $0, evidence: .unknown, nowMs: nowMs, activeWindowMs: 900_000)
        }
        return CensusReport(
            teams: judged, residualDirectories: 0, roots: [.readable], readErrors: [:], hasProcessTable: false
        )
    }

    private func team(_ label: String, members: [Member], lastActivityMs: Int64?) -> Team {
        let config = TeamConfig(
            name: label, description: nil, createdAtMs: 1_785_355_200_123, leadAgentID: "lead@\(label)",
            leadSessionID: nil, members: members, duplicateMemberCount: 0)
        return Team(label: label, config: config, lastActivityMs: lastActivityMs)
    }

    @Test("the JSON has the documented keys, null where nothing is known")
    func json() throws {
        let active = team(
            "alpha", members: [Member(name: "lead"), Member(name: "dev")], lastActivityMs: nowMs - 1000)
        let listing = TeamListing(report([active, team("old", members: [], lastActivityMs: nil)]))
        let text = try ReportJSON.text(listing)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let teams = try #require(object["teams"] as? [[String: Any]])
        let keys: Set = [
            "name", "description", "status", "idle", "last_activity", "member_count", "created_at", "lead",
            "members",
        ]
        #expect(teams.allSatisfy { Set($0.keys) == keys })
        let first = try #require(teams.first)
        #expect(first["status"] as? String == "active")
        #expect(first["member_count"] as? Int == 2)
        #expect(first["last_activity"] as? String == "2026-07-29T20:04:59Z")
        #expect(first["created_at"] as? String == "2026-07-29T20:00:00.123Z")
        #expect(teams.last?["last_activity"] is NSNull)
        #expect(teams.last?["status"] as? String == "stale")
    }

    @Test("the table keeps its shape whatever a team is called")
    func hostileNames() {
        let hostile = team("a\nb\u{1B}[31m\u{202E}c", members: [], lastActivityMs: nil)
        let text = TeamTable.text(report([hostile]), nowMs: nowMs)
        #expect(text.split(separator: "\n").count == 2)
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test("no teams is said in words")
    func empty() {
        #expect(TeamTable.text(report([]), nowMs: nowMs) == "no teams")
    }

    @Test(
        "ages are told in their largest unit",
        arguments: [
            (-5, "0 s ago"), (59, "59 s ago"), (60, "1 min ago"), (7199, "1 h ago"), (172_800, "2 d ago"),
        ]
    )
    func ages(seconds: Int64, expected: String) {
        #expect(TeamTable.age(seconds * 1000) == expected)
    }
}
