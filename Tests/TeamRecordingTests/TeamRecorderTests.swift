import Foundation
import ProcessTable
import StateStore
import Synchronization
import TeamState
import TeamTracking
import TestSupport
import Testing

@testable import TeamRecording

@Suite("TeamRecorder")
struct TeamRecorderTests {
    /// A root with one team, a state directory, and a clock that a test moves.
    private final class Stand: Sendable {
        static let secret = "5ecret"
        let place: TemporaryDirectory
        let clock = Atomic<Int64>(1_785_355_200_000)
        let isDiskFull = Atomic(false)

        init() throws {
            place = try TemporaryDirectory("recorder")
            try place.write(
                #"{"leadAgentId":"lead@t","description":"\#(Self.secret)","members":[{"name":"lead"},{"name":"a"}]}"#,
                to: "root/teams/t/config.json")
            try write([])
        }

        /// Writes the inbox of `a`: a message from the lead for each of these ages in seconds.
        func write(_ ages: [(Int64, isRead: Bool)]) throws {
            let nowMs = clock.load(ordering: .relaxed)
            let messages = ages.map { age, isRead in
                #"{"from":"lead","text":"\#(Self.secret)","timestamp":\#(nowMs - age * 1000),"read":\#(isRead)}"#
            }
            let path = place.path("root/teams/t/inboxes/a.json")
            try place.write("[\(messages.joined(separator: ","))]", to: "root/teams/t/inboxes/new.tmp")
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
            try FileManager.default.moveItem(
                atPath: place.path("root/teams/t/inboxes/new.tmp"), toPath: path)
        }

        func advance(seconds: Int64) { clock.add(seconds * 1000, ordering: .relaxed) }

        func open(_ settings: AgentSettings = AgentSettings()) throws -> (TeamRecorder, StateStore) {
            let faults = StateFaults { self.isDiskFull.load(ordering: .relaxed) }
            let (store, state) = try StateStore.open(
                directory: place.path("state"), programVersion: "1", faults: faults)
            let recorder = TeamRecorder(
                roots: [place.path("root")], settings: settings, store: store, state: state,
                nowMs: { self.clock.load(ordering: .relaxed) })
            return (recorder, store)
        }
    }

    private func messages(_ report: TeamReport) -> Int64 {
        report.messages.totals.messages.values.flatMap(\.self).reduce(0, +)
    }

    @Test(
        "what was there at the very first look is not counted; what came while nobody looked is, without latency"
    )
    func restart() throws {
        let stand = try Stand()
        try stand.write([(5, true)])
        var (recorder, store) = try stand.open()
        #expect(try messages(recorder.report()) == 0)
        stand.advance(seconds: 1)
        try stand.write([(6, true), (1, true)])
        #expect(try messages(recorder.report()) == 1)
        store.close()
        stand.advance(seconds: 100)
        try stand.write([(106, true), (101, true), (50, true), (40, false)])
        (recorder, store) = try stand.open()
        let report = try recorder.report()
        #expect(messages(report) == 3)
        #expect(report.messages.totals.deliveries.values.map(\.count).reduce(0, +) == 1)
        #expect(report.messages.totals.unobserved == [.backlog: 1, .notRunning: 2])
        #expect(store.resets.isEmpty)
    }

    @Test("a full disk costs nothing: counts are served from memory, and written when there is room")
    func fullDisk() throws {
        let stand = try Stand()
        var (recorder, store) = try stand.open()
        _ = try recorder.report()
        stand.isDiskFull.store(true, ordering: .relaxed)
        stand.advance(seconds: 1)
        try stand.write([(1, true)])
        #expect(try messages(recorder.report()) == 1)
        #expect(store.condition != .good)
        stand.isDiskFull.store(false, ordering: .relaxed)
        let heals = try eventually {
            _ = try recorder.report()
            return store.condition == .good
        }
        #expect(heals)
        store.close()
        (recorder, store) = try stand.open()
        #expect(try messages(recorder.report()) == 1)
    }

    @Test("a state directory that is removed meanwhile is written anew, with all there is")
    func removedDirectory() throws {
        let stand = try Stand()
        var (recorder, store) = try stand.open()
        _ = try recorder.report()
        stand.advance(seconds: 1)
        try stand.write([(1, true)])
        _ = try recorder.report()
        try FileManager.default.removeItem(atPath: stand.place.path("state"))
        stand.advance(seconds: 1)
        try stand.write([(2, true), (1, false)])
        #expect(try messages(recorder.report()) == 2)
        #expect(store.resets == [.removed: 1] && store.condition == .good)
        store.close()
        (recorder, store) = try stand.open()
        let report = try recorder.report()
        #expect(messages(report) == 2 && report.messages.totals.unobserved.isEmpty)
    }

