import Foundation
import Testing

@testable import TeamState

@Suite("TeamReader with the kernel's news")
struct WatchedReaderTests {
    private static let nowMs: Int64 = 1_785_355_560_000
    private let tree: ScratchTree

    init() throws { tree = try ScratchTree() }

    private func reader(usesWatch: Bool = true) -> TeamReader {
        TeamReader(roots: [tree.path], timing: ReadTiming(pause: { _ in }), usesWatch: usesWatch)
    }

    @Test("quiet teams are hardly looked at, and a change in any folder of a team is seen at once")
    func quietTeams() throws {
        for number in 0..<64 {
            try tree.writeTeam("team-\(number)")
            try tree.write("teams/team-\(number)/inboxes/lead.json", "[{}]")
        }
        // An hour on, so that what was just written counts as settled.
        let later = SystemClock.realtimeNs() + 3_600_000_000_000
        let reader = TeamReader(roots: [tree.path], timing: ReadTiming(nowNs: { later }))
        for _ in 0..<3 { _ = reader.scan(nowMs: Self.nowMs) }
        let before = reader.looks
        let quiet = reader.scan(nowMs: Self.nowMs)
        // A sixteenth is verified each time: 4 teams of 2 files; more where the kernel has no watch to give.
        withKnownIssue("no inotify instance was left", isIntermittent: true) {
            #expect(reader.looks - before == 8)
        }
        #expect(quiet.teams.count == 64)
        #expect(quiet.teams.allSatisfy { $0.lastGoodConfigMs == Self.nowMs })

        try tree.writeTeam("team-7", members: ["a", "b"])
        try tree.write("teams/team-8/inboxes/lead.json", "[]  ")
        try tree.write("tasks/team-9/1.json", #"{"status":"in_progress"}"#)
        let news = Dictionary(
            uniqueKeysWithValues: reader.scan(nowMs: Self.nowMs).teams.map { ($0.label, $0) })
        #expect(news["team-7"]?.members.count == 2)
        #expect(news["team-8"]?.unreadCount == 0)
        #expect(news["team-9"]?.hasWorkInProgress == true)
    }

    @Test("after any change a reader that watched sees what a new reader sees", arguments: 0..<4)
    func sameAsNew(run: Int) throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        let watched = reader()
        let polled = reader(usesWatch: false)
        for step in 0..<150 {
            for _ in 0..<Int.random(in: 0...3, using: &generator) { try change(&generator) }
            let expected = reader().scan(nowMs: Self.nowMs)
            for (name, seen) in [("watched", watched), ("polled", polled)] {
                let snapshot = seen.scan(nowMs: Self.nowMs)
                try #require(snapshot.teams == expected.teams, "\(name), seed \(seed), step \(step)")
                #expect(
                    snapshot.residualDirectories == expected.residualDirectories, "seed \(seed), step \(step)"
                )
            }
        }
    }

    /// One thing that agents, operators and cleaners do.
    private func change(_ generator: inout SplitMix) throws {
        let team = "team-\(Int.random(in: 0..<4, using: &generator))"
        let number = Int.random(in: 0..<3, using: &generator)
        let digit = Int.random(in: 0...9, using: &generator)
        switch Int.random(in: 0..<12, using: &generator) {
        case 0, 1: try tree.writeTeam(team, members: ["m\(digit)"])
        case 2: try rewriteInPlace("teams/\(team)/config.json", "{\"members\":[{\"name\":\"p\(digit)\"}]}")
        case 3, 4:
            try tree.write(
                "teams/\(team)/inboxes/a\(number).json", "[{\"from\":\"m\(digit)\",\"read\":true}]")
        case 5:
            try rewriteInPlace(
                "teams/\(team)/inboxes/a\(number).json", "[{\"from\":\"m\(digit)\",\"read\":true}]")
        case 6: removeIfThere("teams/\(team)/inboxes/a\(number).json")
        case 7: removeIfThere("teams/\(team)\(["", "/inboxes", "/config.json"][number])")
        case 8: try tree.write("tasks/\(team)/\(number).json", "{\"id\":\"\(digit)\"}")
        case 9: removeIfThere(["tasks", "tasks/\(team)", "tasks/\(team)/\(digit).json"][number])
        case 10: move("teams/\(team)", to: "teams/team-\(number)")
        default: move("teams", to: "old-\(UInt32.random(in: 0..<1_000_000, using: &generator))")
        }
    }

    private func rewriteInPlace(_ relative: String, _ text: String) throws {
        guard FileManager.default.fileExists(atPath: tree[relative]) else { return }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: tree[relative]))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    private func removeIfThere(_ relative: String) {
        guard FileManager.default.fileExists(atPath: tree[relative]) else { return }
        do { try tree.remove(relative) } catch { Issue.record(error) }
    }

    private func move(_ from: String, to: String) {
        guard FileManager.default.fileExists(atPath: tree[from]) else { return }
        // A move onto a directory that is not empty fails, as it would for a user.
        _ = unsafe rename(tree[from], tree[to])
    }
}

@Suite("MountTable")
struct MountTableTests {
    private let table = MountTable(
        mountInfo: """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            30 27 0:40 / /mnt rw,relatime shared:1 master:2 - nfs4 server:/x rw
            31 27 259:65537 / /data rw - xfs /dev/nvme0n1p1 rw
            broken line
            """)

    @Test(
        "a device is local when its file system is one of this machine",
        arguments: [
            (254 << 8, true), (40, false), (21, false), (259 << 8 | 1 | 65536 << 12, true), (99, false),
        ])
    func local(device: UInt64, isLocal: Bool) { #expect(table.isLocal(device: device) == isLocal) }
}
