import Foundation
import TeamState
import TestSupport
import Testing

@testable import TeamCensus

@Suite("TeamCensus over the fixture trees")
struct TeamCensusTests {
    /// 57.5 s after the last message of session-1b296605.
    private static let nowMs: Int64 = 1_785_355_560_000
    private static let dayMs: Int64 = 86_400_000

    private func judge(procfs: String, atMs: Int64 = nowMs, trees: [String] = ["claude"]) -> [String:
        JudgedTeam]
    {
        var census = TeamCensus(roots: trees.map { Fixtures.path($0) }, procfs: procfs)
        let teams = census.take(nowMs: atMs).teams
        return Dictionary(uniqueKeysWithValues: teams.map { ($0.team.label, $0) })
    }

    /// A copy of the fixture's process table in which the processes of `hello-team` belong to `team`.
    private func table(ofTeam team: String) throws -> String {
        let copy = FileManager.default.temporaryDirectory.appendingPathComponent("proc-\(UUID().uuidString)")
            .path
        try FileManager.default.copyItem(atPath: Fixtures.path("claude-edge/proc"), toPath: copy)
        for pid in try FileManager.default.contentsOfDirectory(atPath: copy) {
            let file = URL(fileURLWithPath: "\(copy)/\(pid)/cmdline")
            guard let content = FileManager.default.contents(atPath: file.path) else { continue }
            let text = String(decoding: content, as: UTF8.self).replacingOccurrences(
                of: "hello-team", with: team)
            try Data(text.utf8).write(to: file)
        }
        return copy
    }

    private func remove(_ path: String) {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
    }

    @Test("living teammates keep their team active, and quiet but busy ones do not make it idle")
    func provedAlive() throws {
        let procfs = try table(ofTeam: "session-1b296605")
        defer { remove(procfs) }
        #expect(judge(procfs: procfs)["session-1b296605"]?.status == .active)
        let later = judge(procfs: procfs, atMs: Self.nowMs + Self.dayMs)
        #expect(later["session-1b296605"]?.status == .active)
        #expect(later["session-1b296605"]?.isIdle == false)
        #expect(later["alpha-team"]?.status == .stale)
    }

    @Test("without its processes a team with panes is stale, however fresh its files")
    func provedDead() {
        let teams = judge(procfs: Fixtures.path("claude-edge/proc"))
        #expect(teams["session-1b296605"]?.status == .stale)
        #expect(teams["alpha-team"]?.status == .active)
        #expect(teams["beta-team"]?.status == .active)
        #expect(teams["humble-chasing-goose"]?.status == .stale)
        #expect(teams["moonlit-chasing-meerkat"]?.status == .stale)
    }

    @Test("where no processes can be seen, activity within the window decides", arguments: [(0, 3), (1, 0)])
    func filesAlone(days: Int64, active: Int) {
        let teams = judge(procfs: "/nowhere", atMs: Self.nowMs + days * Self.dayMs)
        #expect(teams.values.count { $0.status == .active } == active)
        #expect(teams.values.filter(\.isIdle).isEmpty)
    }

    @Test("a pid that went to another process does not prove the lead alive", arguments: [false, true])
    func reusedPID(isReused: Bool) throws {
        let procfs = try table(ofTeam: "nobody")
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("root-\(UUID().uuidString)")
            .path
        defer {
            remove(procfs)
            remove(root)
        }
        try FileManager.default.copyItem(atPath: Fixtures.path("claude"), toPath: root)
        // The fixture's lead is registered under another session than its config names, as newer versions do.
        let entry = URL(fileURLWithPath: root + "/sessions/41001.json")
        let text = try String(contentsOf: entry, encoding: .utf8)
        let renamed = text.replacingOccurrences(
            of: "d41e8bfa-ad2e-446f-9754-84e0743043c6", with: "1b296605-7ae3-4623-a5ab-7944a1603e3d")
        try Data(renamed.utf8).write(to: entry)
        if isReused {
            try FileManager.default.removeItem(atPath: procfs + "/41001/stat")
            try FileManager.default.copyItem(
                atPath: procfs + "/41001/stat.reused", toPath: procfs + "/41001/stat")
        }
        var census = TeamCensus(roots: [root], procfs: procfs)
        let team = census.take(nowMs: Self.nowMs).teams.first { $0.team.label == "session-1b296605" }
        #expect(team?.status == (isReused ? .stale : .active))
    }

    @Test("the edge tree has its unreadable teams and changes no other")
    func edgeTree() {
        let procfs = Fixtures.path("claude-edge/proc")
        let alone = judge(procfs: procfs)
        let both = judge(procfs: procfs, trees: ["claude", "claude-edge"])
        for (label, judged) in alone { #expect(both[label] == judged) }
        let unreadable = both.values.filter { $0.status == .unreadable }.map(\.team.label).sorted()
        #expect(
            unreadable == ["array-config", "corrupt-config", "deep-nesting", "empty-config", "null-config"])
        #expect(both["開発チーム"]?.status == .active)
    }
}
