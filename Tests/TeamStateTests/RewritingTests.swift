import Foundation
import Synchronization
import Testing

@testable import TeamState

/// Files that change under the reader's eyes.
@Suite("TeamReader while files are rewritten")
struct RewritingTests {
    private static let nowMs: Int64 = 1_785_355_560_000
    private let tree: ScratchTree

    init() throws {
        tree = try ScratchTree()
        try tree.writeTeam("team", members: ["lead", "worker"])
    }

    /// A reader whose pauses are recorded, and in which `onPause` plays the writer.
    private func reader(onPause: @escaping @Sendable (Int) -> Void = { _ in }) -> (TeamReader, Recorder) {
        let recorder = Recorder()
        let timing = ReadTiming(pause: { milliseconds in
            recorder.add(milliseconds)
            onPause(milliseconds)
        })
        return (TeamReader(roots: [tree.path], timing: timing), recorder)
    }

    private final class Recorder: Sendable {
        private let pauses = Mutex<[Int]>([])
        func add(_ pause: Int) { pauses.withLock { $0.append(pause) } }
        var all: [Int] { pauses.withLock { $0 } }
    }

    private final class StopSign: Sendable {
        private let flag = Atomic(false)
        func set() { flag.store(true, ordering: .relaxed) }
        var isSet: Bool { flag.load(ordering: .relaxed) }
    }

