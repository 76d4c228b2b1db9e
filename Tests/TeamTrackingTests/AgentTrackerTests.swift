import Foundation
import TeamState
import TestSupport
import Testing

@testable import TeamTracking

@Suite("AgentTracker")
struct AgentTrackerTests {
    private static let startMs: Int64 = 1_785_355_200_000

    /// A team `t` of a lead and `a`, whom the lead has asked something.
    private func snapshot(
        _ revision: Int, members: [String] = ["lead", "a"], askedMs: Int64? = startMs, wroteMs: Int64? = nil,
        root: RootState = .readable, label: String = "t"
    ) -> TeamSnapshot {
        func inbox(_ recipient: String, from: String, _ sentMs: Int64?) -> Inbox {
            let messages = sentMs.map {
                [InboxMessage(fingerprint: 1, sentMs: $0, sender: 0, type: .prose, isRead: true)]
            }
            return Inbox(
                recipient: Array(recipient.utf8), senders: [.init(from: from)], messages: messages ?? [])
        }
        let config = TeamConfig(
            leadAgentID: "lead@t", members: members.map { Member(name: $0, joinedAtMs: Self.startMs) })
        let team = Team(
            label: label, directoryName: Array("t".utf8), config: config,
            inboxes: [inbox("a", from: "lead", askedMs), inbox("lead", from: "a", wroteMs)])
        return TeamSnapshot(
            teams: members.isEmpty ? [] : [team], revisions: members.isEmpty ? [] : [revision],
            residualDirectories: 0, roots: [root], readErrors: [:], isComplete: root != .unreadable)
    }

    private func look(_ tracker: inout AgentTracker, _ snapshot: TeamSnapshot, seconds: Int64) -> AgentReport
    {
        let nowMs = Self.startMs + seconds * 1000
        tracker.observe(snapshot, roots: ["r"], nowMs: nowMs)
        tracker.judge(nowMs: nowMs)
        return tracker.report(nowMs: nowMs)
    }

    private func agent(_ name: String, _ report: AgentReport) -> AgentReport.Agent? {
        report.agents.first { $0.name == name }
    }

    @Test("an agent that is asked and says nothing times out once, and again after it acted")
    func timesOut() {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        #expect(agent("a", look(&tracker, asked, seconds: 2))?.isUp == true)
        #expect(agent("a", look(&tracker, asked, seconds: 300))?.isUp == true)
        let down = agent("a", look(&tracker, asked, seconds: 301))
        #expect(down?.isUp == false && down?.state == .stalled && down?.timeouts == 1)
        #expect(down?.idleMs == 301_000 && down?.timeoutMs == 300_000)
        #expect(agent("a", look(&tracker, asked, seconds: 900))?.timeouts == 1)
        let acted = snapshot(2, askedMs: Self.startMs + 950_000, wroteMs: Self.startMs + 940_000)
        #expect(agent("a", look(&tracker, acted, seconds: 951))?.isUp == true)
        #expect(agent("a", look(&tracker, acted, seconds: 1300))?.timeouts == 2)
    }

    @Test("the first look that finds an agent down counts nothing")
    func downAtFirst() {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        let report = look(&tracker, asked, seconds: 1000)
        #expect(agent("a", report)?.isUp == false && agent("a", report)?.timeouts == 0)
    }

    @Test("evidence is asked for when a timeout would be counted, and a death is none")
    func death() throws {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        _ = look(&tracker, asked, seconds: 2)
        #expect(!tracker.wantsEvidence(nowMs: Self.startMs + 200_000))
        let lateMs = Self.startMs + 400_000
        tracker.observe(asked, roots: ["r"], nowMs: lateMs)
        #expect(tracker.wantsEvidence(nowMs: lateMs))
        let key = try #require(tracker.teams.keys.first)
        tracker.evidence.dead = [key: ["a"]]
        #expect(!tracker.wantsEvidence(nowMs: lateMs))
        tracker.judge(nowMs: lateMs)
        let dead = agent("a", tracker.report(nowMs: lateMs))
        #expect(dead?.state == .dead && dead?.isUp == false && dead?.timeouts == 0)
    }