    @Test("no text of a message, and nothing of a config but names, is stored")
    func secrets() throws {
        let stand = try Stand()
        let (recorder, store) = try stand.open()
        try stand.write([(1, true)])
        _ = try recorder.report()
        store.close()
        let stored = try stand.place.read("state/state.db")
        #expect(!String(decoding: stored, as: UTF8.self).contains(Stand.secret))
        #expect(String(decoding: stored, as: UTF8.self).contains("lead"))
    }

    @Test("other roots and thresholds hold from the next look on, and no count is lost")
    func reconfigured() throws {
        let stand = try Stand()
        let (recorder, _) = try stand.open()
        _ = try recorder.report()
        stand.advance(seconds: 1)
        try stand.write([(1, false)])
        #expect(try messages(recorder.report()) == 1)
        var settings = AgentSettings()
        settings.timeout = .seconds(60)
        recorder.reconfigure(
            roots: [stand.place.path("root"), stand.place.path("other")], settings: settings)
        stand.advance(seconds: 61)
        let report = try recorder.report()
        #expect(messages(report) == 1)
        #expect(report.agents.agents.map(\.timeoutMs) == [60_000, 60_000])
        recorder.reconfigure(roots: [stand.place.path("other")], settings: settings)
        let elsewhere = try recorder.report()
        #expect(messages(elsewhere) == 1 && elsewhere.messages.teams.isEmpty)
    }

    @Test("processes are asked when an agent would count as timed out, and not before")
    func evidence() throws {
        let stand = try Stand()
        let asked = Atomic(0)
        let key = TeamKey(root: stand.place.path("root"), directory: Array("t".utf8))
        let recorder = TeamRecorder(
            roots: [stand.place.path("root")],
            evidence: {
                asked.add(1, ordering: .relaxed)
                return [key: ["a"]]
            }, nowMs: { stand.clock.load(ordering: .relaxed) })
        try stand.write([(0, false)])
        for _ in 0..<3 { _ = try recorder.report() }
        #expect(asked.load(ordering: .relaxed) == 0)
        stand.advance(seconds: 400)
        let agent = try recorder.report().agents.agents.first { $0.name == "a" }
        #expect(asked.load(ordering: .relaxed) == 1)
        #expect(agent?.state == .dead && agent?.timeouts == 0)
    }

    @Test("what others count is kept in the same store")
    func contributions() throws {
        let stand = try Stand()
        let (recorder, store) = try stand.open()
        let piece = StateChange(name: [UInt8(ascii: "z")], bytes: [1, 2])
        let commits = Atomic(0)
        recorder.add(
            BookContribution(hasNews: { false }, takeChanges: { _ in [piece] }) {
                commits.add(1, ordering: .relaxed)
            })
        recorder.commit()
        #expect(commits.load(ordering: .relaxed) == 1)
        stand.isDiskFull.store(true, ordering: .relaxed)
        recorder.commit()
        #expect(commits.load(ordering: .relaxed) == 2, "what cannot be written is shown nonetheless")
        store.close()
        let (again, state) = try StateStore.open(directory: stand.place.path("state"), programVersion: "1")
        #expect(TeamRecorder.pieces(of: state).contains(piece))
        again.close()
    }

    @Test("a thread that runs looks by itself, answers reports at once, and commits before it ends")
    func thread() throws {
        let stand = try Stand()
        let (recorder, store) = try stand.open()
        let isRunning = Atomic(false)
        let hasEnded = Atomic(false)
        Thread.detachNewThread {
            recorder.run { isRunning.store(true, ordering: .releasing) }
            hasEnded.store(true, ordering: .releasing)
        }
        #expect(eventually { isRunning.load(ordering: .acquiring) })
        stand.advance(seconds: 1)
        try stand.write([(1, false)])
        let before = store.lastCommitMilliseconds
        #expect(eventually { store.lastCommitMilliseconds != before }, "committed though nobody asks")
        stand.advance(seconds: 1)
        try stand.write([(2, true)])
        #expect(
            try eventually {
                try recorder.report().messages.totals.deliveries.values.contains { $0.count == 1 }
            })
        recorder.stop(within: .seconds(20))
        #expect(eventually { hasEnded.load(ordering: .acquiring) })
        let (again, _) = try stand.open()
        #expect(try messages(again.report()) == 1)
    }

    @Test("looks follow news closely while they are cheap, and take a tenth of the thread when they are not")
    func pace() {
        var pace = LookPace()
        pace.looked(in: .microseconds(200))
        #expect(pace.least == .milliseconds(10) && pace.most == .milliseconds(200))
        pace.looked(in: .milliseconds(4))
        #expect(pace.least == .milliseconds(36) && pace.most == .milliseconds(200))
        pace.looked(in: .milliseconds(100))
        #expect(pace.least == .milliseconds(900) && pace.most == .milliseconds(900))
    }
}