    private var half: String { #"{"members":[{"name":"le"# }

    @Test("a half-written config is read again and taken when it is whole", arguments: [20, 50, 100])
    func becomesWhole(atPause: Int) throws {
        try tree.write("teams/team/config.json", half)
        let tree = tree
        let (reader, recorder) = reader { pause in
            guard pause == atPause else { return }
            do { try tree.writeTeam("team", members: ["a", "b", "c"]) } catch { Issue.record(error) }
        }
        let snapshot = reader.scan(nowMs: Self.nowMs)
        #expect(snapshot.teams.first?.members.count == 3)
        #expect(snapshot.readErrors.isEmpty)
        #expect(recorder.all == [20, 50, 100].filter { $0 <= atPause })
    }

    @Test("one that stays broken keeps its last good state, counts once, and is waited for once")
    func staysBroken() throws {
        let (reader, recorder) = reader()
        _ = reader.scan(nowMs: Self.nowMs)
        try tree.write("teams/team/config.json", half)
        let first = reader.scan(nowMs: Self.nowMs + 1000)
        #expect(first.teams.first?.members.count == 2)
        #expect(first.teams.first?.configFault == .parse)
        #expect(first.teams.first?.lastGoodConfigMs == Self.nowMs)
        #expect(first.readErrors == [.init(.config, .parse): 1])
        #expect(recorder.all == [20, 50, 100])
        let later = reader.scan(nowMs: Self.nowMs + 2000)
        #expect(later.teams.first?.configFault == .parse)
        #expect(later.readErrors == [.init(.config, .parse): 1])
        try tree.writeTeam("team", members: ["a"])
        let healed = reader.scan(nowMs: Self.nowMs + 3000)
        #expect(healed.teams.first?.isReadable == true)
        #expect(healed.teams.first?.members.count == 1)
    }

    @Test("many broken files share one round of pauses")
    func sharedPauses() throws {
        for number in 0..<50 { try tree.write("teams/team/inboxes/box\(number).json", "[{") }
        let (reader, recorder) = reader()
        let snapshot = reader.scan(nowMs: Self.nowMs)
        #expect(recorder.all == [20, 50, 100])
        #expect(snapshot.readErrors == [.init(.inbox, .parse): 50])
    }

    @Test("a file broken long ago is not waited for")
    func oldFault() throws {
        try tree.write("teams/team/config.json", half)
        let later = SystemClock.realtimeNs() + 3_600_000_000_000
        var asked = 0
        let reader = TeamReader(
            roots: [tree.path], timing: ReadTiming(nowNs: { later }, pause: { _ in Issue.record("waited") }))
        asked = reader.scan(nowMs: Self.nowMs).readErrors[.init(.config, .parse)] ?? 0
        #expect(asked == 1)
    }

    @Test("a config replaced by rename is seen at the next scan")
    func renamed() throws {
        let (reader, _) = reader()
        _ = reader.scan(nowMs: Self.nowMs)
        try tree.writeTeam("other", members: ["x", "y", "z"])
        try tree.write(
            "teams/team/config.json.tmp",
            try String(contentsOfFile: tree["teams/other/config.json"], encoding: .utf8))
        #expect(unsafe rename(tree["teams/team/config.json.tmp"], tree["teams/team/config.json"]) == 0)
        #expect(reader.scan(nowMs: Self.nowMs).teams.last?.members.count == 3)
    }

    @Test("a config that is gone for a moment does not end the team; one that stays gone does")
    func vanishes() throws {
        let tree = tree
        try tree.write("teams/team/inboxes/lead.json", "[]")
        let shallReturn = Mutex(true)
        let (reader, _) = reader { pause in
            guard pause == 50, shallReturn.withLock({ $0 }) else { return }
            do { try tree.writeTeam("team", members: ["back"]) } catch { Issue.record(error) }
        }
        _ = reader.scan(nowMs: Self.nowMs)
        try tree.remove("teams/team/config.json")
        #expect(reader.scan(nowMs: Self.nowMs).teams.first?.members.map(\.name) == ["back"])
        shallReturn.withLock { $0 = false }
        try tree.remove("teams/team/config.json")
        let gone = reader.scan(nowMs: Self.nowMs)
        #expect(gone.teams.isEmpty)
        #expect(gone.residualDirectories == 1)
        #expect(gone.readErrors.isEmpty)
        try tree.remove("teams/team")
        #expect(reader.scan(nowMs: Self.nowMs).residualDirectories == 0)
    }

    @Test("inboxes and tasks that go are forgotten, those that come are read")
    func comingAndGoing() throws {
        try tree.write("teams/team/inboxes/lead.json", #"[{"from":"worker","read":false}]"#)
        try tree.write("tasks/team/1.json", #"{"id":"1","status":"in_progress"}"#)
        let (reader, _) = reader()
        let first = reader.scan(nowMs: Self.nowMs).teams.first
        #expect(first?.hasUnread == true)
        #expect(first?.hasWorkInProgress == true)
        try tree.remove("teams/team/inboxes/lead.json")
        try tree.remove("tasks")
        let second = reader.scan(nowMs: Self.nowMs).teams.first
        #expect(second?.inboxes.isEmpty == true)
        #expect(second?.tasks.isEmpty == true)
        try tree.write("teams/team/inboxes/worker.json", "[{},{}]")
        try tree.write("tasks/team/tasks.json", #"{"tasks":[{"id":1,"status":"pending"},{"id":2}]}"#)
        let third = reader.scan(nowMs: Self.nowMs).teams.first
        #expect(third?.unreadCount == 2)
        #expect(third?.tasks.count == 2)
    }

    @Test("with a writer at work at full speed, only whole configs are ever seen")
    func writerAtWork() async throws {
        let path = tree["teams/team/config.json"]
        let small = Array(#"{"members":[{"name":"only"}]}"#.utf8)
        let many = (0..<500).map { "{\"name\":\"member-\($0)\"}" }.joined(separator: ",")
        let large = Array("{\"members\":[\(many)]}".utf8)
        let stop = StopSign()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                var round = 0
                while !stop.isSet {
                    // Opened, truncated and written in place, as the tools do; the string and array outlive the calls.
                    let file = unsafe open(path, O_WRONLY | O_TRUNC)
                    let content = round % 2 == 0 ? large : small
                    _ = unsafe write(file, content, content.count / 2)
                    _ = unsafe content.withUnsafeBytes { bytes in
                        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[(content.count / 2)...])
                        return unsafe write(file, rest.baseAddress, rest.count)
                    }
                    close(file)
                    round += 1
                }
            }
            let (reader, _) = reader()
            for _ in 0..<300 {
                let count = reader.scan(nowMs: Self.nowMs).teams.first?.members.count
                if let count, ![0, 1, 2, 500].contains(count) { Issue.record("saw \(count) members") }
            }
            stop.set()
        }
    }
}