    @Test("what an agent writes into a transcript keeps it up")
    func transcripts() throws {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        _ = look(&tracker, asked, seconds: 2)
        let key = try #require(tracker.teams.keys.first)
        tracker.evidence.transcriptActivityMs = [key: ["a": Self.startMs + 350_000]]
        let report = look(&tracker, asked, seconds: 400)
        #expect(agent("a", report)?.state == .working && agent("a", report)?.idleMs == 50_000)
        // After a restart transcripts are read later than the teams' files.
        var restarted = AgentTracker(restoring: tracker.takeChanges())
        let early = look(&restarted, asked, seconds: 401)
        #expect(agent("a", early)?.state == .working && agent("a", early)?.timeouts == 0)
        #expect(agent("a", early)?.idleMs == 51_000)
    }

    @Test(
        "a time ahead of our clock is a sign of life when it is first seen, once, and hides nothing that follows"
    )
    func timesAhead() {
        var tracker = AgentTracker()
        let yearMs: Int64 = 365 * 86_400_000
        let ahead = snapshot(1, wroteMs: Self.startMs + yearMs)
        #expect(agent("a", look(&tracker, ahead, seconds: 10))?.idleMs == 0)
        let later = look(&tracker, ahead, seconds: 400)
        #expect(agent("a", later)?.idleMs == 390_000 && later.teams.first?.timesAhead == 1)
        // Its files change, and it is the same message.
        let changed = look(
            &tracker, snapshot(2, askedMs: Self.startMs + 20_000, wroteMs: Self.startMs + yearMs),
            seconds: 420)
        #expect(agent("a", changed)?.idleMs == 410_000 && agent("a", changed)?.isUp == false)
        var restarted = AgentTracker(restoring: tracker.takeChanges(everything: true))
        let again = look(
            &restarted, snapshot(1, askedMs: Self.startMs + 20_000, wroteMs: Self.startMs + yearMs),
            seconds: 500)
        #expect(agent("a", again)?.idleMs == 490_000 && again.teams.first?.timesAhead == 1)
        let other = look(&restarted, snapshot(2, wroteMs: Self.startMs + 2 * yearMs), seconds: 600)
        #expect(agent("a", other)?.idleMs == 0 && other.teams.first?.timesAhead == 2)
        #expect(agent("a", look(&restarted, snapshot(3), seconds: 700))?.idleMs == 100_000)
    }

    @Test("what was stored before times ahead were remembered is read")
    func earlierForm() throws {
        var tracker = AgentTracker()
        _ = look(&tracker, snapshot(1), seconds: 2)
        let pieces = tracker.takeChanges().map { piece in
            // A count of 0 and no times: two bytes.
            StateChange(name: piece.name, bytes: piece.bytes.map { Array($0.dropLast(2)) })
        }
        var again = AgentTracker(restoring: pieces)
        #expect(!again.hasChanges)
        #expect(look(&again, snapshot(1), seconds: 3).agents.count == 2)
    }

    @Test(
        "one that rested for an hour is up in the second in which it is asked, and has its timeout to answer")
    func askedAfterRest() {
        var tracker = AgentTracker()
        _ = look(&tracker, snapshot(1, askedMs: nil), seconds: 2)
        let asked = snapshot(2, askedMs: Self.startMs + 3_600_000)
        let at = agent("a", look(&tracker, asked, seconds: 3601))
        #expect(at?.isUp == true && at?.state == .working && at?.timeouts == 0)
        let late = agent("a", look(&tracker, asked, seconds: 3901))
        #expect(late?.isUp == false && late?.state == .stalled && late?.timeouts == 1)
    }

    @Test("other thresholds count from the next look, cost no count, and add none")
    func thresholds() {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        _ = look(&tracker, asked, seconds: 2)
        #expect(agent("a", look(&tracker, asked, seconds: 400))?.timeouts == 1)
        var settings = AgentSettings()
        settings.rules = [
            .init(team: NamePattern("*"), agent: NamePattern("lead"), timeout: .seconds(1)),
            .init(team: NamePattern("t"), agent: NamePattern("*"), timeout: .seconds(600)),
        ]
        tracker.reconfigure(settings)
        let patient = agent("a", look(&tracker, asked, seconds: 401))
        #expect(patient?.isUp == true && patient?.timeouts == 1 && patient?.timeoutMs == 600_000)
        settings.rules = []
        settings.timeout = .seconds(100)
        tracker.reconfigure(settings)
        let impatient = agent("a", look(&tracker, asked, seconds: 402))
        #expect(impatient?.isUp == false && impatient?.timeouts == 1)
    }

