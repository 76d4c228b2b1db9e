import ProcessTable
import TeamCensus
import TeamState
import TestSupport
import Testing

@testable import ExporterCommand
@testable import Operations

/// What the commands about teams print for people, over the fixture teams at a fixed moment.
@Suite("texts about teams")
struct TeamTextTests {
    private let report: CensusReport
    private static let teams = ["moonlit-chasing-meerkat", "humble-chasing-goose", "session-1b296605"]

    init() throws {
        let procfs = try TemporaryDirectory("procfs")
        var census = TeamCensus(roots: [Fixtures.path("claude")], procfs: procfs.path)
        report = census.take(nowMs: 1_785_355_500_000)
    }

    private func check(_ text: String, _ name: String) throws {
        #expect(try GoldenFile(fixture: "golden/\(name).txt").difference(from: text) == nil)
    }

    private func index(of team: String) throws -> Int {
        try #require(report.teams.firstIndex { $0.team.label == team })
    }

    private func reader(_ team: String, texts: Bool) -> TeamListingReader {
        TeamListingReader(root: Fixtures.path("claude"), team: Array(team.utf8), keepsTexts: texts)
    }

    @Test("health is as reviewed")
    func health() throws {
        try check(
            HealthText.text(HealthReport(report, scope: .all), paint: Paint(isOn: false)), "health-claude")
    }

    @Test("status and activity are as reviewed", arguments: teams)
    func status(team: String) throws {
        let index = try index(of: team)
        let status = TeamStatusReport(report, team: index)
        try check(TeamStatusText.text(status, nowMs: report.takenAtMs), "team-status-\(team)")
        try check(ActivityText.text(ActivityReport(report, team: index)), "team-activity-\(team)")
    }

    @Test("messages and tasks are as reviewed, with texts and without", arguments: teams)
    func listings(team: String) throws {
        for texts in [false, true] {
            let suffix = texts ? "-texts" : ""
            let messages = MessageListing(reader(team, texts: texts).messages(), team: team)
            try check(MessageText.text(messages), "team-messages-\(team)\(suffix)")
            let tasks = TaskListing(reader(team, texts: texts).tasks(), team: team)
            try check(TaskText.text(tasks), "team-tasks-\(team)\(suffix)")
        }
    }

    @Test("neither names nor texts can move the cursor")
    func hostile() {
        let message = ListedMessage(
            recipient: Array("a\u{1B}[2J".utf8), from: "b\r\n", sentMs: nil, type: .prose, isRead: false,
            sizeBytes: 9, text: "line\n\u{1B}]0;title\u{07}\u{9B}1m\u{202E}")
        let listing = MessageListing(EntryListing(elements: [message]), team: "t")
        let text = MessageText.text(listing)
        #expect(text.split(separator: "\n").count == 5, "\(text)")
        let forbidden: [Unicode.Scalar] = ["\u{1B}", "\u{07}", "\u{9B}", "\r", "\u{202E}"]
        #expect(!text.unicodeScalars.contains { forbidden.contains($0) })
    }

    @Test("processes are listed as ps does, with a dash for what is not known")
    func processes() throws {
        let reports = [
            ProcessReport(
                pid: 7, team: "shop", agent: "dev", cpuPercent: 12.34, cpuPercentNow: 100, memoryPercent: 0,
                residentBytes: 1, command: "claude", orphan: false),
            ProcessReport(
                pid: 4711, team: "shop", agent: "dev", cpuPercent: nil, cpuPercentNow: nil,
                memoryPercent: nil,
                residentBytes: 1, command: nil, orphan: true),
        ]
        let empty = CensusReport.none
        let text = HealthText.text(
            HealthReport(empty, scope: .all, processes: reports), paint: Paint(isOn: false))
        let expected = """
            PID   CPU%  NOW%   MEM%  COMMAND  AGENT
            7     12.3  100.0  0.0   claude   shop/dev
            4711  -     -      -     -        shop/dev (orphan)

            no teams

            """
        #expect(text == expected)
    }

    @Test("problems are told with team and agent, and coloured only where colour is wanted")
    func problems() {
        let trees = [
            AgentTree(
                root: ProcessIdentity(pid: 99, startTicks: 1), key: AgentKey(team: "gone", agent: "dev"),
                kind: .agent, isOrphan: true)
        ]
        var report = CensusReport.none
        report.agentTrees = trees
        let health = HealthReport(report, scope: .living)
        let plain = HealthText.text(health, paint: Paint(isOn: false))
        #expect(plain == "problem: gone/dev: process 99 runs, though its team or its lead is gone\n")
        #expect(HealthText.text(health, paint: Paint(isOn: true)).contains("\u{1B}[1;31mproblem:\u{1B}[0m"))
    }
}