    @Test("by the clock alone, the quiet are down though nobody asks them anything")
    func elapsed() {
        var settings = AgentSettings()
        settings.upRule = .elapsed
        var tracker = AgentTracker(settings: settings)
        _ = look(&tracker, snapshot(1, askedMs: nil), seconds: 2)
        let report = look(&tracker, snapshot(1, askedMs: nil), seconds: 300)
        #expect(report.agents.map(\.isUp) == [false, false] && report.agents.map(\.timeouts) == [1, 1])
    }

    @Test(
        "an agent that leaves is departed for the grace period, then gone, and keeps its count if it comes back"
    )
    func departs() {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        _ = look(&tracker, asked, seconds: 2)
        _ = look(&tracker, asked, seconds: 400)
        let alone = snapshot(2, members: ["lead"], askedMs: nil)
        let gone = agent("a", look(&tracker, alone, seconds: 500))
        #expect(gone?.state == .departed && gone?.isUp == nil && gone?.idleMs == nil && gone?.timeouts == 1)
        #expect(look(&tracker, alone, seconds: 510).teams.first?.byState[.departed] == 1)
        #expect(agent("a", look(&tracker, alone, seconds: 801)) == nil)
        let back = snapshot(3, askedMs: Self.startMs + 900_000, wroteMs: Self.startMs + 901_000)
        #expect(agent("a", look(&tracker, back, seconds: 902))?.timeouts == 1)
    }

    @Test("agents of a team that is gone end after the grace period, and nothing is kept of them")
    func teamGone() {
        var tracker = AgentTracker()
        _ = look(&tracker, snapshot(1), seconds: 2)
        let report = look(&tracker, snapshot(2, members: []), seconds: 10)
        #expect(report.agents.map(\.state) == [.departed, .departed] && report.teams.isEmpty)
        #expect(look(&tracker, snapshot(2, members: []), seconds: 400).agents.isEmpty)
        #expect(tracker.teams.isEmpty)
        #expect(tracker.takeChanges().allSatisfy { $0.bytes == nil })
    }

    @Test("nothing is said of agents while their root cannot be read, and none departs")
    func blind() {
        var tracker = AgentTracker()
        let asked = snapshot(1, askedMs: Self.startMs + 1000)
        _ = look(&tracker, asked, seconds: 2)
        var settings = AgentSettings()
        settings.expected = [ExpectedAgent("t/b")].compactMap(\.self)
        tracker.reconfigure(settings)
        #expect(look(&tracker, snapshot(1, members: [], root: .unreadable), seconds: 100).agents.isEmpty)
        let again = look(&tracker, asked, seconds: 200)
        #expect(agent("a", again)?.isUp == true && agent("b", again)?.isUp == false)
    }

    @Test("expected agents and teams are there though they are not")
    func expected() {
        var settings = AgentSettings()
        settings.expected = ["t/a", "t/ghost", "nowhere/lead", "nowhere2", "t"].compactMap(ExpectedAgent.init)
        var tracker = AgentTracker(settings: settings)
        let report = look(&tracker, snapshot(1), seconds: 2)
        #expect(report.expectedTeams == ["t": true, "nowhere": false, "nowhere2": false])
        #expect(agent("a", report)?.isUp == true)
        for (team, name) in [("t", "ghost"), ("nowhere", "lead")] {
            let absent = report.agents.first { $0.team == team && $0.name == name }
            #expect(absent?.isUp == false && absent?.state == .departed && absent?.timeouts == 0)
        }
        #expect(report.agents.count == 4)
    }

    @Test("two that share a name on the page are one series, and one that is there goes first")
    func sharedName() {
        var tracker = AgentTracker()
        _ = look(&tracker, snapshot(1), seconds: 2)
        var moved = snapshot(1)
        moved.teams[0].directoryName = Array("other".utf8)
        let report = look(&tracker, moved, seconds: 3)
        #expect(report.agents.count == 2 && report.agents.allSatisfy { $0.isUp == true })
    }

    @Test("counts and what they rest on are the same after each restart", arguments: 0..<20)
    func restarts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (living, restarted) = (AgentTracker(), AgentTracker())
        var stored: [[UInt8]: [UInt8]] = [:]
        var (seconds, asked, wrote): (Int64, Int64?, Int64?) = (0, nil, nil)
        for revision in 1...60 {
            seconds += Int64.random(in: 1...200, using: &random)
            let nowMs = Self.startMs + seconds * 1000
            if Int.random(in: 0..<3, using: &random) == 0 { asked = nowMs - 500 }
            if Int.random(in: 0..<4, using: &random) == 0 { wrote = nowMs - 400 }
            let members = Int.random(in: 0..<8, using: &random) == 0 ? ["lead"] : ["lead", "a"]
            let now = snapshot(revision, members: members, askedMs: asked, wroteMs: wrote)
            if Bool.random(using: &random) {
                restarted = AgentTracker(
                    restoring: stored.map { StateChange(name: $0.key, bytes: $0.value) })
            }
            let (one, other) = (
                look(&living, now, seconds: seconds), look(&restarted, now, seconds: seconds)
            )
            #expect(one.agents == other.agents, "seed \(seed), look \(revision)")
            for change in restarted.takeChanges() { stored[change.name] = change.bytes }
        }
    }

    @Test("damaged pieces never trap, and cost no more than their team", arguments: 0..<40)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var tracker = AgentTracker()
        _ = look(&tracker, snapshot(1), seconds: 2)
        let spoiled = tracker.takeChanges(everything: true).map { piece in
            var bytes = piece.bytes ?? []
            bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            return StateChange(
                name: piece.name, bytes: Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
        }
        var again = AgentTracker(restoring: spoiled)
        let names = look(&again, snapshot(1), seconds: 3).agents.filter { $0.isUp != nil }.map(\.name)
        #expect(names.sorted() == ["a", "lead"])
    }

    @Test("a task dated in the future, and an unread message, are as old as our knowledge of them")
    func datedAhead() {
        let dayMs: Int64 = 86_400_000
        var now = snapshot(1, members: ["lead"])
        now.teams[0].tasks = [TeamTask(id: "7", status: .inProgress, updatedAtMs: Self.startMs + dayMs)]
        now.teams[0].inboxes = [
            Inbox(
                recipient: Array("lead".utf8), senders: [.init(from: "user")],
                messages: [
                    InboxMessage(
                        fingerprint: 1, sentMs: Self.startMs + dayMs, sender: 0, type: .prose, isRead: false)
                ])
        ]
        var (tasks, ledger) = (TaskTracker(), MessageLedger())
        for seconds in [0, 60] as [Int64] {
            now.revisions = [Int(seconds) + 1]
            tasks.observe(now, roots: ["r"], nowMs: Self.startMs + seconds * 1000)
            ledger.observe(now, roots: ["r"], nowMs: Self.startMs + seconds * 1000)
        }
        #expect(tasks.report(nowMs: 0).teams.first?.oldestInProgressMs == Self.startMs)
        let inbox = ledger.report(nowMs: 0).teams.first?.inboxes.first?.summary
        #expect(inbox?.oldestUnreadMs == Self.startMs && inbox?.unread == 1)
        // When its day has come it is no newer for that.
        now.revisions = [100]
        tasks.observe(now, roots: ["r"], nowMs: Self.startMs + 2 * dayMs)
        #expect(tasks.report(nowMs: 0).teams.first?.oldestInProgressMs == Self.startMs)
    }

    @Test("since when undated tasks are in progress outlives a restart, and a team that is gone for a moment")
    func tasks() {
        func tasks(_ revision: Int, isThere: Bool = true) -> TeamSnapshot {
            var snapshot = snapshot(revision, members: isThere ? ["lead"] : [])
            if isThere { snapshot.teams[0].tasks = [TeamTask(id: "7", status: .inProgress)] }
            return snapshot
        }
        var tracker = TaskTracker()
        tracker.observe(tasks(1), roots: ["r"], nowMs: Self.startMs)
        var restored = TaskTracker(restoring: tracker.takeChanges())
        restored.observe(tasks(1), roots: ["r"], nowMs: Self.startMs + 5000)
        #expect(restored.report(nowMs: 0).teams.first?.oldestInProgressMs == Self.startMs)
        restored.observe(tasks(2, isThere: false), roots: ["r"], nowMs: Self.startMs + 6000)
        #expect(restored.report(nowMs: 0).teams.isEmpty && !restored.hasChanges)
        restored.observe(tasks(3), roots: ["r"], nowMs: Self.startMs + 7000)
        #expect(restored.report(nowMs: 0).teams.first?.oldestInProgressMs == Self.startMs)
        for wait in [8, 90] as [Int64] {
            restored.observe(tasks(4, isThere: false), roots: ["r"], nowMs: Self.startMs + wait * 1000)
        }
        #expect(restored.takeChanges().map(\.bytes) == [nil])
    }
}
